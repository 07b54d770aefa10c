"""The rule coder, from text to coded spans, against the bare automaton scan, pandas, spaCy's matchers and itself without
the compiled matcher. One run, CPU time, ratios; a Markdown table with the targets.

    python benchmarks/rules.py FOLDER           # a folder of Markdown or text transcripts, 10-50 MB
    python benchmarks/rules.py FOLDER --write   # the same, and the table into docs/performance.md

Words are those of the corpus: the first 3,000 are words of two to six characters that a segmenter finds there, at most
one in 2,000 characters each, the others compounds of two words side by side, drawn at random. 30 words make a code; every
code has two rules, one with OR and NOT and one of the other kinds in turn. Not among them are @actor (spaCy) and ^
(jieba), which cost what those libraries cost on the segments that are left. Peers run on slices, as they would take
hours; they look for the same words in folded text.
"""

from __future__ import annotations

import argparse
import datetime
import multiprocessing
import os
import platform
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qda.coders.context import Context
    from qda.model import Codebook, CodingUnit

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- rules: made by benchmarks/rules.py FOLDER --write -->", "<!-- /rules -->"
SIZES = (500, 3_000, 30_000)
PER_CODE = 30
REPEATS = 5
COMMONEST = 2_000
"""No word is commoner than one in so many characters."""
SLICES = {500: 1.5e6, 3_000: 1.0e6, 30_000: 0.4e6}
"""Bytes of UTF-8 that the peers get."""
KINDS = (
    "({a}) & ({b})",
    "({a}) NEAR/20 ({b})",
    "({a}) THEN/12 ({b})",
    "({a}) NEAR/1s ({b})",
    "SENTENCE(({a}) & ({b}))",
    "({c})~",
    "{w}",
    "{x}",
    "({c}) & TURN({b})",
    "({c}) & NEIGHBOURS(1, {b})",
    "({c}) & kind:minutes & role:speaker & date:2015-06..2018-03 & case:示范",
    "#{other} & ({b})",
    "SENTENCE($list{n} NOT ({b}))~",
)
"""One rule a code in turn. a, b: eight and seven words. c: both. w: wildcards, x: a regular expression, of four words."""

PLAIN = KINDS[:3] + KINDS[4:5]
"""Those that need neither polarity nor regular expressions nor anything around the segment."""


def cpu(call: Callable[[], object]) -> float:
    """CPU seconds of a call."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def medians(calls: dict[str, Callable[[], object]], repeats: int = REPEATS) -> dict[str, float]:
    """Median CPU seconds of each, interleaved."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repeats):
        for name, call in calls.items():
            times[name].append(cpu(call))
    return {name: statistics.median(values) for name, values in times.items()}


def read_units(folder: Path) -> list[CodingUnit]:
    """Every line that is not blank as a coding unit; a file is a document, what stands below a heading a turn."""
    from qda.model import CodingUnit

    made = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".md", ".txt"}):
        turn = at = 0
        for line in path.read_text(encoding="utf-8").split("\n"):
            turn += line.startswith("#")
            text = line.strip()
            if text:
                name = f"{path.name}:{turn}:{len(made)}"
                made.append(CodingUnit(name, path.name, "case", "minutes", "speaker", None, None, at, text))
            at += len(line) + 1
    return made


def context_of(units: Sequence[CodingUnit]) -> Context:
    """Turns, dates and cases of the units."""
    from qda.coders.context import Context

    return Context(
        turns={unit.segment_id: unit.segment_id.rsplit(":", 1)[0] for unit in units},
        dates={unit.document_id: unit.document_id[:10] for unit in units},
        cases={"case": "示范"},
    )


def corpus_words(units: Sequence[CodingUnit], characters: int = 1_200_000) -> list[str]:
    """Words, then compounds, of a sample of the corpus, simplified, in a fixed random order."""
    from qda.text.fold import fold
    from qda.text.tokenize import make_tokenizer

    rng = random.Random(20_261_123)
    tokenizer, words, compounds, size = make_tokenizer(), Counter(), Counter(), 0
    for unit in rng.sample(list(units), min(len(units), 60_000)):
        folded = fold(unit.text)
        found = [word for word, _, _ in tokenizer.words(folded)]
        words.update(found)
        compounds.update(one + other for one, other in pairwise(found))
        size += len(folded)
        if size > characters:
            break

    def usable(word: str) -> bool:
        return 2 <= len(word) <= 6 and all("\u4e00" <= character <= "\u9fff" for character in word)

    often = size / COMMONEST
    plain = sorted(word for word, n in words.items() if usable(word) and 2 <= n <= often)
    joined = sorted(word for word, n in compounds.items() if usable(word) and n <= often and word not in words)
    return [*rng.sample(plain, min(SIZES[1], len(plain))), *rng.sample(joined, len(joined))]


