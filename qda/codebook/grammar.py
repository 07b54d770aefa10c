"""The grammar of the rule language and its reader; `qda.codebook.query` has the language itself on one page.

LALR(1) by lark. The reader's second task is to say, in a scholar's words, where a rule breaks and what was expected.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qda.codebook import query
from qda.errors import CodebookError

if TYPE_CHECKING:
    from lark import Lark

GRAMMAR = r"""
?rule: _either | without
_either: either
?without: both (NOT near)+
?either: both (OR both)*
?both: near (AND near)*
?near: suffixed (DISTANCE suffixed)*
?suffixed: suffixed TILDE -> affirmed
    | suffixed CARET -> at_words
    | atom
?atom: LPAR rule RPAR -> bracket
    | SCOPE rule RPAR -> scope
    | WORD | QUOTED | REGEX | LIST | ACTOR | SPEAKER | KIND | ROLE | CASE | DATE | CODE

OR.5: /[|｜]|OR(?!\w)/
AND.5: /[&＆]|AND(?!\w)/
NOT.5: /NOT(?!\w)/
DISTANCE.6: /(NEAR|THEN)\s*[\/／]\s*\d+(s(?![A-Za-z0-9_]))?/
SCOPE.6: /(SENTENCE|SEGMENT|TURN|ITEM)\s*[(（]|NEIGHBOURS\s*[(（]\s*\d+\s*[,，]/
LPAR: /[(（]/
RPAR: /[)）]/
TILDE: /[~～]/
CARET: /[\^＾]/
SPEAKER.6: /speaker[:：][@＠][\w.\-]+/
KIND.6: /kind[:：][a-z]+(\|[a-z]+)*/
ROLE.6: /role[:：][a-z]+(\|[a-z]+)*/
CASE.6: /case[:：]([\w.\-·]+|"[^"\n]+")(\|([\w.\-·]+|"[^"\n]+"))*/
DATE.6: /date[:：][\d.\-]+/
LIST: /[$＄][\w.\-]+/
ACTOR: /[@＠][\w.\-]+/
CODE: /[#＃][\w.\-]+/
QUOTED: /"[^"\n]+"|“[^”\n]+”|「[^」\n]+」/
REGEX: /\/(\\.|[^\/\\\n])+\//
WORD: /[\w?*？＊·％%＋+\-]+/
%ignore /\s+/
"""

_WORDS = {
    "OR": "|",
    "AND": "&",
    "NOT": "NOT",
    "DISTANCE": "NEAR/n or THEN/n",
    "RPAR": ")",
    "TILDE": "~",
    "CARET": "^",
    "$END": "the end of the rule",
}
_ATOMS = {
    "WORD", "QUOTED", "REGEX", "LIST", "ACTOR", "SPEAKER", "KIND", "ROLE", "CASE", "DATE", "CODE", "LPAR", "SCOPE"
}  # fmt: skip
_SIGNS = {"OR", "AND", "NOT", "LPAR", "RPAR", "TILDE", "CARET"}
_SUFFIXES = {"affirmed": "~", "at_words": "^"}
_CASE = re.compile(r'"([^"]+)"|([^|"]+)')
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_GLUED = re.compile(r"[^\x00-\x7f](OR|AND|NOT|NEAR|THEN)(?![A-Za-z])|(?<![A-Za-z])(OR|AND|NOT|NEAR|THEN)[^\x00-\x7f]")
MOST_DISTANCE = 200
MOST_SENTENCES = 20
MOST_NEIGHBOURS = 50


def read(rule: str) -> query.Node:
    """The tree of a rule. Raises CodebookError (slug rule-syntax)."""
    from lark import Token, Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

    if not rule.strip():
        raise _fault(rule, 0, "the rule is empty", "a word")
    try:
        tree = _parser().parse(rule)
    except UnexpectedCharacters as error:
        raise _fault(rule, error.pos_in_stream or 0, *_at_character(rule, error.pos_in_stream or 0)) from None
    except UnexpectedToken as error:
        token = error.token
        at = len(rule.rstrip()) if token.type == "$END" else (token.start_pos or 0)
        raise _fault(rule, at, *_at_token(rule, token, set(error.accepts or error.expected))) from None
    except UnexpectedInput as error:
        raise _fault(rule, error.pos_in_stream or 0, "the rule cannot be read", "a word") from None
    return _node(tree, rule, Token, Tree)


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark

    return Lark(GRAMMAR, start="rule", parser="lalr", lexer="basic", propagate_positions=True)


def _node(tree: Any, rule: str, token_class: Any, tree_class: Any) -> query.Node:
    """A lark tree or token as a node. Any: lark's own types carry no more."""

    def below(part: Any) -> query.Node:
        return _node(part, rule, token_class, tree_class)

    if isinstance(tree, token_class):
        return _atom(tree, rule)
    parts = [part for part in tree.children if not (isinstance(part, token_class) and part.type in _SIGNS)]
    match tree.data:
        case "rule" | "_either" | "bracket":
            return below(parts[0])
        case "either":
            return query.Or(tuple(below(part) for part in parts))
        case "both":
            return query.And(tuple(below(part) for part in parts))
        case "without":
            left = below(parts[0])
            for part in parts[1:]:
                left = query.Not(left, below(part))
            return left
        case "scope":
            return _scope(parts[0], below(parts[1]), rule)
        case "affirmed" | "at_words":
            item, sign = below(parts[0]), _SUFFIXES[tree.data]
            if not query.finds_words(item):
                found = f"{sign} follows a condition"
                raise _fault(rule, tree.meta.start_pos, found, "a word, a list or a bracket of words")
            return query.Affirmed(item) if sign == "~" else query.AtWords(item)
        case _:
            return _near(parts, below, rule)


def _near(parts: list[Any], below: Any, rule: str) -> query.Node:
    """A chain a NEAR/n b THEN/m c, bound from the left."""
    left: query.Node = below(parts[0])
    for operator, part in zip(parts[1::2], parts[2::2], strict=True):
        right = below(part)
        n = int(re.sub(r"\D", "", str(operator)))
        at, by_sentence = operator.start_pos, str(operator).endswith("s")
        if by_sentence and n > MOST_SENTENCES:
            expected = f"at most {MOST_SENTENCES} sentences; for a whole segment use &"
            raise _fault(rule, at, f"a distance of {n} sentences", expected)
        if n > MOST_DISTANCE:
            raise _fault(
                rule, at, f"a distance of {n}", f"at most {MOST_DISTANCE} characters; for a whole segment use &"
            )
        for side in (left, right):
            if not query.finds_words(side):
                raise _fault(rule, at, f"{query.show(side)} has no place in the text", "words on both sides")
        left = query.Near(n, left, right, str(operator).startswith("THEN"), by_sentence)
    return left


def _scope(opening: Any, item: query.Node, rule: str) -> query.Node:
    """SENTENCE( … ) and its like; the opening token has the name and, for NEIGHBOURS, the number."""
    match re.sub(r"\W.*", "", str(opening), flags=re.DOTALL):
        case "SENTENCE":
            return query.Sentence(item)
        case "SEGMENT":
            return query.Segment(item)
        case "TURN":
            return query.Turn(item)
        case "ITEM":
            return query.Item(item)
    n = int(re.sub(r"\D", "", str(opening)))
    if not 1 <= n <= MOST_NEIGHBOURS:
        expected = f"1 to {MOST_NEIGHBOURS} segments on either side"
        raise _fault(rule, opening.start_pos, f"{n} neighbours", expected)
    return query.Neighbours(n, item)


def _atom(token: Any, rule: str) -> query.Node:
    text, at = str(token), token.start_pos
    match token.type:
        case "WORD":
            return _word(text, rule, at)
        case "QUOTED":
            if not text[1:-1].strip():
                raise _fault(rule, at, "a phrase of blanks", "at least one character between the quotation marks")
            return query.Term(text[1:-1])
        case "REGEX":
            return _regex(text[1:-1], rule, at)
        case "LIST":
            return query.ListRef(text[1:])
        case "ACTOR":
            return query.ActorRef(text[1:])
        case "SPEAKER":
            return query.SpeakerIs(text[9:])
        case "KIND":
            return query.KindIs(_names(text[5:], query.KINDS, rule, at))
        case "ROLE":
            return query.RoleIs(_names(text[5:], query.ROLES, rule, at))
        case "CASE":
            return query.CaseIs(tuple(quoted or bare for quoted, bare in _CASE.findall(text[5:])))
        case "DATE":
            return _date(text[5:], rule, at)
        case _:
            return query.CodeRef(text[1:])


def _names(text: str, known: tuple[str, ...], rule: str, at: int) -> tuple[str, ...]:
    names = tuple(text.split("|"))
    for name in names:
        if name not in known:
            raise _fault(rule, at, f"{name} is none", " | ".join(known))
    return names


def _date(text: str, rule: str, at: int) -> query.Node:
    first, between, last = text.partition("..")
    last = last if between else first
    expected = "a date such as 2022, 2022-05 or 2022-05-01, or two with .. between them"
    for end in (first, last):
        if end and not _DATE.fullmatch(end):
            raise _fault(rule, at + 5, f"{end} is no date", expected)
    if not first and not last:
        raise _fault(rule, at, "date: without a date", expected)
    if first and last and first[: len(last)] > last[: len(first)]:
        raise _fault(rule, at + 5, f"{first} is later than {last}", "the earlier date first")
    return query.DateIs(first, last)


def _word(text: str, rule: str, at: int) -> query.Node:
    if text in query.SCOPES:
        how = "NEIGHBOURS(2, … )" if text == "NEIGHBOURS" else f"{text}( … )"
        raise _fault(rule, at, f"{text} stands as a word", f'{how}; the word itself is written "{text}"')
    if text.upper() in query.KEYWORDS:
        how = "NEAR/8 or THEN/8, with a number" if text.upper() in {"NEAR", "THEN"} else f"{text.upper()} between words"
        if text.upper() == "SENTENCE":
            how = "SENTENCE( … )"
        raise _fault(rule, at, f"{text} stands as a word", f'{how}; the word itself is written "{text}"')
    glued = _GLUED.search(text)
    if glued:
        raise _fault(rule, at + glued.start(), f"{text} is one word", "a blank on either side of the operator")
    if not re.search(r"[?*？＊]", text):
        return query.Term(text)
    if text[0] in "?*？＊" or text[-1] in "?*？＊":
        expected = "characters on both sides of * and ? (a word already matches inside longer words)"
        raise _fault(rule, at, "a wildcard at the end of a word", expected)
    return query.Wild(text)


def _regex(pattern: str, rule: str, at: int) -> query.Node:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        where = at + 1 + (error.pos or 0)
        raise _fault(rule, where, f"the regular expression cannot be read ({error.msg})", "Python's syntax") from None
    if compiled.fullmatch(""):
        raise _fault(rule, at, "the regular expression matches nothing at all", "at least one character to find")
    return query.Regex(pattern)


def _at_character(rule: str, at: int) -> tuple[str, str]:
    sign = rule[at : at + 1]
    if sign in '"“「':
        return "a quotation mark is never closed", "its closing twin"
    if sign in "/／":
        return "a regular expression is never closed", "/ at its end"
    if sign in ",，、;；":
        return f"{sign} stands between words", "| for either, & for both"
    if sign in "$＄@＠#＃":
        return f"{sign} without a name", "a name directly behind it"
    return f"{sign} means nothing here", 'a word; signs to be found are written in quotation marks: "' + sign + '"'


def _at_token(rule: str, token: Any, expected: set[str]) -> tuple[str, str]:
    words = ["a word, phrase, list or bracket"] if expected & _ATOMS else []
    words += [word for name, word in _WORDS.items() if name in expected]
    wanted = ", ".join(words)
    if token.type == "$END":
        return "the rule ends too early", wanted
    if token.type == "NOT" or (token.type in {"OR", "AND"} and "NOT" in expected and token.type not in expected):
        return (
            f"{token} beside another operator",
            "brackets that say what NOT belongs to: (a | b) NOT c or a | (b NOT c)",
        )
    if token.type == "LPAR" and rule[: token.start_pos].rstrip().endswith("NEIGHBOURS"):
        return "NEIGHBOURS without a number", "how many segments on either side: NEIGHBOURS(2, … )"
    if str(token) in {"NEAR", "THEN"}:
        return f"{token} has no distance", f"{token}/n, for example {token}/8"
    if token.type in _ATOMS and not expected & _ATOMS:
        return f"two words side by side before {token}", f'an operator ({wanted}), or "quotation marks" around a phrase'
    return f"{token} stands here", wanted


def _fault(rule: str, at: int, found: str, expected: str) -> CodebookError:
    return CodebookError(
        f"rule `{rule}`, column {at + 1}: {found}; expected {expected}",
        "the rule language stands on one page in the documentation (qda.codebook.query)",
        "rule-syntax",
    )
