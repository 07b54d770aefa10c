"""What is badly made in a codebook although it can be used: rules that overlap or say a thing twice, codes that coders
cannot tell apart.

Nothing here changes a coding. Words are compared folded (`qda.text.fold`), as they are matched. Within NEAR,
THEN and ^ short and contained words are not reported: 由 THEN/6 牵头 is the way to write such a rule, and there it
matters which of two words is meant. Doubts: two rules with no word in common can still fire in the same segments;
only codings show that (`qda codebook test`, and the table of codes that occur together).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qda.codebook import query, tree
from qda.codebook.query import Near, Node, Or, Term
from qda.codebook.whole import is_exclusive, odd
from qda.errors import Problem, Severity
from qda.model import Code, Codebook, CodeId, Rule
from qda.text.fold import fold, simplify


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an alternative of a rule stands. alone: whether it is the whole rule."""

    code: Code
    rule: Rule
    shown: str
    alone: bool


def lint(codebook: Codebook, *, shown_as: str = "codebook", source: str = "") -> list[Problem]:
    """Everything that should be looked at, by line. source: the text of the file, for the lines of its term lists."""
    lists = _list_lines(source)
    found = [*_texts(codebook, shown_as), *_overlaps(codebook, shown_as)]
    for code in codebook.codes:
        for rule in code.rules:
            found += _of_rule(rule, shown_as)
    found += _of_lists(codebook, shown_as, lists)
    return sorted(dict.fromkeys(found), key=lambda p: (p.line or 0, p.slug, p.message))


def _texts(codebook: Codebook, shown: str) -> Iterator[Problem]:
    """Codes whose words do not tell a coder enough, and examples that say two things."""
    yield from odd(list(codebook.codes), shown)
    for code in tree.leaves(codebook):
        if code.definition and not code.exclude:
            message = f"code {code.id} does not say what it leaves out; write `exclude:`, with the code it belongs to"
            yield Problem("warning", "code-without-exclude", message, shown, code.line or None)
        if not code.counterexamples:
            message = f"code {code.id} has no counterexamples; add texts that look like it and are not"
            yield Problem("warning", "code-without-counterexamples", message, shown, code.line or None)
    owners: dict[str, list[Code]] = {}
    for code in codebook.codes:
        for text in dict.fromkeys(_plain(text) for text in code.examples):
            owners.setdefault(text, []).append(code)
        for text in code.counterexamples:
            if _plain(text) in {_plain(example) for example in code.examples}:
                message = f"code {code.id}: a text is both example and counterexample: {text}"
                yield Problem("error", "example-contradicts", message, shown, code.line or None)
    for text, codes in owners.items():
        apart = [code for code in codes[1:] if not _related(codebook, codes[0].id, code.id)]
        for code in apart:
            message = f"codes {codes[0].id} (line {codes[0].line}) and {code.id} share an example: {text}"
            severity: Severity = "warning" if _exclude_each_other(codebook, codes[0].id, code.id) else "note"
            yield Problem(severity, "example-shared", message, shown, code.line or None)


def _overlaps(codebook: Codebook, shown: str) -> Iterator[Problem]:
    """Alternatives (or whole rules) that stand under two codes, or twice under one."""
    places: dict[str, list[_Place]] = {}
    for code in codebook.codes:
        for rule in code.rules:
            root = query.parse(rule.find)
            alternatives = list(_alternatives(root, codebook.terms))
            for key, words in dict(alternatives).items():
                places.setdefault(key, []).append(_Place(code, rule, words, len(alternatives) == 1))
    pairs: dict[tuple[str, str], list[str]] = {}
    first_of: dict[tuple[str, str], tuple[_Place, _Place]] = {}
    for group in places.values():
        first = group[0]
        for other in group[1:]:
            if other.rule is not first.rule:
                both = (first.rule.id, other.rule.id)
                pairs.setdefault(both, []).append(other.shown)
                first_of.setdefault(both, (first, other))
    for ids, shared in pairs.items():
        first, other = first_of[ids]
        words = "、".join(shared[:5]) + ("…" if len(shared) > 5 else "")
        where = f"rule {other.rule.id} repeats {words} of rule {first.rule.id} (line {first.rule.line})"
        line = other.rule.line or None
        if first.code.id == other.code.id:
            yield Problem("note", "rule-repeats", f"{where}; one of them is enough", shown, line)
        elif _related(codebook, first.code.id, other.code.id):
            yield Problem("note", "rule-repeats", f"{where}, a code above or below it", shown, line)
        elif _exclude_each_other(codebook, first.code.id, other.code.id):
            message = f"{where}, but codes {first.code.id} and {other.code.id} exclude each other"
            yield Problem("warning", "rules-overlap", message, shown, line)
        else:
            # Facets are independent of each other: codes of two facets may well rest on the same words.
            same_facet = first.code.facet == other.code.facet
            whole: Severity = "warning" if first.alone and other.alone and same_facet else "note"
            message = f"{where}: the same words give both {first.code.id} and {other.code.id}"
            yield Problem(whole, "rules-overlap", message, shown, line)