def unheard_words(n: int) -> list[str]:
    """Words of rare characters that never occur."""
    rng = random.Random(7)
    made: set[str] = set()
    while len(made) < n:
        made.add("".join(chr(rng.randrange(0x3400, 0x4DB0)) for _ in range(rng.choice((2, 2, 3, 4)))))
    return sorted(made)


def codebook_of(words: Sequence[str], kinds: Sequence[str] = KINDS) -> Codebook:
    """30 words a code, two rules a code."""
    from qda.model import Code, Codebook, Rule

    groups = [words[i : i + PER_CODE] for i in range(0, len(words), PER_CODE)]
    groups = [group for group in groups if len(group) == PER_CODE]
    codes, lists = [], {}
    for n, group in enumerate(groups):
        lists[f"list{n}"] = tuple(group[15:23])
        kind = kinds[n % len(kinds)].format(
            a=" | ".join(group[15:23]),
            b=" | ".join(group[23:]),
            c=" | ".join(group[15:]),
            w=f"{group[15]}*{group[16]} | {group[17]}?{group[18]}",
            x=f"/{group[15]}.{{0,8}}{group[16]}|{group[17]}[^。]{{0,4}}{group[18]}/",
            other=f"c{max(n - 1, 0)}",
            n=n,
        )
        if n == 0 and kind.startswith("#"):
            kind = group[15]
        first = f"({' | '.join(group[:12])}) NOT ({' | '.join(group[12:15])})"
        rules = (Rule(f"c{n}.r1", first), Rule(f"c{n}.r2", kind))
        codes.append(Code(f"c{n}", None, {"zh": f"码{n}"}, "effect", "operationalisation", {}, rules=rules))
    return Codebook("benchmark", str(len(words)), {}, "", tuple(codes), "", lists)


def slice_of(texts: Sequence[str], size: float) -> list[str]:
    """Texts spread over the corpus, of about so many bytes."""
    order = list(range(len(texts)))
    random.Random(1).shuffle(order)
    kept, held = [], 0
    for i in order:
        held += len(texts[i].encode("utf-8"))
        kept.append(texts[i])
        if held >= size:
            break
    return kept


def megabytes(texts: Sequence[str]) -> float:
    """UTF-8, in units of a million bytes."""
    return sum(len(text.encode("utf-8")) for text in texts) / 1e6


def peers(texts: Sequence[str], words: Sequence[str]) -> dict[str, float]:
    """MB/s of pandas and spaCy on a slice of folded texts."""
    import pandas as pd
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

    size = megabytes(texts)
    series = pd.Series(list(texts), dtype="str")
    groups = [list(words[i : i + PER_CODE]) for i in range(0, len(words), PER_CODE)]
    pipeline = spacy.blank("zh")
    pipeline.tokenizer = lambda text: Doc(pipeline.vocab, words=list(text), spaces=[False] * len(text))
    matcher = PhraseMatcher(pipeline.vocab)
    for n, group in enumerate(groups):
        matcher.add(f"c{n}", [pipeline.make_doc(word) for word in group])
    ruled = spacy.blank("zh")
    ruled.tokenizer = lambda text: Doc(ruled.vocab, words=list(text), spaces=[False] * len(text))
    ruler = ruled.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": f"c{n}", "pattern": word} for n, group in enumerate(groups) for word in group])
    times = {
        "pandas": cpu(lambda: [series.str.contains("|".join(group), regex=True).sum() for group in groups]),
        "PhraseMatcher": cpu(lambda: [matcher(pipeline.make_doc(text)) for text in texts if text]),
        "EntityRuler": cpu(lambda: [doc.ents for doc in ruled.pipe(texts)]),
    }
    return {name: size / seconds for name, seconds in times.items()}


def exhaust(values: Iterator[object]) -> None:
    """Run through all of it."""
    for _ in values:
        pass


