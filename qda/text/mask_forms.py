"""What a label or an entry of an attendance list says about a person: 房管站蔡站长, 居民代表马德福, 社工小田, 沈.

The part that names is told from the office in front and the title behind: the surname of 蔡站长, all of 马德福 and 小田.
Source: forms in minutes of residents' councils. Doubts: a full name behind a body whose last word is not known, without a
title (福满膳秦涛), is not told apart; a name with 某, × or * was hidden by its writer and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qda.text import mask_name_words as words
from qda.text.fold import fold

Shape = Literal["full", "titled", "nick", "surname"]


@dataclass(frozen=True, slots=True)
class NameForm:
    """A form in which a person is named. key: folded, without office or body in front (蔡站长, 马德福, 小田). shape: full
    (马德福), titled (surname and title), nick (老蔡) or surname (a lone one as a label). surname, title: "" where there is
    none; of a foreign or unknown name all is the key. start, end: of the part that names, within the words given."""

    key: str
    shape: Shape
    surname: str
    title: str
    start: int
    end: int

    @property
    def sex(self) -> str:
        """女, 男 or "" as the title says."""
        return "女" if self.title in words.FEMALE else "男" if self.title in words.MALE else ""


def name_form(label: str, *, lone: bool = False) -> NameForm | None:
    """The person whom a label or an entry of a list names; None if it names none (居民代表2, 门外旁听居民).

    lone: whether a surname alone may be one (the labels of an interview: 沈：…)."""
    view = fold(label)
    end = len(view.rstrip())
    start = end - len(view.rstrip().lstrip())
    bracket = re.search(r"[(（〔\[]", view[start:end])
    if bracket and bracket.start():
        end = start + bracket.start()
    if "·" in view or "•" in view:
        for place, stop in dotted(view):
            return NameForm(compact(view[place:stop]), "full", "", "", place, stop)
    if re.search(r"[×xX*某〇○]", view[start:end]):
        return None
    title = _title_at(view, start, end)
    body_end = end - len(title)
    for form in (
        _nick(view, start, body_end, title),
        _full(view, start, body_end, title),
        _titled(view, start, body_end, title) if title else None,
    ):
        if form:
            return form
    if lone and end - start <= 2 and (view[start:end] in words.SURNAMES or view[start:end] in words.COMPOUNDS):
        return NameForm(view[start:end], "surname", view[start:end], "", start, end)
    # A title's last character may be part of a name (何建 with 建, 王师 of no title): try again without a title.
    return _full(view, start, end, "") if title else None


def compact(part: str) -> str:
    return re.sub(r"\s", "", part)


def _title_at(view: str, start: int, end: int) -> str:
    """The longest title at the end."""
    match = _titles_at_end().search(view, start, end)
    return match[0] if match else ""


def _nick(view: str, start: int, end: int, title: str) -> NameForm | None:
    """老蔡, 小田, also behind an office and before a title."""
    if end - start < 2 or view[end - 2] not in "老小阿大" or view[end - 1] not in words.SURNAMES:
        return None
    if end - start > 2 and not _ends_in_body(view[start : end - 2]) and view[end - 1] not in words.OLD:
        return None
    if view[end - 2] == "大" and end - start > 2:
        return None
    part = view[end - 2 : end]
    return NameForm(part, "nick", part[1], title, end - 2, end)


def _full(view: str, start: int, end: int, title: str) -> NameForm | None:
    """A surname with one or two given characters, alone or behind an office or body."""
    for length in (3, 2, 4):
        place = end - length
        if place < start:
            continue
        surname = surname_of(view, place, end)
        if not surname or not 1 <= length - len(surname) <= 2 or (length == 4 and len(surname) == 1):
            continue
        part = view[place:end]
        given = part[len(surname) :]
        if (
            not is_han(part)
            or part in words.COMPOUNDS
            or part in words.NO_NAME
            or part[:2] in words.NO_NAME
            or part[-2:] in _not_at_end()
        ):
            continue
        if place > start and not _ends_in_body(view[start:place]):
            continue
        if title == "社工" and any(character not in words.GIVEN for character in given):
            continue
        if place == start and not title and length == 2 and part[1] not in words.GIVEN and part[0] in words.RISKY:
            continue
        if place > start and (length == 2 or title) and any(character not in words.GIVEN for character in given):
            continue
        if view[place - 1 : place + 1] in words.FRONT or any(character in _FUNCTION for character in given):
            continue
        return NameForm(part, "full", surname, title, place, end)
    return None


def _titled(view: str, start: int, end: int, title: str) -> NameForm | None:
    """A surname with a title, alone or behind an office or body."""
    for length in (2, 1):
        place = end - length
        if place < start:
            continue
        surname = view[place:end]
        if surname not in (words.COMPOUNDS if length == 2 else words.SURNAMES):
            continue
        front = view[start:place]
        if front and (view[place - 1 : place + 1] in words.FRONT or (surname in words.RISKY and title in words.WEAK)):
            continue
        # 绿蝶姜经理: the name of a firm can be any word, so a surname that makes no words is enough.
        if front and not _ends_in_body(front) and (surname in words.RISKY or title in words.WEAK):
            continue
        if not front and surname + title in words.NO_NAME:
            continue
        if not front and title in words.GENERIC and surname in words.RISKY:
            continue
        return NameForm(surname + title, "titled", surname, title, place, end)
    return None


def surname_of(view: str, start: int, end: int) -> str:
    if view[start : start + 2] in words.COMPOUNDS and end - start >= 3:
        return view[start : start + 2]
    return view[start] if view[start] in words.SURNAMES else ""


def _ends_in_body(front: str) -> bool:
    return bool(_bodies_at_end().search(front)) or not is_han(front[-1])


def is_han(part: str) -> bool:
    return all("\u3400" <= character <= "\u9fff" or character > "\U0001ffff" for character in part)


def dotted(view: str) -> Iterator[tuple[int, int]]:
    """Names such as 阿依古丽·买买提: every part in characters that write foreign names."""
    for match in re.finditer(r"[\u3400-\u9fff]{2,8}(?:[·•・‧][\u3400-\u9fff]{1,8}){1,3}", view):
        dots = [place for place in range(*match.span()) if view[place] in "·•・‧"]
        start = dots[0]
        while start > match.start() and view[start - 1] in words.TRANSLITERATION:
            start -= 1
        end = dots[-1] + 1
        while end < match.end() and view[end] in words.TRANSLITERATION:
            end += 1
        middle = view[dots[0] : dots[-1]]
        if (
            dots[0] - start >= 2
            and end - dots[-1] >= 2
            and all(c in words.TRANSLITERATION or c in "·•・‧" for c in middle)
        ):
            yield start, end


_FUNCTION = frozenset("了的是我你您他她它这那吗呢吧着就也很把被跟让请没不在说想要觉得么啥和与等们有")


@lru_cache(maxsize=1)
def _titles_at_end() -> re.Pattern[str]:
    return re.compile("(?:" + alternatives(words.ADDRESS) + ")$")


@lru_cache(maxsize=1)
def _bodies_at_end() -> re.Pattern[str]:
    return re.compile("(?:" + alternatives(words.BODIES) + ")$")


@lru_cache(maxsize=1)
def _not_at_end() -> frozenset[str]:
    """Ends of labels that are offices or groups, not given names."""
    return frozenset(each for each in (*words.ADDRESS, *words.BODIES, *words.ROLES) if len(each) == 2)


def alternatives(entries: Sequence[str]) -> str:
    return "|".join(
        re.escape(entry) + ("(?!事务所|机构|站|服务|组织|师)" if entry == "社工" else "")
        for entry in sorted(set(entries), key=lambda entry: (-len(entry), entry))
    )
