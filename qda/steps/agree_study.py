"""`qda agree` in a study: the table of agreement, and whether the thresholds declared in study.toml are met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qda.errors import StudyError
from qda.steps.agree import gather
from qda.steps.judge import failed, in_words, judge
from qda.steps.settings import Settings
from qda.steps.tables_agreement import agreement_table
from qda.store.study import Study
from qda.table import Table


def agree_in_study(study: Study, settings: Settings, coders: Sequence[str] = ()) -> tuple[Table, str, bool]:
    """The table, one line about thresholds ("" if none was declared), and whether one was not met. coders: only these.
    Raises StudyError (nothing-to-compare), UnknownName."""
    if coders:
        settings = replace(settings, agree=replace(settings.agree, coders=tuple(coders)))
    gathered = gather(study, settings)
    if not gathered.groups:
        names = "、".join(dict.fromkeys(r.coder for r in gathered.raters)) or "nobody"
        raise StudyError(
            f"there are no two coders to compare; there are codings by {names}",
            "name people's sheets under [[codings]] in study.toml and run  qda run",
            "nothing-to-compare",
        )
    judged = list(judge(gathered, settings))
    return agreement_table(gathered, judged, settings), in_words(judged), failed(judged)
