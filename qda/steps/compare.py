"""Communities, or documents grouped by any variable of theirs, compared: codes, words, networks.

The group of a document takes the place of its community; what is compared, and how it is tested, stays the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from qda.errors import UnknownName
from qda.model import Case, Document
from qda.steps.coded import Coded, read_coded
from qda.steps.document_networks import DocumentNetworks, Shared
from qda.steps.settings import Settings
from qda.steps.tables_codes import compare_codes
from qda.steps.tables_network_compare import network_compare
from qda.store import rows
from qda.store.study import Study
from qda.table import Cell, Column, Table, table

WHATS = ("codes", "words", "networks")
WORDS = 20
"""Words listed for a group."""
OWN = ("kind", "year")
"""What every document has beside the variables of its head, of study.toml and of manifests."""


class Grouped(Shared):
    """The networks with documents in groups instead of communities."""

    def __init__(self, study: Study, settings: Settings, groups: Mapping[str, str], *, by_kind: bool) -> None:
        super().__init__(study, settings)
        self._groups = groups
        self._by_kind = by_kind

    @property
    def networks(self) -> DocumentNetworks:
        """Documents without a group are left out; kinds are no strata where they are the groups."""
        whole = super().networks
        kept = [i for i, d in enumerate(whole.documents) if d in self._groups]
        documents = tuple(whole.documents[i] for i in kept)
        return replace(
            whole,
            cases=tuple((name, name) for name in sorted(set(self._groups.values()))),
            documents=documents,
            case_of=tuple(self._groups[d] for d in documents),
            kind_of=tuple("" if self._by_kind else whole.kind_of[i] for i in kept),
            present=tuple(whole.present[i] for i in kept),
            counts=whole.counts[kept],
            raw=whole.raw[kept],
        )


def comparison(study: Study, settings: Settings, what: str = "codes", by: str = "") -> Table:
    """The table asked for. by: a variable of documents, kind or year; "" for communities. Raises UnknownName."""
    if what not in WHATS:
        raise UnknownName("comparison", what, WHATS)
    documents = rows.documents(study)
    names = {c.id: c.name for c in rows.cases(study)}
    groups = grouped(documents, by) if by else {d.id: names[d.case_id] for d in documents}
    if what == "networks":
        shared = Grouped(study, settings, groups, by_kind=by == "kind") if by else Shared(study, settings)
        made = network_compare(study, settings, shared)
    elif what == "codes":
        ours = read_coded(study, settings)
        made = compare_codes(in_groups(ours, groups) if by else ours, settings)
    else:
        made = words_of(study, settings, groups)
    if not by:
        return made
    told = f"分组：文档变量 {by}；{len(groups)}份文档有值，{len(documents) - len(groups)}份没有，不在比较之内。"
    return replace(made, notes=(told, "各组的文档可来自不同社区，检验没有按社区分层。", *made.notes))


def grouped(documents: list[Document], by: str) -> dict[str, str]:
    """Document id to its value of a variable; those without one are left out. Raises UnknownName."""
    found: dict[str, str] = {}
    for d in documents:
        value = {"kind": d.kind, "year": (d.date or "")[:4]}.get(by, d.variables.get(by, ""))
        if value:
            found[d.id] = value
    if not found:
        known = sorted({name for d in documents for name in d.variables})
        raise UnknownName("variable of documents", by, (*OWN, *known))
    return found


def in_groups(ours: Coded, groups: Mapping[str, str]) -> Coded:
    """The codings with documents in groups instead of communities."""
    documents = {i: replace(d, case_id=groups[i]) for i, d in ours.documents.items() if i in groups}
    places = {i: replace(p, case_id=groups[p.document_id]) for i, p in ours.places.items() if p.document_id in groups}
    return replace(
        ours,
        cases=tuple(Case(name, name) for name in sorted(set(groups.values()))),
        documents=documents,
        places=places,
        seen=ours.seen & places.keys(),
        codings=tuple(replace(c, case_id=groups[c.document_id]) for c in ours.codings if c.document_id in groups),
    )


def words(study: Study, settings: Settings) -> Table:
    """The table `words`: communities."""
    return comparison(study, settings, "words")


def words_of(study: Study, settings: Settings, groups: Mapping[str, str]) -> Table:
    """One row a group and word: the words that set the group apart from all others together."""
    from qda.compare.keyness import log_odds
    from qda.text.fold import simplify
    from qda.text.tokenize import make_tokenizer

    tokenizer = make_tokenizer()
    texts = {d.id: d.text for d in rows.documents(study)}
    left_out = {"apparatus"} if settings.code.interviewer else {"apparatus", "interviewer"}
    counts: dict[str, Counter[str]] = {name: Counter() for name in sorted(set(groups.values()))}
    held: dict[str, dict[str, set[str]]] = {name: {} for name in counts}
    for place in rows.places(study).values():
        group = groups.get(place.document_id)
        if group is None or place.role in left_out:
            continue
        for word, _, _ in tokenizer.words(place.span.of(texts[place.document_id])):
            if len(word) > 1 and word.isalpha():
                plain = simplify(word)
                counts[group][plain] += 1
                held[group].setdefault(plain, set()).add(place.document_id)
    made: list[tuple[Cell, ...]] = []
    several = {name: len({d for d, g in groups.items() if g == name}) > 1 for name in counts}
    for name, own in counts.items():
        others: Counter[str] = Counter()
        for other, found in counts.items():
            if other != name:
                others.update(found)
        if not others:
            continue
        listed = 0
        for k in log_odds(own, others):
            documents = len(held[name].get(k.word, ()))
            if listed == WORDS or k.z <= 0:
                break
            if documents >= (2 if several[name] else 1):
                made.append((name, k.word, k.count_a, k.count_b, documents, k.log_odds, k.z))
                listed += 1
    size = "，".join(f"{name} {sum(found.values())}词" for name, found in counts.items())
    return table(
        "words",
        {"zh": "各组的特征词", "en": "Words that set groups apart"},
        (
            Column("case", title="社区（组）", role="label"),
            Column("word", title="词", role="label"),
            Column("count_here", title="本组次数"),
            Column("count_elsewhere", title="其他组次数"),
            "documents",
            Column("log_odds", title="对数优势比", digits=2),
            Column("z", title="z（排序用）", digits=1),
        ),
        made,
        (
            f"每组与其余各组合并相比，列出至多{WORDS}词；须见于本组至少2份文档（只有1份文档的组除外），否则可能只是某一次会的话题。",
            "z 只用来排序，不是检验：同一次会上的词互相牵连，不能据此说“显著”。先验为全部词的分布（Monroe 等 2008），相当于500词。",
            f"单字、数字与标点不计，访谈者的话不计，繁体归入简体；{size}。",
        ),
    )
