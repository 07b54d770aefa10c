"""The record of every rule: where it fired, how often people agree, and which numbers of a table rest on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qda.codebook import query, tree
from qda.coders.precision import RulePrecision, precision
from qda.model import Code, CodeId, Rule, SegmentId
from qda.prevalence.interval import clustered_share, wilson
from qda.steps.coded import Coded, read_coded, roll_up
from qda.steps.people import PeoplesCodings, peoples_codings
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table

FEWEST_DOCUMENTS = 10
"""Documents with judged hits from which on the interval takes documents as the sample."""
NOT_JUDGED = "规则命中的段没有一段经人工编码，精确率无从估计。"


def rules(study: Study, settings: Settings) -> Table:
    """One row a rule. A rule that never fires stands here with zeros."""
    ours = _by_rules(study, settings)
    people = peoples_codings(study)
    hits = _hits(ours)
    case_of = {segment: place.case_id for segment, place in ours.places.items()}
    owners = {rule.id: code for code in ours.codebook.codes for rule in code.rules}
    found = {rule_id: frozenset(hits.get(rule_id, ())) for rule_id in owners}
    below = roll_up(ours.codebook)
    records = precision(found, people.given, {r: c.id for r, c in owners.items()}, below, wilson)
    finds = {rule.id: rule for code in ours.codebook.codes for rule in code.rules}
    made: list[tuple[Cell, ...]] = []
    for record in records:
        segments = found[record.rule_id]
        low, high, method = _interval(record, segments, people, ours, below[record.code_id])
        documents = len({ours.places[segment].document_id for segment in segments})
        made.append(
            (
                record.rule_id,
                owners[record.rule_id].called(),
                finds[record.rule_id].find,
                record.hits,
                documents,
                record.n,
                record.right if record.n else None,
                record.precision if record.precision is not None else Missing(NOT_JUDGED),
                low,
                high,
                method,
                *(sum(1 for segment in segments if case_of[segment] == case.id) for case in ours.cases),
            )
        )
    return table(
        "rules",
        {"zh": "各规则的命中与精确率", "en": "Hits and precision of every rule"},
        (
            Column("rule", role="label"),
            Column("code_name", role="label"),
            Column("rules", title="规则"),
            "hits",
            Column("documents"),
            "judged",
            "right",
            Column("precision", percent=True, digits=1),
            Column("low", percent=True, digits=1),
            Column("high", percent=True, digits=1),
            "interval",
            *(Column(f"{case.name}.hits", title=f"{case.name}（段）") for case in ours.cases),
        ),
        made,
        (
            "命中段数为该规则提供依据词句的段数；同一段可由多条规则命中。有最低分的编码，只计已给出编码的段。",
            people.note(),
            "精确率：命中且经人工编码的段中，人工也给出该编码（或其下级编码）的比例。95%区间："
            f"命中的段分布在{FEWEST_DOCUMENTS}份及以上文档且各文档有差异时以文档为抽样单位（线性化比率，t分布）；"
            "否则为 Wilson 区间，把各段视为独立，因而偏窄。",
        ),
    )


def rule_cells(study: Study, settings: Settings) -> Table:
    """One row a rule, code and community: what the count would be without the rule. Rules that never fire have none."""
    ours = _by_rules(study, settings)
    carried: dict[SegmentId, set[CodeId]] = {}
    for c in ours.codings:
        carried.setdefault(c.segment_id, set()).add(c.code_id)
    below = {code: frozenset(ids) for code, ids in roll_up(ours.codebook).items()}
    counted = _counted(ours, carried, below)
    names = {case.id: case.name for case in ours.cases}
    made: list[tuple[Cell, ...]] = []
    for code, rule, segments, alone in _resting(ours):
        for cell in (code, *tree.ancestors(ours.codebook, code.id)):
            lost = {segment for segment in alone if carried[segment] & below[cell.id] == {code.id}}
            for case in ours.cases:
                here = {segment for segment in segments if ours.places[segment].case_id == case.id}
                if not here:
                    continue
                now = counted[cell.id, case.id]
                left = now - lost
                made.append(
                    (
                        rule.id,
                        cell.id,
                        cell.called(),
                        names[case.id],
                        len(here),
                        len(now),
                        len(left),
                        len(left) - len(now),
                        _documents(ours, now),
                        _documents(ours, left),
                    )
                )
    return table(
        "rule-cells",
        {"zh": "各规则撑起的表格单元", "en": "The table cells that rest on each rule"},
        (
            Column("rule", role="label"),
            Column("code", role="label"),
            Column("code_name", role="label"),
            Column("case", role="label"),
            "hits",
            Column("segments_now", title="现有", group="段"),
            Column("segments_without", title="无此规则", group="段"),
            Column("segments_change", title="增减", group="段"),
            Column("documents_now", title="现有", group="份"),
            Column("documents_without", title="无此规则", group="份"),
        ),
        made,
        tuple(_cell_notes(ours)),
    )


def _by_rules(study: Study, settings: Settings) -> Coded:
    """The codings of the rule coder, wherever it stands among the coders of study.toml; else those of the first coder."""
    by_rules = [name for name, kind in rows.coders(study) if kind == "rule"]
    return read_coded(study, settings, next((c for c in settings.code.coders if c in by_rules), None))


def _hits(ours: Coded) -> dict[str, set[SegmentId]]:
    """Rule id to the segments in which it gave evidence."""
    fired: dict[str, set[SegmentId]] = {}
    for c in ours.codings:
        for e in c.evidence:
            fired.setdefault(e.rule_id, set()).add(c.segment_id)
    return fired


def _interval(
    record: RulePrecision,
    segments: AbstractSet[SegmentId],
    people: PeoplesCodings,
    ours: Coded,
    meant: Sequence[CodeId],
) -> tuple[Cell, Cell, str | None]:
    """Limits of a rule's precision, and what they take as the sample."""
    if record.low is None or record.high is None:
        return Missing(NOT_JUDGED), Missing(NOT_JUDGED), None
    per_document: dict[str, list[int]] = {}
    for segment in sorted(segments & people.given.keys()):
        pair = per_document.setdefault(ours.places[segment].document_id, [0, 0])
        pair[0] += not people.given[segment].isdisjoint(meant)
        pair[1] += 1
    if len(per_document) >= FEWEST_DOCUMENTS:
        share = clustered_share([a for a, _ in per_document.values()], [n for _, n in per_document.values()])
        if share.low is not None and share.high is not None:
            return share.low, share.high, "文档"
    return record.low, record.high, "Wilson"


