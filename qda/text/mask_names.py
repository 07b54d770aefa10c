"""Names of persons: from lists (people present, speakers, the project's own names) and by their form in running text.

Lists are the best source: `qda.text.mask_forms` takes labels and attendance lists apart, `find_names` looks for what they
gave and for what looks like a name. What is replaced is the part that names: the surname of 蔡站长, all of 马德福 and 小田;
the title stays, because it says who speaks and identifies nobody.

Sure: on a list, a label, with a title, 老/小 with a surname, behind 我叫, a minority name with its dot. Doubtful: a bare
surname with one or two characters of given names. Doubts: a rare surname without a title or list is not found; given
names alone (秀琴) are only found if the project's list has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from qda.model import Span
from qda.text import mask_name_words as words
from qda.text.fold import fold
from qda.text.mask_forms import alternatives, compact, dotted, is_han, name_form, surname_of
from qda.text.mask_patterns import Certainty, Finding


def find_names(text: str, known: Iterable[str] = (), never: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Names in running text, in order, without overlaps.

    known: names and forms of address that are persons for certain (as `NameForm.key`, or as written). never: words that
    are no person's, whatever they look like.
    """
    view = fold(text)
    people = _prepared(frozenset(known))
    refused = frozenset(fold(word).strip() for word in never) - {""}
    found: list[Finding] = []
    taken = bytearray(len(view))
    finders = (
        lambda v: _listed(v, people.spellings),
        _minority,
        lambda v: _given(v, people.givens),
        lambda v: _persons(v, people.surnames),
        lambda v: _bare(v, people.keys),
    )
    for finder in finders:
        for finding in finder(view):
            if finding.key in refused or any(taken[finding.span.start : finding.span.end]):
                continue
            taken[finding.span.start : finding.span.end] = b"\1" * len(finding.span)
            found.append(finding)
    return tuple(sorted(found, key=lambda finding: finding.span))


@dataclass(frozen=True, slots=True)
class _People:
    """The people on the list: names by first character, longest first; keys; surnames; given names of two characters."""

    spellings: dict[str, tuple[str, ...]]
    keys: frozenset[str]
    surnames: frozenset[str]
    givens: frozenset[str]


@lru_cache(maxsize=64)
def _prepared(known: frozenset[str]) -> _People:
    keys = frozenset(fold(name).strip() for name in known)
    full = {name for name in keys if len(name) == 3 and _looks_full(name) and _is_full(name)}
    surnames = {form.surname for name in keys if (form := name_form(name)) and form.surname}
    return _People(_spellings(keys), keys, frozenset(surnames), frozenset(name[1:] for name in full) - words.NO_NAME)


def _listed(view: str, listed: dict[str, tuple[str, ...]]) -> Iterator[Finding]:
    """What the lists gave, the longest first at each place."""
    if not listed:
        return
    for match in re.compile("[" + re.escape("".join(sorted(listed))) + "]").finditer(view):
        for name in listed[match[0]]:
            if not view.startswith(name, match.start()):
                continue
            end = match.start() + len(name)
            if len(name) <= 3 and view[match.start() - 1 : match.start() + 1] in words.FRONT:
                continue
            if name.isascii() and (view[end : end + 1].isalnum() or view[match.start() - 1 : match.start()].isalnum()):
                continue
            form = name_form(name)
            if form and form.key == name:
                place = match.start() + form.start
                yield Finding("name", Span(place, match.start() + form.end), "sure", "名单上的人", name)
            else:
                yield Finding("name", Span(match.start(), end), "sure", "名单上的人", name)
            break


