"""The rule language: one line a rule, read like a search in NVivo or ATLAS.ti. `parse` reads it, `show` writes it back.

    what you write          what it finds
    ----------------------  ------------------------------------------------------------------------------------------
    授权                    the word, anywhere (on characters, never on a segmenter's words); also 授權 and full width
    "没有 下文 (原话)"       a phrase with blanks, brackets or operators, also in “…” or 「…」; * and ? are plain
    由*牵头                 * stands for 0 to 8 characters of the same sentence
    第?次                   ? stands for exactly one character of the same sentence
    /[0-9]+\\s*户/           a regular expression (Python's), inside the segment, on the folded text
    $meeting                any word of the list `meeting` under `terms:` of the codebook
    授权 | 放权             either (also: OR)
    居民 & 表决             both in the segment (also: AND)
    表决 NOT 表决器         the left without the right in the segment
    交给 NEAR/8 居民        within 8 characters of each other, either order, in one sentence, not overlapping
    由 THEN/6 牵头          the right follows the left after at most 6 characters, in one sentence
    交给 NEAR/1s 居民       at most 1 sentence apart in the segment (also THEN/1s); 0s: in the same sentence
    SENTENCE(居民 & 表决)   what stands in the brackets must be true inside one sentence
    SEGMENT(居民 & 表决)    … of the segment: what holds without brackets, for use inside TURN( ) and SENTENCE( )
    TURN(居民 & 表决)       … of the turn as a whole: true of every segment of that turn
    ITEM(居民 & 表决)       … of the agenda item as a whole: true of every segment of it
    NEIGHBOURS(2, 表决)     … of the segment with the 2 before and the 2 after it in the document, taken together
    授权~                   not where it is denied: 没有授权, 授权不了了之 (also: $list~, 由*牵头~, (a | b)~)
    代表^                   only where it begins and ends at the border of a segmenter's words (also: $list^, 代表^~)
    @residents              a mention of an actor of that type (of the actor list)
    speaker:@party          the speaker belongs to that type
    kind:minutes|interview  the document is of one of these kinds
    role:speaker|narration  the turn is of one of these roles
    case:J社区|北桥社区     the document belongs to one of these cases (a name with blanks: case:"J 社区")
    date:2022-05..2023-01   the document is dated within, both ends included; also date:2022, date:2022-05.., date:..2021
    #deliberation           the same segment has that code, or one below it, by its rules

Binding, tight to loose: ~ and ^, then NEAR and THEN, then AND, then OR; brackets do the rest. NOT beside OR, or before AND,
needs brackets, `(a | b) NOT c`, so that nobody has to know a precedence. Operators are written in capitals with a
blank on either side, or as the signs | and &; full-width signs （ ） ｜ ＆ ～ ＾ ＠ ＃ ＄ are read as their narrow twins.
Everything is matched on folded text (`qda.text.fold`), so case, width and script play no role; words of a list may have
* and ? in them; spans are those of the text as received.

What a rule finds are spans. OR finds the spans of both sides, AND those of both sides where both are true, NOT those of
its left side, NEAR and THEN the stretch from the one to the other, a condition (speaker:, kind:, role:, case:, date:)
none. Inside TURN(), ITEM() and NEIGHBOURS() only AND, OR and NOT look at the whole; NEAR, THEN, ~, ^, SENTENCE() and
SEGMENT() look at each of its segments, and are true of the whole where they are true of one of them. A segment that is
given a code for what stands in another one has no words of its own as evidence: its evidence is the whole segment.

Doubts: turns, items and neighbours are those of the segments that a coder is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

KINDS = ("minutes", "interview", "requests", "other")
ROLES = ("speaker", "interviewer", "interviewee", "narration", "apparatus")
STAR = 8
"""How many characters a * may stand for."""
KEYWORDS = ("OR", "AND", "NOT", "NEAR", "THEN", "SENTENCE")
SCOPES = ("SEGMENT", "TURN", "ITEM", "NEIGHBOURS")
"""Like KEYWORDS, but only in capitals: `turn` is a word."""

_QUOTES = (('"', '"'), ("“", "”"), ("「", "」"))
NAME = re.compile(r"[\w.\-·]+")
"""A name that needs no quotation marks."""
_BARE = re.compile(r"[\w·％%＋+\-]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase, literally."""

    text: str