@dataclass(frozen=True, slots=True)
class _Weights:
    """What the rules of a code add up to. minimum: None if one rule is enough."""

    of: Mapping[str, float]
    minimum: float | None

    def enough(self, rule_ids: AbstractSet[str]) -> bool:
        if self.minimum is None:
            return bool(rule_ids)
        return sum(self.of.get(rule_id, 1.0) for rule_id in rule_ids) >= self.minimum - 1e-9


def _resting(ours: Coded) -> Iterator[tuple[Code, Rule, set[SegmentId], set[SegmentId]]]:
    """(code, rule, segments it fired in, those of them that would lose the code without it) of every rule that fired."""
    fired: dict[CodeId, dict[SegmentId, set[str]]] = {}
    for c in ours.codings:
        fired.setdefault(c.code_id, {})[c.segment_id] = {e.rule_id for e in c.evidence if e.rule_id}
    for code in ours.codebook.codes:
        weights = _Weights({rule.id: rule.weight for rule in code.rules}, code.minimum)
        for rule in code.rules:
            segments = {s for s, ids in fired.get(code.id, {}).items() if rule.id in ids}
            if segments:
                alone = {s for s in segments if not weights.enough(fired[code.id][s] - {rule.id})}
                yield code, rule, segments, alone


def _counted(
    ours: Coded, carried: Mapping[SegmentId, set[CodeId]], below: Mapping[CodeId, frozenset[CodeId]]
) -> dict[tuple[CodeId, str], set[SegmentId]]:
    """(code, case) to the segments that carry the code or one below it."""
    made: dict[tuple[CodeId, str], set[SegmentId]] = {
        (code.id, case.id): set() for code in ours.codebook.codes for case in ours.cases
    }
    for segment, codes in carried.items():
        for code_id, ids in below.items():
            if codes & ids:
                made[code_id, ours.places[segment].case_id].add(segment)
    return made


def _documents(ours: Coded, segments: AbstractSet[SegmentId]) -> int:
    return len({ours.places[segment].document_id for segment in segments})


def _cell_notes(ours: Coded) -> Iterator[str]:
    yield ours.warning()
    yield "由依据词句推算：一段的编码若只由该规则给出（有最低分的，去掉它便不够分），没有该规则便不给出；上级编码照此合计。"
    yield "零增减的规则并非无用：它命中的段另有规则命中。"
    asked = {
        node.code
        for code in ours.codebook.codes
        for rule in code.rules
        for node in query.walk(query.parse(rule.find))
        if isinstance(node, query.CodeRef)
    }
    if asked:
        yield f"有规则引用其他编码（{'、'.join('#' + code for code in sorted(asked))}），其连带的增减没有计入。"
