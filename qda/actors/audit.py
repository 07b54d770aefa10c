"""Why a word counts as an actor, and which words look like actors that nobody has listed: for a person to judge.

`reason` says by which entry of the actor list a surface form was recognised. `candidates` proposes what the list misses:
a surname with a title that several types share (张主任), and words that end like organisations (…公司, …协会) inside no
mention. Source: our own operationalisation. Doubts: an organisation without such an ending is not proposed; a proposal
is a word to look at, never an actor by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from qda.actors.load import Gazetteer
from qda.actors.surnames import person_start, surname_length
from qda.model import ActorId, Span
from qda.text.fold import fold
from qda.text.tokenize import Tokenizer

Reason = Literal[
    "people", "alias", "own", "context", "title", "organisation title", "prefix", "label", "roster", "unknown"
]
"""people: the table of people, or `cases`. alias, own, context, title, prefix, label: the entry of the type (context is
`ambiguous`). organisation title: a title behind an organisation. roster: the attendance list. unknown: none of them."""

_ENDINGS = (
    "公司|集团|银行|协会|学会|联合会|基金会|合作社|委员会|商会|工会|学校|小学|中学|大学|幼儿园|医院|诊所|中心|事务所|服务站|工作站"
    "|工作室|服务队|派出所|大队|部门|管理处|项目部|办公室|办事处|教会|基金|联盟|物管会|自管会|小组|超市|餐厅|养老院|驿站"
)
_ORGANISATION = re.compile(rf"(?:{_ENDINGS})\Z")
_HAN = re.compile(r"[\u3400-\u9fff]+\Z")
_LONGEST = 6
"""Characters that may stand before the ending and belong to the name: 朝阳 | 绿化 | 公司, 绿 | 源 | 养老院."""
_NO_PART = frozenset("我你他她没過过的了在和与及是有也就都把被向到去来说给跟请找从对为由让等这那一个几某各每两三")


def reason(surface: str, actor_id: ActorId, gazetteer: Gazetteer, case: str) -> Reason:
    """By which entry a surface form is a mention of an actor in a community."""
    folded = fold(surface)
    entry = gazetteer.of(actor_id)
    if folded in {fold(name) for name in gazetteer.cases.get(case, {})}:
        return "people"
    if folded in {fold(word) for word in entry.aliases}:
        return "alias"
    if folded in {fold(word) for word in entry.own}:
        return "own"
    if folded in {fold(one.word) for one in entry.ambiguous}:
        return "context"
    if len(folded) == 2 and folded[0] in {fold(prefix) for prefix in entry.prefixes}:
        return "prefix"
    for title in sorted({fold(title) for kind in gazetteer.types for title in kind.titles}, key=len, reverse=True):
        if folded.endswith(title) and folded != title:
            rest = folded[: -len(title)]
            return "title" if person_start(rest, len(rest)) == 0 else "organisation title"
    return "label" if folded in {fold(word) for word in entry.labels} else "unknown"


def shared_titles(gazetteer: Gazetteer) -> Mapping[str, tuple[ActorId, ...]]:
    """Titles that several types share, folded, with the types: alone behind a surname they name nobody."""
    owners: dict[str, list[ActorId]] = {}
    for kind in gazetteer.types:
        for title in dict.fromkeys(map(fold, kind.titles)):
            owners.setdefault(title, []).append(kind.id)
    return {title: tuple(types) for title, types in owners.items() if len(types) > 1}


def candidates(
    text: str, mentioned: Sequence[Span], tokenizer: Tokenizer, titles: Sequence[str]
) -> Iterator[tuple[str, Span]]:
    """(word, place) of what looks like an actor and lies in no mention. mentioned: spans in `text`. titles: folded
    titles that need an organisation (`shared_titles`)."""
    folded = fold(text)
    for title in titles:
        at = folded.find(title)
        while at >= 0:
            start = at - surname_length(folded, at)
            if start < at:
                yield from _free(text, Span(start, at + len(title)), mentioned)
            at = folded.find(title, at + 1)
    words = tokenizer.words(folded)
    for i, (word, _, end) in enumerate(words):
        if not _ORGANISATION.search(word):
            continue
        first = i
        while (
            first > 0 and words[first - 1][2] == words[first][1] and end - len(word) - words[first - 1][1] <= _LONGEST
        ):
            before = words[first - 1][0]
            if not _HAN.match(before) or not _NO_PART.isdisjoint(before):
                break
            first -= 1
        if first < i or not _ORGANISATION.fullmatch(word):
            yield from _free(text, Span(words[first][1], end), mentioned)


def _free(text: str, span: Span, mentioned: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    if not any(m.start < span.end and span.start < m.end for m in mentioned):
        yield span.of(text), span
