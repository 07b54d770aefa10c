"""Tables of what hangs on two choices behind a co-mention network: how long a stretch ties, and which names count as one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qda.steps.actors import load_gazetteer
from qda.steps.document_networks import DocumentNetworks, Shared, document_networks
from qda.steps.settings import Settings
from qda.steps.units import UNIT_NAMES, UNITS
from qda.store import rows
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table
from qda.text.fold import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOP = 5
"""Actors that count as leading."""
_FEWER = {"bodies": "只计机构名称", "commonest": "只计最常用称谓"}
NO_TIE = "在此设定下没有联系。"
UNCORRELATED = "强度没有变异，或联系过少，无从计算。"


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to make the networks. own: whether it is the study's."""

    key: str
    name: str
    networks: DocumentNetworks
    own: bool = False


def network_units(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row a community and a way to make its co-mention network, compared with the study's own way."""
    ways = _ways(study, settings, shared)
    own = next(way for way in ways if way.own)
    made: list[tuple[Cell, ...]] = []
    for case_id, name in own.networks.with_all:
        ours = _strength(own.networks, case_id)
        for way in ways:
            documents, _ = way.networks.of_case(case_id)
            present = [way.networks.present[d] for d in documents]
            counts = way.networks.counts[documents].sum(axis=0)
            strength = _strength(way.networks, case_id)
            leading = [way.networks.names[i] for i in _order(way.networks, strength)[:TOP]]
            made.append(
                (
                    name,
                    way.name + ("（本研究）" if way.own else ""),
                    sum(len(there) for there in present),
                    sum(int((there.sum(axis=1) > 1).sum()) for there in present),
                    int((np.triu(counts, 1) > 0).sum()),
                    *_likeness(ours, strength),
                    "、".join(leading) or Missing(NO_TIE),
                )
            )
    return table(
        "network-units",
        {
            "zh": "共现单位与称谓归并对共同提及网络的影响",
            "en": "What hangs on the unit of co-mention and on joining names",
        },
        (
            Column("case", role="label"),
            Column("way", role="label"),
            "co_units",
            "tying_units",
            "ties",
            Column("rank_correlation", digits=2),
            Column("top_overlap", percent=True, digits=0),
            "leading",
        ),
        made,
        (
            _collapse_note(settings),
            f"名次相关：各行动者强度与本研究设定下强度的 Spearman 相关，行动者取两种设定下任一有联系者，没有联系记0。"
            f"前{TOP}重合：强度前{TOP}名（并列于末位者都算）的 Jaccard 重合；不足{TOP}人时取全部有联系者。",
            "单位越大，两个行动者同在其中越不说明他们有关；文档一行只供比较。议题：没有议题的文字以一轮发言为单位。",
            "只计机构名称：不计人名与职务（张主任）。只计最常用称谓：每个行动者只认出现最多的一种写法，即不作归并。两者都用本研究的单位。",
        ),
    )


def unit_ranks(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row a community and actor: its rank by strength under every way."""
    ways = _ways(study, settings, shared)
    own = next(way for way in ways if way.own)
    made: list[tuple[Cell, ...]] = []
    for case_id, name in own.networks.with_all:
        strengths = [_strength(way.networks, case_id) for way in ways]
        ranks = [_ranks(strength) for strength in strengths]
        ours = strengths[ways.index(own)]
        tied = np.flatnonzero(np.array(strengths).any(axis=0)).tolist()
        for i in sorted(tied, key=lambda k: (-ours[k], own.networks.actors[k])):
            cells = [float(r[i]) if s[i] else Missing(NO_TIE) for s, r in zip(strengths, ranks, strict=True)]
            known = [float(r[i]) for s, r in zip(strengths, ranks, strict=True) if s[i]]
            made.append((name, own.networks.names[i], float(ours[i]), *cells, max(known) - min(known)))
    return table(
        "unit-ranks",
        {"zh": "各行动者的强度名次：换一种共现单位或称谓归并", "en": "Actors' ranks under other units and names"},
        (
            Column("case", role="label"),
            Column("actor_name", role="label"),
            Column("strength", digits=0),
            *(Column(f"rank_{way.key}", title=way.name, digits=1, group="名次") for way in ways),
            Column("rank_spread", digits=1),
        ),
        made,
        (
            _collapse_note(settings),
            f"强度按本研究的单位（{UNIT_NAMES[settings.network.unit]}）；名次按强度，1最高，并列取平均。"
            "各列的意思见表 network-units。",
            "名次差大的行动者，其位置取决于这些选择，不宜作为结论。",
        ),
    )


def _ways(study: Study, settings: Settings, shared: Shared) -> list[_Way]:
    """Every unit with all names, then the study's unit with fewer names."""
    units = shared.units
    own = settings.network.unit
    made = [
        _Way(unit, UNIT_NAMES[unit], document_networks(study, settings, units, unit), unit == own) for unit in UNITS
    ]
    for key, surfaces in _fewer_names(study, settings).items():
        made.append(_Way(key, _FEWER[key], document_networks(study, settings, units, own, surfaces)))
    return made


def _fewer_names(study: Study, settings: Settings) -> dict[str, set[tuple[str, str]]]:
    """(actor, name as written) that count where names are joined less."""
    gazetteer, _ = load_gazetteer(study.root, settings)
    aliases = {(str(entry.id), fold(alias)) for entry in gazetteer.types for alias in entry.aliases}
    written: dict[str, Counter[str]] = {}
    for _, actor, _, surface in rows.mentions(study):
        written.setdefault(actor, Counter())[surface] += 1
    every = {(actor, surface) for actor, surfaces in written.items() for surface in surfaces}
    return {
        "bodies": {(actor, surface) for actor, surface in every if (actor, fold(surface)) in aliases},
        "commonest": {(actor, min(said, key=lambda w: (-said[w], w))) for actor, said in written.items()},
    }


def _strength(networks: DocumentNetworks, case_id: str | None) -> NDArray[np.float64]:
    documents, _ = networks.of_case(case_id)
    strength: NDArray[np.float64] = networks.counts[documents].sum(axis=(0, 1))
    return strength


def _order(networks: DocumentNetworks, strength: NDArray[np.float64]) -> list[int]:
    """Positions of the actors with a tie, the strongest first."""
    return sorted(np.flatnonzero(strength).tolist(), key=lambda k: (-strength[k], networks.actors[k]))


def _ranks(strength: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.stats import rankdata

    ranks: NDArray[np.float64] = rankdata(-strength)
    return ranks


def _leading(strength: NDArray[np.float64]) -> set[int]:
    """The first TOP actors with a tie, and those that are as strong as the last of them."""
    tied = np.sort(strength[strength > 0])[::-1]
    return set(np.flatnonzero(strength >= tied[min(TOP, len(tied)) - 1]).tolist()) if len(tied) else set()


def _likeness(ours: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[Cell, Cell]:
    """Spearman correlation of strengths, and Jaccard overlap of the leading actors."""
    either = (ours > 0) | (other > 0)
    a, b = _ranks(ours[either]), _ranks(other[either])
    varied = either.sum() > 2 and a.std() > 0 and b.std() > 0
    correlation: Cell = float(np.corrcoef(a, b)[0, 1]) if varied else Missing(UNCORRELATED)
    first, second = _leading(ours), _leading(other)
    return correlation, len(first & second) / len(first | second) if first | second else Missing(NO_TIE)


def _collapse_note(settings: Settings) -> str:
    if settings.network.collapse == "document":
        return "强度：与其他行动者的联系的权重之和；权重为至少有一个该单位支持联系的文档数。"
    return "强度：与其他行动者的联系的权重之和；权重为支持联系的单位数，单位不同，强度不可比，名次可比。"