def measure(units: Sequence[CodingUnit], folded: Sequence[str], words: Sequence[str], size: int, slow: bool) -> dict:
    """All numbers at one size of the codebook."""
    import daachorse

    from qda.coders.asking import scan
    from qda.coders.coded import coded_spans
    from qda.coders.compile import compile_codebook
    from qda.coders.context import in_document_order
    from qda.coders.evaluate import Block
    from qda.coders.joined import join
    from qda.coders.rules import RuleCoder
    from qda.coders.scan import ENGINES, scanner_for

    chosen = list(words[:size])
    codebook, context = codebook_of(chosen), context_of(units)
    coder = RuleCoder(codebook, context=context)
    engines = {name: RuleCoder(codebook, context=context, engine=name) for name in ENGINES}
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(chosen)
    ordered = [units[i] for i in in_document_order(units)]
    spans = sum(len(block) for block in coder.spans(ordered, polarity=False))
    calls: dict[str, Callable[[], object]] = {
        "bare": lambda: None,
        "spans": lambda: exhaust(coder.spans(ordered, polarity=False)),
        "judged": lambda: exhaust(coder.spans(ordered)),
        "drafts": lambda: exhaust(coder.code(ordered, codebook)),
        "automaton": lambda: exhaust(engines["automaton"].spans(ordered, polarity=False)),
        "numpy": lambda: exhaust(engines["numpy"].spans(ordered, polarity=False)),
    }

    def bare() -> None:
        for text in folded:
            automaton.find_overlapping(text)

    calls["bare"] = bare
    times, hits = medians(calls), 0
    evaluation = {}
    for name, kinds in (("all", KINDS), ("plain", PLAIN)):
        program = compile_codebook(codebook_of(chosen, kinds))
        scanned = scan(ordered, program)
        evaluation[name] = len(scanned[1].term) / statistics.median(
            cpu(lambda made=(program, scanned): coded_spans(
                Block(ordered, made[0], context=context, scanned=made[1]), polarity=False
            ))
            for _ in range(REPEATS)
        )  # fmt: skip
        hits = max(len(scanned[1].term), hits)
    joined = join([unit.text for unit in ordered])
    scanners = {name: scanner_for(chosen, name) for name in ENGINES}
    matchers = medians({name: lambda scanner=scanner: scanner.scan(joined) for name, scanner in scanners.items()})
    result = {
        "size": size, "hits": hits, "spans": spans, "MB": megabytes([u.text for u in units]),
        "times": times, "evaluation": evaluation, "matchers": matchers,
    }  # fmt: skip
    if slow:
        result["peers"] = peers(slice_of(folded, SLICES[size]), chosen)
    return result


def growth(units: Sequence[CodingUnit], words: Sequence[str]) -> float:
    """Time with 60 times the words, at equal hits, over time without."""
    from qda.coders.context import in_document_order
    from qda.coders.rules import RuleCoder

    ordered, context = [units[i] for i in in_document_order(units)], context_of(units)
    few = list(words[:480])
    many = [*few, *unheard_words(480 * 59)]
    small, large = (RuleCoder(codebook_of(chosen), context=context) for chosen in (few, many))
    times = medians(
        {
            "small": lambda: exhaust(small.spans(ordered, polarity=False)),
            "large": lambda: exhaust(large.spans(ordered, polarity=False)),
        }
    )
    return times["large"] / times["small"]