def _of_rule(rule: Rule, shown: str) -> Iterator[Problem]:
    """Words of one rule: too short, contained in each other, written in traditional characters."""
    line = rule.line or None
    root = query.parse(rule.find)
    for node, near in _with_near(root, False):
        if isinstance(node, Term):
            if len(fold(node.text).strip()) == 1 and not near:
                message = (
                    f"rule {rule.id}: {node.text} is one character and is found inside many words; use a phrase or NEAR"
                )
                yield Problem("warning", "term-one-character", message, shown, line)
            if _traditional(node.text):
                message = f"rule {rule.id}: {node.text} is in traditional characters; write {simplify(node.text)}, it finds both"
                yield Problem("note", "term-traditional", message, shown, line)
        elif isinstance(node, Or) and not near:
            words = [item.text for item in node.items if isinstance(item, Term)]
            for message in _contained(words):
                yield Problem("note", "term-contained", f"rule {rule.id}: {message}", shown, line)


def _of_lists(codebook: Codebook, shown: str, lines: Mapping[str, int]) -> Iterator[Problem]:
    """The same of term lists, and lists that no rule uses."""
    near_only: dict[str, bool] = {}
    for code in codebook.codes:
        for rule in code.rules:
            for node, near in _with_near(query.parse(rule.find), False):
                if isinstance(node, query.ListRef):
                    near_only[node.name] = near_only.get(node.name, True) and near
    for name, words in codebook.terms.items():
        line = lines.get(name)
        if name not in near_only:
            message = f"no rule uses the term list ${name} ({len(words)} words)"
            yield Problem("note", "term-list-unused", message, shown, line)
        for word in words:
            if _traditional(word):
                message = (
                    f"term list ${name}: {word} is in traditional characters; write {simplify(word)}, it finds both"
                )
                yield Problem("note", "term-traditional", message, shown, line)
            if len(fold(word).strip()) == 1 and not near_only.get(name, True):
                message = f"term list ${name}: {word} is one character and is found inside many words"
                yield Problem("warning", "term-one-character", message, shown, line)
        if not near_only.get(name, True):
            plain = [word for word in words if isinstance(query.list_word(word), Term)]
            for message in _contained(plain):
                yield Problem("note", "term-contained", f"term list ${name}: {message}", shown, line)


def _contained(words: list[str]) -> Iterator[str]:
    """Messages on words that another word of the same alternatives makes redundant."""
    folded = [fold(word) for word in words]
    for i, word in enumerate(folded):
        if word in folded[:i]:
            yield f"{words[i]} stands twice"
            continue
        shorter = next((words[j] for j, other in enumerate(folded) if other != word and other in word), None)
        if shorter is not None:
            yield f"{words[i]} contains {shorter}, which finds it already"


def _alternatives(node: Node, terms: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """(canonical form, words to show) of each part of a rule that fires by itself."""
    if isinstance(node, Or):
        for item in node.items:
            yield from _alternatives(item, terms)
    elif isinstance(node, query.ListRef):
        for word in terms.get(node.name, ()):
            yield _canonical(query.list_word(word)), word
    elif not isinstance(node, query.Condition):
        yield _canonical(node), query.show(node)


def _canonical(node: Node) -> str:
    """One spelling for equal nodes: folded, OR and AND in one order."""
    match node:
        case query.Or(items) | query.And(items):
            sign = "|" if isinstance(node, Or) else "&"
            return "(" + sign.join(sorted({_canonical(item) for item in items})) + ")"
        case query.Not(left, right):
            return f"({_canonical(left)} NOT {_canonical(right)})"
        case query.Near(n, left, right, ordered, by_sentence):
            sides = [_canonical(left), _canonical(right)]
            word = f" {'THEN' if ordered else 'NEAR'}/{n}{'s' * by_sentence} "
            return f"({word.join(sides if ordered else sorted(sides))})"
        case query.Regex(pattern):
            return f"/{pattern}/"
        case _:
            return fold(query.show(node))


def _with_near(node: Node, near: bool) -> Iterator[tuple[Node, bool]]:
    """Every node with whether it stands inside NEAR, THEN or ^; what NOT takes away counts as inside, too."""
    yield node, near
    for i, child in enumerate(query.children(node)):
        taken_away = isinstance(node, query.Not) and i == 1
        yield from _with_near(child, near or taken_away or isinstance(node, Near | query.AtWords))


def _traditional(word: str) -> bool:
    from qda.text.script import script_of

    return simplify(word) != word and script_of(word) in {"Hant", "mixed"}


def _related(codebook: Codebook, one: CodeId, other: CodeId) -> bool:
    """Whether one code is, or stands above, the other."""
    above = {code.id for code in tree.ancestors(codebook, one)} | {one}
    return other in above or one in {code.id for code in tree.ancestors(codebook, other)}


def _exclude_each_other(codebook: Codebook, one: CodeId, other: CodeId) -> bool:
    """Whether two codes stand in different branches below a code whose children exclude each other."""
    above = [tree.find_code(codebook, one), *tree.ancestors(codebook, one)]
    others = {code.id for code in (tree.find_code(codebook, other), *tree.ancestors(codebook, other))}
    meeting = next((code for code in above if code.id in others), None)
    return meeting is not None and meeting.id not in {one, other} and is_exclusive(meeting)


def _plain(text: str) -> str:
    """A text without what makes no difference between two examples: blanks, script, full stop at the end."""
    return "".join(fold(text).split()).rstrip("。.")


def _list_lines(source: str) -> dict[str, int]:
    """Term list to its line in the file; {} without the file's text or if it is not YAML."""
    from qda.text import yaml_lines

    root = yaml_lines.compose(source)[0] if source else None
    for key, value in getattr(root, "value", None) or ():
        if getattr(key, "value", "") == "terms" and isinstance(value.value, list):
            return {str(name.value): yaml_lines.line_of(name) for name, _ in value.value}
    return {}
