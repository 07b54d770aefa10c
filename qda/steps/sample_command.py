"""What `qda sample` does: samples of study.toml or one described on the command line, the next segments to code, the plan."""

from __future__ import annotations

from dataclasses import dataclass

from qda.errors import StudyError, UsageError
from qda.steps.code import left_out_roles, load_study_codebook
from qda.steps.coded import roll_up
from qda.steps.labels import chosen_labels
from qda.steps.progress import Progress, silent
from qda.steps.provenance import Outcome
from qda.steps.sample import chosen_sample, draw_sample, machine_of
from qda.steps.settings import Settings
from qda.steps.settings_coding import SampleSettings
from qda.store import drawn, rows
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table


@dataclass(frozen=True, slots=True)
class Asked:
    """The command's arguments. name: "" for every sample of study.toml. size: 0 for what study.toml says of the name."""

    name: str
    size: int
    purpose: str
    coders: tuple[str, ...]
    double: float
    hits: float
    proportional: bool
    seed: int
    following: bool


def sample(study: Study, settings: Settings, asked: Asked, *, progress: Progress = silent) -> list[Outcome]:
    """Draw what is asked for. Raises UsageError, StudyError."""
    from qda.steps.sample_next import pick_next

    if asked.following:
        return [pick_next(study, settings, asked.name, asked.size or 50, asked.coders, asked.seed, progress=progress)]
    if not asked.size:
        if not asked.name and not settings.samples:
            raise UsageError(
                "study.toml describes no sample",
                "give a name and --size, or describe one under [[samples]]",
                "unknown-sample",
            )
        wanted = [chosen_sample(settings, asked.name)] if asked.name else list(settings.samples)
        return [draw_sample(study, settings, one, progress=progress) for one in wanted]
    return [draw_sample(study, settings, _described(asked), progress=progress)]


def _described(asked: Asked) -> SampleSettings:
    if asked.size < 0 or not asked.name:
        raise UsageError("a sample needs a name and a size", "such as  qda sample 第一轮 --size 200", "unknown-sample")
    if asked.purpose not in {"train", "evaluate", "reliability"}:
        raise UsageError(f"no purpose {asked.purpose!r}", "known: train, evaluate, reliability", "unknown-purpose")
    if not (0 <= asked.double <= 1 and 0 <= asked.hits < 1) or not asked.coders:
        raise UsageError(
            "--double and --hits are shares, and there must be a coder", "such as --double 0.2", "bad-share"
        )
    return SampleSettings(
        name=asked.name,
        size=asked.size,
        purpose=asked.purpose,
        coders=asked.coders,
        double=asked.double,
        hits=asked.hits,
        allocation="proportional" if asked.proportional else "equal",
        seed=asked.seed,
    )


def sampling_plan(study: Study, settings: Settings, width: float) -> Table:
    """How many coded segments an interval of ± width needs, a row a code and community."""
    from qda.prevalence.plan import correlation, segments_needed

    machine = machine_of(settings, SampleSettings())
    codebook = load_study_codebook(study.root, settings)[0]
    below = roll_up(codebook)
    decisions = {label.segment_id: label.codes for label in drawn.labels(study) if label.coder == machine}
    if not decisions:
        raise StudyError(f"{machine} has coded nothing yet", "run  qda code  or  qda run  first", "nothing-coded")
    try:
        people = chosen_labels(study).labels
    except StudyError:
        people = {}
    cases = {case.id: case.name for case in rows.cases(study)}
    of_case: dict[str, list[str]] = {case: [] for case in cases}
    for unit in rows.coding_units(study, leave_out=left_out_roles(settings)):
        of_case[unit.case_id].append(unit.segment_id)
    made: list[tuple[Cell, ...]] = []
    for code in (c for c in codebook.codes if c.facet != "linkage"):
        ids = set(below[code.id])
        both = [s for ours in of_case.values() for s in ours if s in people]
        human = [int(bool(people[s].codes & ids)) for s in both]
        coded = [int(bool(decisions.get(s, frozenset()) & ids)) for s in both]
        weights = [1 / (people[s].probability or 1) for s in both]
        rho = correlation(human, coded, weights) if both else None
        for case, ours in of_case.items():
            known = [s for s in ours if s in people]
            if known:
                total = sum(1 / (people[s].probability or 1) for s in known)
                p = sum(1 / (people[s].probability or 1) for s in known if people[s].codes & ids) / total
            else:
                p = sum(1 for s in ours if decisions.get(s, frozenset()) & ids) / max(len(ours), 1)
            needed = segments_needed(p, width, len(ours), correlation=rho or 0.0)
            made.append(
                (
                    code.called(), code.id, cases[case], len(ours), len(known), "people" if known else "machine", p,
                    rho if rho is not None else Missing("没有人工编码，或其中一方没有变异，相关系数按0计。"), needed,
                    max(0, needed - len(known)),
                )
            )  # fmt: skip
    return table(
        "plan",
        {"zh": f"达到半宽 ±{width:g} 所需的人工编码段数", "en": f"Segments to code for intervals of ± {width:g}"},
        (
            Column("code_name", role="label"), Column("code", role="label"), Column("case", role="label"), "segments",
            "labelled", "basis_of_share", Column("segment_share", percent=True, digits=1), Column("correlation", digits=2),
            "needed", "lacking",
        ),
        made,
        (
            "n = k/(1+k/N)，k = (1.96/w)² p(1-p)(1-ρ²)；p 为已有人工编码的加权占比，没有人工编码时暂用机器编码占比；"
            f"ρ 为人工与{machine}编码的相关。p 与 ρ 本身也是估计值，至少20段。",
        ),
    )  # fmt: skip