@dataclass(frozen=True, slots=True)
class Wild:
    """A word with * or ? in it; never at either end."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression, without its slashes."""

    pattern: str


@dataclass(frozen=True, slots=True)
class ListRef:
    """A named term list of the codebook."""

    name: str


@dataclass(frozen=True, slots=True)
class ActorRef:
    """A mention of an actor type."""

    actor: str


@dataclass(frozen=True, slots=True)
class SpeakerIs:
    """The speaker belongs to an actor type."""

    actor: str


@dataclass(frozen=True, slots=True)
class KindIs:
    """The document is of one of these kinds."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleIs:
    """The turn has one of these roles."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseIs:
    """The document belongs to one of these cases, by name or id."""

    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateIs:
    """The document is dated within, both ends included. first, last: ISO dates, a year or a year and month may do; ""
    leaves that end open. A document whose date is unknown, or too vague to lie within for sure, does not count."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class CodeRef:
    """Another code of the same segment, or one below it."""

    code: str


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more, in one segment or, inside SENTENCE(), in one sentence."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The left without the right."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Near:
    """Within n characters of each other in one sentence, or, by sentence, at most n sentences apart in one segment.
    ordered: the left comes first (THEN)."""

    n: int
    left: Node
    right: Node
    ordered: bool = False
    by_sentence: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """True inside one sentence."""

    item: Node


@dataclass(frozen=True, slots=True)
class Segment:
    """True of one segment."""

    item: Node


@dataclass(frozen=True, slots=True)
class Turn:
    """True of one turn, taken as a whole."""

    item: Node


@dataclass(frozen=True, slots=True)
class Item:
    """True of one agenda item, taken as a whole."""

    item: Node


@dataclass(frozen=True, slots=True)
class Neighbours:
    """True of a segment with the n before and the n after it, taken together."""

    n: int
    item: Node


@dataclass(frozen=True, slots=True)
class Affirmed:
    """Only the spans that are not denied: the suffix ~."""

    item: Node


@dataclass(frozen=True, slots=True)
class AtWords:
    """Only the spans that begin and end at the border of a word: the suffix ^."""

    item: Node


Condition = SpeakerIs | KindIs | RoleIs | CaseIs | DateIs
Around = Turn | Item | Neighbours
"""What may rest on other segments than the one in question."""
Node = (
    Term | Wild | Regex | ListRef | ActorRef | Condition | CodeRef | Or | And | Not | Near | Sentence | Segment | Around
    | Affirmed | AtWords
)  # fmt: skip


@lru_cache(maxsize=8192)
def parse(rule: str) -> Node:
    """The tree of a rule.

    Raises CodebookError (slug rule-syntax), whose message has the rule, the column (1-based) and what was expected.
    """
    from qda.codebook.grammar import read

    return read(rule)


def show(node: Node) -> str:
    """The rule that `parse` reads back as the same tree."""
    match node:
        case Term(text):
            plain = _BARE.fullmatch(text) and text.upper() not in KEYWORDS and text not in SCOPES
            return text if plain else _quoted(text)
        case Wild(pattern):
            return pattern
        case Regex(pattern):
            return f"/{pattern}/"
        case ListRef(name):
            return f"${name}"
        case ActorRef(actor):
            return f"@{actor}"
        case SpeakerIs(actor):
            return f"speaker:@{actor}"
        case KindIs(kinds):
            return "kind:" + "|".join(kinds)
        case RoleIs(roles):
            return "role:" + "|".join(roles)
        case CaseIs(cases):
            return "case:" + "|".join(name if NAME.fullmatch(name) else f'"{name}"' for name in cases)
        case DateIs(first, last):
            return f"date:{first}" if first == last else f"date:{first}..{last}"
        case CodeRef(code):
            return f"#{code}"
        case Or(items):
            return " | ".join(_inside(item) for item in items)
        case And(items):
            return " & ".join(_inside(item) for item in items)
        case Not(left, right):
            return f"{_inside(left)} NOT {_inside(right)}"
        case Near(n, left, right, ordered, by_sentence):
            return f"{_inside(left)} {'THEN' if ordered else 'NEAR'}/{n}{'s' * by_sentence} {_inside(right)}"
        case Sentence(item) | Segment(item) | Turn(item) | Item(item):
            return f"{type(node).__name__.upper()}({show(item)})"
        case Neighbours(n, item):
            return f"NEIGHBOURS({n}, {show(item)})"
        case Affirmed(item):
            return f"{_inside(item)}~"
        case AtWords(item):
            return f"{_inside(item)}^"


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node."""
    match node:
        case Or(items) | And(items):
            return items
        case Not(left, right) | Near(_, left, right):
            return (left, right)
        case Sentence(item) | Segment(item) | Turn(item) | Item(item) | Neighbours(_, item):
            return (item,)
        case Affirmed(item) | AtWords(item):
            return (item,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, depth first, left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


def finds_words(node: Node) -> bool:
    """Whether a node, when true, always has spans in the segment; a condition (kind: and the like) has none, and TURN(),
    ITEM() and NEIGHBOURS() may have theirs in another segment."""
    match node:
        case SpeakerIs() | KindIs() | RoleIs() | CaseIs() | DateIs() | Turn() | Item() | Neighbours():
            return False
        case Or(items):
            return all(finds_words(item) for item in items)
        case And(items):
            return any(finds_words(item) for item in items)
        case Not(left, _):
            return finds_words(left)
        case Sentence(item) | Segment(item) | Affirmed(item) | AtWords(item):
            return finds_words(item)
        case _:
            return True


def wild_parts(pattern: str) -> tuple[tuple[str, int, int], ...]:
    """The pieces of a word with wildcards: (literal, least, most), the gap of least to most characters before it.

    The first piece has the gap (0, 0). 由*牵头 gives (("由", 0, 0), ("牵头", 0, 8)); ? adds (1, 1), * adds (0, 8).
    """
    parts: list[tuple[str, int, int]] = []
    for piece in re.finditer(r"([?*？＊]*)([^?*？＊]+)", pattern):
        signs = piece.group(1)
        single = signs.count("?") + signs.count("？")
        parts.append((piece.group(2), single, single + STAR * (len(signs) - single)))
    return tuple(parts)


def literals(node: Node, lists: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Every literal text that has to be looked for to evaluate a node: words, list words, pieces between wildcards."""
    for below in walk(node):
        match below:
            case Term(text):
                yield text
            case Wild(pattern):
                yield from (piece for piece, _, _ in wild_parts(pattern))
            case ListRef(name):
                for word in lists.get(name, ()):
                    yield from list_word_literals(word)
            case _:
                pass


def list_word(word: str) -> Term | Wild:
    """A word of a term list as a node: with wildcards inside if it has any."""
    has_wildcard = re.search(r".[?*？＊]+.", word) is not None
    return Wild(word) if has_wildcard and word[0] not in "?*？＊" and word[-1] not in "?*？＊" else Term(word)


def list_word_literals(word: str) -> Sequence[str]:
    """The literal pieces of a word of a term list."""
    node = list_word(word)
    return [node.text] if isinstance(node, Term) else [piece for piece, _, _ in wild_parts(node.pattern)]


def _inside(node: Node) -> str:
    """A node as part of another: in brackets where it is made of parts."""
    return f"({show(node)})" if isinstance(node, Or | And | Not | Near) else show(node)


def _quoted(text: str) -> str:
    for opening, closing in _QUOTES:
        if opening not in text and closing not in text:
            return f"{opening}{text}{closing}"
    raise ValueError(f"a phrase with all three kinds of quotation marks cannot be written: {text!r}")
