"""Speaker labels: is the beginning of this line somebody's name, and whose?

Forms: "张书记：", "社区党委书记 周敏：", "李大爷【居民】：", "Q1：", "**张书记：**", "【主持人】", "【李主任】：",
"居民代表A（女，62岁）：", "1. 物业王经理发言：", "问：", "Q:", "00:12:31 张三：", "发言人1 00:05" and
"2022-04-18 10:22 张三" on a line of their own, and headings "### 唐鳳：". A candidate is judged by its words
(titles, surnames, people that the head names), by its form, and by whether it comes again.

Doubts: "W：" once in a text, or a nickname that no list knows, is only taken if it comes again or the head names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import lru_cache
from typing import NamedTuple

from qda.text import label_words as words
from qda.text.fold import fold, simplify

COLON = "[:：︰﹕∶]"
_CLOCK = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:[.,]\d{1,3})?"
_DAY = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}日|昨天|今天|前天|(?:星期|周|週)[一二三四五六日天])"
_PART = r"(?:上午|下午|中午|晚上|凌晨|早上|傍晚)"
_STAMP = (
    rf"[\[［(（【<]?\s*(?:{_DAY}\s*(?:\s|(?<=日)|(?={_PART})))?(?:{_PART}\s*)?{_CLOCK}(?:\s*[AaPp][Mm]\b)?"
    rf"(?:\s*(?:-->|[-–—~～至到])\s*{_CLOCK})?\s*[\]］)）】>]?"
)
_NUMBER = (
    r"(?:[（(]\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[)）]、?|\d{1,3}\s*[)）.．、](?!\d)|"
    r"[一二三四五六七八九十]{1,3}[、.．]"
    r"|[①-⑳]|[-*+•·●▪■◆◇○]\s*(?!\*))"
)
_NOTE = r"\s*(?:[（(〔\[［【][^）)〕\]］】\n]{0,40}[）)〕\]］】])"
_NAME = r"[^\n：:︰﹕∶，,。！？；;、“”\"《》…【】\[\]［］（）()〔〕*|#>/\\]{1,30}?"

_SPEAKING = "|".join(words.SPEAKING)
_SAID = (*words.SPEAKING, *words.REPORTING)
_PREFIX = rf"\s*(?:{_STAMP}\s*)?(?:{_NUMBER}\s*)?(?:{_STAMP}\s*)?"
_PLAIN = re.compile(
    rf"\s*(?:{_STAMP}\s*)?(?P<number>{_NUMBER}\s*)?(?:{_STAMP}\s*)?(?P<bold>\*\*|"
    rf"__)?\s*(?P<name>{_NAME}(?:[/·・-]{_NAME})?)(?P<notes>(?:{_NOTE}){{0,2}})\s*(?:(?P<late>{_STAMP})\s*)?"
    rf"(?:(?<!\*)\*\*|__)?(?P<notes2>{_NOTE})?\s*(?:(?:{_SPEAKING})\s*)?{COLON}\s*(?:\*\*(?!\S)|(?<=[:：])\*\*|__)?\s*"
)
_BRACKET = re.compile(
    rf"{_PREFIX}(?:\*\*)?\s*(?:【\s*(?P<a>{_NAME})(?P<na>{_NOTE})?\s*】|"
    rf"[\[［]\s*(?P<b>{_NAME})(?P<nb>{_NOTE})?\s*[\]］]|〔\s*(?P<c>{_NAME})\s*〕"
    rf"|<\s*(?P<d>{_NAME})\s*>)(?P<notes>(?:{_NOTE})?)\s*(?P<colon>{COLON})?\s*(?:\*\*)?\s*(?:{COLON})?\s*"
)
_STAMPED = re.compile(rf"\s*(?:(?P<a>{_NAME})(?:{_NOTE})?\s+{_STAMP}|{_STAMP}\s+(?P<b>{_NAME})(?:{_NOTE})?)\s*$")
_STAMP_ALONE = re.compile(rf"\s*{_STAMP}\s*$")
_DAY_ALONE = re.compile(rf"[\s\-—–─=＝*]*{_DAY}(?:\s*(?:星期|周|週)[一二三四五六日天])?[\s\-—–─=＝*]*$")
_STAMP_IN_FRONT = re.compile(rf"\s*{_STAMP}\s*")

_CLOCK_INSIDE = re.compile(r"\d[:：]\d\d")
_LONGEST_REPEATED = 60

CERTAIN, STRONG, WEAK, NO = 3, 2, 1, 0


class Label(NamedTuple):
    """A candidate. name: as written, without brackets, note, number. note: what stood in brackets behind it. spoken:
    where the speech begins in the text. form: plain, bold, bracket, heading or stamped. numbered: with an item number
    in front. strength: how sure the words alone make it, 0 to 3."""

    name: str
    note: str
    spoken: int
    form: str
    strength: int
    key: str


def parse(text: str, start: int, end: int, *, heading: bool = False, known: Set[str] = frozenset()) -> Label | None:
    """The label that a line begins with, None if its form rules one out. known: names that the head gives."""
    if heading and end - start <= _LONGEST_REPEATED and text[end : end + 2] != "//":
        # In a transcript with headings as labels the same few come again and again.
        found = _parse_again(text[start:end], frozenset(known))
        if found is None:
            return None
        name, note, spoken, form, strength, key = found
        return Label(name, note, start + spoken, form, strength, key)
    return _parse(text, start, end, heading, known)


@lru_cache(maxsize=4096)
def _parse_again(words_of_heading: str, known: frozenset[str]) -> Label | None:
    """What `_parse` gives for a heading, with `spoken` counted from its beginning."""
    return _parse(words_of_heading, 0, len(words_of_heading), True, known)


def _parse(text: str, start: int, end: int, heading: bool, known: Set[str]) -> Label | None:
    stamped = _STAMPED.match(text, start, end) if _CLOCK_INSIDE.search(text, start, end) else None
    if stamped:
        name = (stamped["a"] or stamped["b"]).strip()
        strength = judge(name, known)
        return _label(name, "", end, "stamped", max(strength, WEAK) if strength or is_name(name) else NO)
    bracket = _BRACKET.match(text, start, end)
    if bracket:
        group = next(key for key in "abcd" if bracket[key])
        if group != "d" and not (group in "bc" and not bracket["colon"] and judge(bracket[group], known) < STRONG):
            note = bracket["notes"] or (bracket["n" + group] if group in "ab" else "") or ""
            return _label(bracket[group], note, bracket.end(), "bracket", judge(bracket[group], known))
    plain = _PLAIN.match(text, start, end)
    if plain:
        numbered = bool(plain["number"]) or heading or plain["bold"] is not None
        if not numbered and _reporting(plain["name"]):
            return None
        if text[plain.end() : plain.end() + 2] == "//":
            return None
        bold = plain["bold"] is not None
        form = "heading" if heading else "bold" if bold else "plain"
        note = (plain["notes"] or "") + (plain["notes2"] or "")
        return _label(plain["name"], note, min(plain.end(), end), form, judge(plain["name"], known))
    if heading and end - start <= 16 and not re.search(rf"^{_NUMBER}|[、与和及]", text[start:end]):
        return _label(text[start:end], "", end, "heading", min(judge(text[start:end], known), STRONG))
    return None


def is_stamp(words_of_line: str) -> bool:
    """Whether a line is a time stamp and nothing else."""
    return bool(_STAMP_ALONE.match(words_of_line))


def is_day(words_of_line: str) -> bool:
    """Whether a line is a day and nothing else, as chat programs put between messages: "—— 2022-04-18 ——"."""
    return bool(_DAY_ALONE.match(words_of_line))


def unstamped(words_of_line: str) -> str:
    """A line without a time stamp in front."""
    found = _STAMP_IN_FRONT.match(words_of_line)
    return words_of_line[found.end() :] if found else words_of_line


def judge(name: str, known: Set[str] = frozenset()) -> int:
    """How much the words of a label say that it names a speaker: 0 rules it out, 1 it could, 2 likely, 3 certain."""
    return _judge(key_of(name), frozenset(known))


def is_name(name: str) -> bool:
    """Whether it has the form of a name: surname and one to three characters, or Latin letters."""
    name = key_of(name)
    if name in words.NEVER or name in words.NOT_NAMES:
        return False
    if _LATIN.fullmatch(name):
        return True
    if name.startswith(words.COMPOUND_SURNAMES):
        return 3 <= len(name) <= 4
    return len(name) <= 4 and name[0] in words.SURNAMES and bool(_HAN_ONLY.fullmatch(name))


def is_code(name: str) -> bool:
    """Whether it has the form of a code that stands for a person: J01, R-12, J-20200516-W."""
    return bool(_CODE.fullmatch(key_of(name)))


def unnumbered(key: str) -> str:
    """The word of a numbered question or answer, "" for any other label: "q" of "q12", "回答" of "回答3"."""
    return re.sub(r"[-_.]?\d+$", "", key) if _PAIRED.fullmatch(key) or key.startswith("问题") else ""


def numbered_question(text: str, start: int, end: int) -> Label | None:
    """A label with a number and no colon, as only interviews have it: "问2、", "A3."; and "问题1：" or "问题1、", which
    in minutes would be a topic."""
    match = _NUMBERED_QUESTION.match(text, start, end)
    return _label(match["name"], "", match.end(), "plain", STRONG) if match else None


def key_of(name: str) -> str:
    """A name for comparison: folded, without blanks."""
    return "".join(fold(name).split()) if len(name) > _LONGEST_REPEATED else _key_of(name)


@lru_cache(maxsize=4096)
def _key_of(name: str) -> str:
    return "".join(fold(name).split())


def clean(name: str) -> str:
    """A label as people say it: without marks, and without blanks between the characters of a name (张　三)."""
    name = name.strip(" \t\u3000*_#>·")
    if re.fullmatch(r"[\u3400-\u9fff](?:[ \u3000]+[\u3400-\u9fff])+", name):
        name = re.sub(r"[ \u3000]+", "", name)
    simple = simplify(name)
    # Nearly no label ends so; one look at all endings saves the walk through them.
    if not simple.endswith(_SAID):
        return name
    for ending in _SAID:
        if simple.endswith(ending) and len(name) - len(ending) >= 2 and judge(name[: -len(ending)]) >= WEAK:
            return name[: -len(ending)].strip()
    return name


@lru_cache(maxsize=4096)
def _clean(name: str) -> str:
    return clean(name)


def _label(name: str, note: str, spoken: int, form: str, strength: int) -> Label:
    short = _clean(name)
    return Label(short, note.strip().strip("（）()〔〕[]［］【】"), spoken, form, strength, key_of(short))


@lru_cache(maxsize=4096)
def _judge(name: str, known: frozenset[str]) -> int:
    for ending in (*words.SPEAKING, *words.REPORTING):
        if name.endswith(ending) and len(name) > len(ending) and name not in words.NEVER:
            shorter = _judge_bare(name[: -len(ending)], known)
            if shorter and (shorter >= STRONG or len(name) - len(ending) >= 2):
                return max(shorter, STRONG) if ending == "发言" else shorter
            if ending == "发言" and len(name) <= 16 and any(is_name(name[:-2][-size:]) for size in (3, 2)):
                return NO if _loose(name) else STRONG
    return _judge_bare(name, known)


def _judge_bare(name: str, known: frozenset[str]) -> int:
    if _PAIRED.fullmatch(name):
        return STRONG
    if not name or name in words.NEVER or _FIELD_LIKE.match(name):
        return NO
    if name in known:
        return CERTAIN
    if name in words.INTERVIEWERS or name in words.INTERVIEWEES:
        return CERTAIN if len(name) > 1 or name in "问答" else STRONG
    if _SURNAME_TITLE.fullmatch(name):
        return CERTAIN
    if name.startswith(words.NOT_AT_START):
        return NO
    if len(name) <= 18 and _TITLED.search(name) and not _loose(name):
        return STRONG if len(name) <= 12 else WEAK
    if _NUMBERED.fullmatch(name) or _OLD_YOUNG.fullmatch(name):
        return STRONG
    if _ROLE_AND_NAME.fullmatch(name) and not _loose(name):
        return STRONG
    if len(name) <= 12 and _NICKNAMED.search(name):
        return WEAK if _loose(name) else STRONG
    if name.endswith(words.NOT_AT_END) or _loose(name) or name in words.NOT_NAMES:
        return NO
    if any(_shared(name, part) for part in known):
        return STRONG
    return WEAK if is_name(name) or is_code(name) else NO


def _loose(name: str) -> bool:
    """Whether words that only sentences have stand in it."""
    return any(character in words.FUNCTION_CHARACTERS for character in name)


def _shared(name: str, part: str) -> bool:
    """Whether two labels name the same person: one ends the other, or both end in the same full name."""
    if min(len(name), len(part)) < 2:
        return False
    if name.endswith(part) or part.endswith(name):
        return True
    return any(name[-size:] == part[-size:] and is_name(name[-size:]) for size in (3, 2))


def _reporting(name: str) -> bool:
    """Whether a label ends in a word that the minutes' own voice uses too."""
    return key_of(name).endswith(tuple(words.REPORTING))