def _spellings(known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Names by first character, longest first; a lone surname is no name to look for in running text."""
    made: dict[str, set[str]] = {}
    for name in known:
        name = fold(name).strip()
        if len(name) >= 2:
            made.setdefault(name[0], set()).add(name)
    return {first: tuple(sorted(names, key=lambda name: (-len(name), name))) for first, names in made.items()}


def _minority(view: str) -> Iterator[Finding]:
    for start, end in dotted(view):
        yield Finding("name", Span(start, end), "sure", "带间隔号的姓名", compact(view[start:end]))


def _given(view: str, givens: Iterable[str]) -> Iterator[Finding]:
    """Given names alone of people on the list (秀琴): sure only where somebody is spoken to or of, as 建国 is a word too."""
    if pattern := "|".join(sorted(givens)):
        for match in re.finditer(pattern, view):
            spoken = _at_clause_start(view, match.start()) or view[match.start() - 1] in "和找把劝拉"
            certainty: Certainty = "sure" if spoken and _CALLED_AFTER.match(view, match.end()) else "doubtful"
            yield Finding("name", Span(*match.span()), certainty, "名单上某人的名字，无姓", match[0])


def _persons(view: str, surnames: frozenset[str]) -> Iterator[Finding]:
    """Surname with title, 老/小 with surname, full name with title, behind an office or behind 我叫. surnames: of the
    people on the list, for surnames that are mostly something else."""
    for match in _running().finditer(view):
        if match["old"]:
            surname = match["old"][1]
            if (surname in words.OLD or surname in surnames) and not _is_word_of_old(view, match.start("old")):
                yield _found(match, "old", "老、小、阿加姓", "sure")
            continue
        if match["called"]:
            if match["called"] not in words.NO_NAME:
                yield _found(match, "called", "我叫、姓名之后", "sure")
            continue
        surname, given, title = match["surname"], match["given"] or "", match["title"]
        whole = surname + given
        if given:
            good = all(character in words.GIVEN for character in given) and not _word_inside(whole)
            if view[match.start() - 1 : match.start() + 1] in words.FRONT:
                continue
            if (
                good
                and (surname not in words.RISKY or _at_clause_start(view, match.start()))
                and title not in words.GENERIC | {"社工"}
            ):
                sure: Certainty = "doubtful" if surname in words.RISKY else "sure"
                yield Finding("name", Span(match.start("surname"), match.end("given")), sure, "姓名加称谓", whole)
            continue
        start = match.start("surname")
        if title in words.WEAK and not _weak_title(view, start, surname, title, match.end()):
            continue
        risky = surname in words.RISKY
        begins = _at_clause_start(view, start)
        if (surname + view[match.end("surname")]) in words.NO_NAME or (
            risky and not begins and surname not in surnames
        ):
            continue
        if view[start - 1 : start + 1] in words.NO_NAME or view[start - 1 : start + 1] in words.FRONT:
            continue
        certainty: Certainty = "doubtful" if risky and not (begins and surname in surnames) else "sure"
        yield Finding("name", Span(start, start + len(surname)), certainty, "姓加称谓", surname + title)
    for match in _behind_role().finditer(view):
        name = match["name"]
        for length in (3, 2):
            part = name[:length]
            if len(part) == length and _looks_full(part) and not _word_inside(part):
                end = match.start("name") + length
                after = view[end : end + 1]
                if length == 2 and after and is_han(after) and not _SPEAK_AFTER.match(view, end):
                    continue
                yield Finding("name", Span(match.start("name"), end), "sure", "职务之后的姓名", part)
                break


def _found(match: re.Match[str], group: str, why: str, certainty: Certainty) -> Finding:
    return Finding("name", Span(*match.span(group)), certainty, why, match[group])


def _bare(view: str, known: frozenset[str]) -> Iterator[Finding]:
    """A surname with given-name characters and no sign but its place: doubtful."""
    for match in _plain().finditer(view):
        name = match["name"]
        if name in known or not _looks_full(name) or _word_inside(name):
            continue
        if len(name) == 2 and not _SPEAK_AFTER.match(view, match.end("name")):
            continue
        yield Finding("name", Span(*match.span("name")), "doubtful", "像姓名，无称谓", name)


def _is_full(name: str) -> bool:
    form = name_form(name)
    return form is not None and form.shape == "full" and form.key == name


def _looks_full(name: str) -> bool:
    surname = surname_of(name, 0, len(name))
    given = name[len(surname) :]
    return bool(surname) and 1 <= len(given) <= 2 and all(character in words.GIVEN for character in given)


def _word_inside(name: str) -> bool:
    """Whether the characters hold a common word."""
    return any(name[place : place + 2] in words.NO_NAME for place in range(len(name) - 1)) or name in words.NO_NAME


def _is_word_of_old(view: str, start: int) -> bool:
    surname, after = view[start + 1], view[start + 2 : start + 3]
    before = view[start - 1 : start]
    if before and before in words.BEFORE_OLD_NOT:
        return True
    return bool(after) and after in words.AFTER_OLD_NOT.get(surname, "")


def _weak_title(view: str, start: int, surname: str, title: str, end: int) -> bool:
    """Whether a short title (王工, 李姐) is one: the surname is no part of a word and the title does not go on."""
    after = view[end : end + 1]
    if title in words.GENERIC or title in ("助理", "专员", "顾问", "主持人"):
        return False
    if surname in words.RISKY or surname not in words.OLD:
        return False
    going_on = {
        "工": "作程人地资业会厂具期头商种",
        "总": "是会有要共之算结体的数价额和计理部归得统能在说不",
        "委": "员托会办",
        "董": "事",
        "姐": "妹",
        "哥": "们",
        "伯": "华仲",
        "嫂": "",
    }
    if after and after in going_on.get(title, ""):
        return False
    return title not in ("总", "委", "董") or _at_clause_start(view, start)


def _at_clause_start(view: str, start: int) -> bool:
    before = view[start - 1 : start]
    return not before or not is_han(before) or before in "请谢跟由是让找给像问叫及们有听说"


_CALLED_AFTER = re.compile(r"[，,。！!？?、：:；;\s—…”」]|$|[你您他她俩叔哥姐婶嫂爷说问签]|大[爷妈叔婶姐哥娘]")
_SPEAK_AFTER = re.compile("(?:" + "|".join(words.SPEAKS) + ")")


@lru_cache(maxsize=1)
def _running() -> re.Pattern[str]:
    surname = "(?:" + "|".join(sorted(words.COMPOUNDS)) + "|[" + "".join(sorted(words.SURNAMES)) + "])"
    given = "[" + "".join(sorted(words.GIVEN)) + "]"
    return re.compile(
        rf"(?P<old>[老小阿][{''.join(sorted(words.SURNAMES))}])(?![0-9])"
        rf"|(?:我叫|名叫|名字叫|姓名[:：]\s?|本名|真名叫?|原名)(?P<called>{surname}[\u3400-\u9fff]{{1,2}})(?=[，,。.；;、！!\s（(）)]|$)"
        rf"|(?P<surname>{surname})(?P<given>{given}{{1,2}}?)??(?P<title>{alternatives(words.ADDRESS)})"
    )


@lru_cache(maxsize=1)
def _behind_role() -> re.Pattern[str]:
    surnames = "".join(sorted(words.SURNAMES - words.RISKY))
    return re.compile(rf"(?:{alternatives(words.ROLES)})(?P<name>[{surnames}][\u3400-\u9fff]{{1,2}})")


@lru_cache(maxsize=1)
def _plain() -> re.Pattern[str]:
    surnames = "".join(sorted(words.SURNAMES - words.RISKY))
    given = "".join(sorted(words.GIVEN))
    return re.compile(
        rf"(?:^|(?<=[\s，,。、；;：:！!？?（(“\"「]))(?P<name>[{surnames}][{given}]{{1,2}})"
        rf"(?=[\s，,。、；;：:！!？?（()）”\"」]|$|{'|'.join(words.SPEAKS)})",
        re.MULTILINE,
    )
