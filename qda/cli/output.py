"""What goes to the screen: results on stdout, talk and progress on stderr; and the one place where errors end."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qda.errors import Problem
    from qda.steps.progress import Progress
    from qda.steps.provenance import Outcome
    from qda.table import Table

INTERRUPTED = 130


def prepare_streams() -> None:
    """UTF-8 for pipes and files; a terminal keeps its own encoding, and what it cannot show is escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="backslashreplace")
        else:
            reconfigure(encoding="utf-8", newline="\n" if stream is sys.stdout else None)


def put(text: str) -> None:
    """Print a result."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def say(text: str) -> None:
    """Talk to the person, on stderr."""
    sys.stderr.write(text + "\n")


def put_json(value: object) -> None:
    """Print a result as JSON: UTF-8, not escaped."""
    put(json.dumps(value, ensure_ascii=False, indent=2))


def put_table(table: Table, as_json: bool) -> None:
    """Print a table, aligned with respect to wide characters; as JSON, a list of its rows."""
    if as_json:
        put_json(table.records())
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn

    drawn = Drawn(title=table.title["zh"], box=box.SIMPLE_HEAD, title_justify="left", show_edge=False)
    for column, heading in zip(table.columns, table.flat_headings(), strict=True):
        numbers = any(isinstance(v, (int, float)) for v in table.column(column.key))
        drawn.add_column(heading, justify="right" if numbers else "left", overflow="fold")
    for row in table.formatted():
        drawn.add_row(*(_plain(cell) for cell in row))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200, highlight=False, markup=False)
    console.print(drawn)
    for note in table.all_notes():
        console.print(f"注：{note}")


def _plain(cell: str) -> str:
    shown = cell if len(cell) <= 120 else cell[:118] + "……"
    return shown.replace("\n", " ⏎ ")


def put_outcomes(outcomes: Sequence[Outcome], as_json: bool) -> None:
    """Print what steps did, as JSON; in words they have been told while they ran."""
    if as_json:
        put_json(
            [{"step": o.step, "key": o.key, "done": o.done, "run": o.run_id, "message": o.message} for o in outcomes]
        )


def tell(outcome: Outcome) -> None:
    """One line on stderr about what a step did."""
    label = f"{outcome.step} {outcome.key}".strip()
    say(f"{label:<28} {outcome.message}")


def tell_problems(problems: Sequence[Problem], limit: int = 20) -> None:
    """Faults found in files, errors first, on stderr."""
    order = {"error": 0, "warning": 1, "note": 2}
    ranked = sorted(problems, key=lambda p: (order[p.severity], p.path, p.line or 0))
    for p in ranked[:limit]:
        say(f"{p.severity}: {p.path}{f':{p.line}' if p.line else ''}: {p.message} [{p.slug}]")
    if len(ranked) > limit:
        say(f"… and {len(ranked) - limit} more: qda documents --problems")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on stderr when that is a terminal; else nothing."""
    if not sys.stderr.isatty():
        from qda.steps.progress import silent

        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, object] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done)  # type: ignore[arg-type]

        yield show


def guarded(call: Callable[[], object], as_json: bool = False) -> int:
    """Run the program; every way it can end becomes an exit code and a message, never a traceback.

    0 ok, 1 error, 2 usage, 3 a declared threshold was not met, 130 interrupted.
    """
    from qda.errors import QdaError

    try:
        result = call()
        if result == INTERRUPTED:  # the argument parser catches Ctrl-C itself and says no more than this
            return _interrupted()
        return result if isinstance(result, int) else 0
    except QdaError as fault:
        if as_json:
            put_json({"error": {"slug": fault.slug, "message": str(fault).split("\n")[0], "hint": fault.hint}})
        say(f"qda: {fault} [{fault.slug}]")
        return fault.exit_code
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except Exception as fault:
        if type(fault).__name__ == "Abort":
            return _interrupted()
        if hasattr(fault, "exit_code"):  # the argument parser's own: usage errors, and an early but orderly end
            if hasattr(fault, "show"):
                fault.show()
            return _interrupted() if fault.exit_code == INTERRUPTED else int(fault.exit_code)
        if os.environ.get("QDA_DEBUG"):
            raise
        if isinstance(fault, OSError) and fault.filename:
            from qda.steps.files import explain_os

            told = explain_os(fault, Path(str(fault.filename)))
            say(f"qda: {told} [{told.slug}]")
            return 1
        say(_unexpected(fault))
        return 1


def _interrupted() -> int:
    say("qda: interrupted; what was finished is kept, run the same command again to go on [interrupted]")
    return INTERRUPTED


def _unexpected(fault: Exception) -> str:
    text = "".join(traceback.format_exception(fault))
    with tempfile.NamedTemporaryFile("w", prefix="qda-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(text)
    return (
        f"qda: an error that nobody foresaw: {type(fault).__name__}: {fault}\n"
        f"  → this is a fault of the program; the details are in {log.name} [internal]"
    )