def _alternatives(entries: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, entries), key=len, reverse=True))


_SURNAME = "(?:" + "|".join(words.COMPOUND_SURNAMES) + "|[" + "".join(sorted(words.SURNAMES)) + "])"
_INDEX = r"(?:[a-z]?\d{1,3}|[a-z]|[甲乙丙丁戊己庚辛]|[一二三四五六七八九十]{1,2}|[①-⑳])"
_LONG_TITLES = [title for title in words.TITLES if len(title) > 1 or title in "姐哥叔姨爷伯婆婶嫂工总老某男女"]
_TITLED = re.compile(rf"(?:{_alternatives(_LONG_TITLES)}){_INDEX}?$")
_WORDED = _alternatives([title for title in words.TITLES if len(title) > 1])
_SURNAME_TITLE = re.compile(
    rf"(?:[小老阿])?{_SURNAME}[\u4e00-\u9fff×xX*某]{{0,2}}副?(?:{_WORDED}"
    rf")"
    rf"|{_SURNAME}(?:姐|哥|叔|姨|爷|伯|婆|婶|嫂|工|总|老|某|某某)"
)
_NUMBERED = re.compile(rf"(?:{_alternatives(words.NUMBERED)})[-_ ]?{_INDEX}")
_OLD_YOUNG = re.compile(rf"[老小阿大]{_SURNAME}")
_ROLE_AND_NAME = re.compile(
    rf".{{0,8}}(?:{_WORDED})[-—–·/]?(?:{_SURNAME}[\u4e00-\u9fff"
    rf"×某]{{1,2}}|[小老阿]{_SURNAME})"
)
_NICKNAMED = re.compile(rf"[小老阿]{_SURNAME}$")
_FIELD_LIKE = re.compile(
    r"(?:第?[一二三四五六七八九十\d]+[、.]?)?(?:议题|议程|决议|事项|附件|附表|附|注|议案|提案|问题|意见|方案|主题|表)"
    r"(?:[一二三四五六七八九十\d]+|[a-z])?$|[\d.]+$|第[一二三四五六七八九十\d]+[项条点个步次届部章节]|.*\d{1,2}月|.*%$"
)
_CODE = re.compile(r"[a-z]{1,3}[-_]?\d{1,8}(?:[-_][a-z0-9]{1,4}){0,2}")
_LATIN = re.compile(r"[a-z][a-z.'’·-]{0,24}")
_NUMBERED_QUESTION = re.compile(
    r"\s*(?:\*\*)?(?P<name>(?:[问答問QA]|回答)\s*\d{1,3}(?=\s*[、.．])|(?:问题|問題)\s*\d{1,3}(?=\s*[、.．:：]))"
    r"\s*[、.．:：](?!\d)\s*"
)
# Numbered questions and answers: Q1, A1, 问1, 回答2.
_PAIRED = re.compile(r"(?:提问|回答|[问答qa])[-_.]?\d{1,3}")
_HAN_ONLY = re.compile(r"[\u3400-\u9fff×○〇*xX]+")