def resident() -> float:
    """The most memory this process ever held, MB."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says there includes the process that started this one
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def peak(folder: str, words: Sequence[str], times: int) -> tuple[float, float, float]:
    """In a process of its own: MB of text coded, MB of memory before (imports and text held) and at the peak."""
    from qda.coders.rules import RuleCoder

    units = read_units(Path(folder))
    context = context_of(units)
    coder = RuleCoder(codebook_of(words), context=context)
    exhaust(coder.spans(units[:50]))
    exhaust(coder.code(units[:50], coder.codebook))
    before = resident()
    for _ in range(times):
        exhaust(coder.spans(units))
    after = resident()
    return times * megabytes([unit.text for unit in units]), before, after


def row(what: str, target: str, *cells: str) -> str:
    """A line of the table."""
    return f"| {what} | {target} | " + " | ".join(cells) + " |"


def report(results: Sequence[dict], grown: float, memory: Sequence[tuple[float, float, float]]) -> Iterator[str]:
    """The table."""
    heads = [f"{r['size']:,} words" for r in results]
    yield row("", "target", *heads)
    yield row("---", "---", *["---"] * len(heads))
    yield row("hits; coded spans", "", *[f"{r['hits']:,}; {r['spans']:,}" for r in results])

    def speed(r: dict, name: str) -> float:
        return r["MB"] / r["times"][name]

    yield row("bare automaton scan, folded segments, MB/s", "", *[f"{speed(r, 'bare'):.0f}" for r in results])
    for name, what in (
        ("spans", "text to coded spans, MB/s"),
        ("judged", "… with polarity"),
        ("drafts", "… with polarity, an object a coding"),
        ("automaton", "text to coded spans with daachorse"),
        ("numpy", "text to coded spans with numpy alone"),
    ):
        yield row(what, "", *[f"{speed(r, name):.0f}" for r in results])
    missed: list[str] = []

    def judged(what: str, target: str, values: Sequence[float], wanted: Sequence[float], cells: Sequence[str]) -> str:
        """A line of the table with a target; those that miss it are kept."""
        missed.extend(
            f"{what}, {head}: {cell}"
            for head, value, least, cell in zip(heads, values, wanted, cells, strict=False)
            if value < least
        )
        return row(what, target, *cells, *[""] * (len(heads) - len(cells)))

    ratios = [speed(r, "spans") / speed(r, "bare") for r in results]
    yield judged("coded spans / bare scan", "≥ 0.5", ratios, [0.5] * 3, [f"{ratio:.2f}" for ratio in ratios])
    yield row("with polarity / bare scan", "", *[f"{speed(r, 'judged') / speed(r, 'bare'):.2f}" for r in results])
    for name, target, wanted in (
        ("pandas", "≥ 5 / 20 / 150", (5, 20, 150)),
        ("PhraseMatcher", "≥ 10", (10,) * 3),
        ("EntityRuler", "≥ 20", (20,) * 3),
    ):
        if all("peers" in r for r in results):
            ratios = [speed(r, "spans") / r["peers"][name] for r in results]
            cells = [f"{ratio:.0f} ({r['peers'][name]:.2f} MB/s)" for ratio, r in zip(ratios, results, strict=True)]
            yield judged(f"coded spans / {name}", target, ratios, wanted, cells)
    for name, what in (("all", ""), ("plain", ", rules of OR, NOT, AND, NEAR, THEN, SENTENCE only")):
        rates = [r["evaluation"][name] / 1e6 for r in results]
        yield judged(f"evaluation, million hits/s{what}", "≥ 5", rates, [5] * 3, [f"{rate:.1f}" for rate in rates])
    ratios = [speed(r, "numpy") / speed(r, "automaton") for r in results]
    what = "numpy alone / daachorse, text to coded spans"
    yield judged(what, "≥ 0.4", ratios, [0.4] * 3, [f"{ratio:.2f}" for ratio in ratios])
    cells = [f"{r['matchers']['automaton'] / r['matchers']['numpy']:.2f}" for r in results]
    yield row("numpy alone / daachorse, text to hit table", "", *cells)
    yield judged("60 times the words, equal hits: time", "≤ 1.6", [-grown], [-1.6], [f"{grown:.2f}"])
    for size, before, after in memory:
        what = f"peak memory above imports and text, {size:.0f} MB coded, MB"
        yield judged(what, "≤ 300", [before - after], [-300], [f"{after - before:.0f}"])
    yield ""
    yield "Targets not reached: " + ("; ".join(missed) if missed else "none") + "."


def machine() -> str:
    """The processor, the system and the versions that decide how fast this is."""
    from importlib.metadata import version

    processor = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.exists():
        lines = described.read_text(encoding="utf-8").splitlines()
        processor = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), processor)
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "daachorse", "pandas", "spacy"))
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}; Python {platform.python_version()}, {packages}"


def write(lines: Sequence[str]) -> None:
    """Put the section into the page, in place of the one before."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# 速度\n"
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n## 规则编码\n\n{BEGIN}\n{END}\n"
    front, rest = text.split(BEGIN)
    made = "\n".join([BEGIN, "", *lines, "", END])
    PAGE.write_text(front + made + rest.split(END)[1], encoding="utf-8", newline="\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder of Markdown or text transcripts")
    parser.add_argument("--quick", action="store_true", help="without pandas, spaCy and memory")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    arguments = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from qda.text.fold import fold

    units = read_units(arguments.folder)
    words = corpus_words(units)
    folded = [fold(unit.text) for unit in units]
    results = [measure(units, folded, words, size, not arguments.quick) for size in SIZES]
    grown = growth(units, words)
    memory = []
    if not arguments.quick:
        with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
            jobs = [(str(arguments.folder), words[:3_000], times) for times in (1, 3)]
            memory = pool.starmap(peak, jobs, chunksize=1)
    lines = [
        f"{datetime.date.today().isoformat()}; {machine()}.",
        f"Processor time on one core, medians of {REPEATS} runs, all in one process;",
        f"{megabytes([unit.text for unit in units]):.1f} MB of transcripts, {len(units):,} segments.",
        "Again: `python benchmarks/rules.py FOLDER --write`.",
        "",
        *report(results, grown, memory),
    ]
    print("\n".join(lines))
    if arguments.write:
        write(lines)


if __name__ == "__main__":
    main()
