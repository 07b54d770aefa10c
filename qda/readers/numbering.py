"""Automatic numbers of Word lists, and what styles say.

In a .docx the number of a list item is not text: it is counted when the page is drawn. Minutes lose their 一、(二)
without it, so it is counted here and written in front of the paragraph.

Source: ECMA-376 part 1, 17.9 (numbering) and 17.7 (styles). Doubts: pictures as bullets and legal numbering are not
drawn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from qda.readers.archive import tree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])$", re.IGNORECASE)
_HAN = "零一二三四五六七八九"


@dataclass(slots=True)
class Level:
    """One level of a list. text: pattern such as "%1、"; form: the number format; start: the first number."""

    form: str = "decimal"
    text: str = "%1."
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None


@dataclass(slots=True)
class Styles:
    """Paragraph styles by id: name, parent, list, outline level."""

    names: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str | None, int | None]] = field(default_factory=dict)
    outlines: dict[str, int] = field(default_factory=dict)

    def heading(self, paragraph: Any) -> tuple[int, bool]:
        """Heading level of a paragraph (0 for none), and whether it has the style of the document's title."""
        properties = paragraph.find(_W + "pPr")
        if properties is None:
            return 0, False
        outline = properties.find(_W + "outlineLvl")
        if outline is not None:
            level = _number(outline.get(_W + "val"), 9)
            if level < 9:
                return level + 1, False
        style = properties.find(_W + "pStyle")
        for style_id in self._line(style.get(_W + "val") if style is not None else None):
            name = self.names.get(style_id, style_id)
            match = _HEADING.match(name)
            if match:
                return int(match[1]), False
            if name.lower() in ("title", "标题", "文档标题"):
                return 1, True
            if self.outlines.get(style_id, 9) < 9:
                return self.outlines[style_id] + 1, False
        return 0, False

    def list_of(self, style_id: str | None) -> tuple[str | None, int | None]:
        """List and level that a style, or one it is based on, gives."""
        for found in self._line(style_id):
            if found in self.lists:
                return self.lists[found]
        return None, None

    def _line(self, style_id: str | None) -> list[str]:
        """A style and those it is based on."""
        made: list[str] = []
        while style_id and style_id not in made:
            made.append(style_id)
            style_id = self.parents.get(style_id)
        return made


class Numbering:
    """Counts list items in reading order."""

    def __init__(
        self,
        styles: Styles,
        lists: dict[str, str],
        levels: dict[str, dict[int, Level]],
        own: dict[tuple[str, int], int],
    ) -> None:
        self.styles = styles
        self._lists, self._levels, self._own = lists, levels, own
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[tuple[str, int]] = set()

    def is_item(self, paragraph: Any) -> bool:
        """Whether a paragraph is an item of a list."""
        return self._place(paragraph) is not None

    def number(self, paragraph: Any) -> str:
        """The number in front of a paragraph, counted on; "" outside of lists and for bullets."""
        place = self._place(paragraph)
        if place is None:
            return ""
        list_id, depth = place
        abstract = self._lists[list_id]
        levels = self._levels.get(abstract, {})
        level = levels.get(depth, Level())
        counts = self._counts.setdefault(abstract, {})
        if (list_id, depth) in self._own and (list_id, depth) not in self._used:
            counts[depth] = self._own[list_id, depth]
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        self._used.add((list_id, depth))
        for deeper in [found for found in counts if found > depth]:
            restart = levels.get(deeper, Level()).restart
            if restart is None or (restart > 0 and depth <= restart - 1):
                del counts[deeper]
        if level.form in ("bullet", "none"):
            return ""

        def one(match: re.Match[str]) -> str:
            upper = int(match[1]) - 1
            other = levels.get(upper, Level())
            return counted(counts.get(upper, other.start), other.form)

        words = re.sub(r"%([1-9])", one, level.text)
        closed = not words or words[-1] in "、）)．】"
        return words + ("" if closed or level.suffix == "nothing" else " ")

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(_W + "pPr")
        if properties is None:
            return None
        list_id, depth = _list(properties.find(_W + "numPr"))
        if list_id is None:
            style = properties.find(_W + "pStyle")
            from_style = self.styles.list_of(style.get(_W + "val") if style is not None else None)
            list_id, depth = from_style[0], depth if depth is not None else from_style[1]
        if list_id is None or list_id == "0" or list_id not in self._lists:
            return None
        return list_id, depth or 0


def read_styles(data: bytes | None, shown_as: str) -> Styles:
    """Paragraph styles; empty if the file has none."""
    made = Styles()
    if data is None:
        return made
    for style in tree(data, shown_as).iter(_W + "style"):
        style_id = style.get(_W + "styleId")
        if not style_id:
            continue
        name, parent, properties = style.find(_W + "name"), style.find(_W + "basedOn"), style.find(_W + "pPr")
        made.names[style_id] = (name.get(_W + "val") or "") if name is not None else ""
        if parent is not None:
            made.parents[style_id] = parent.get(_W + "val") or ""
        if properties is not None:
            numbered, outline = properties.find(_W + "numPr"), properties.find(_W + "outlineLvl")
            if numbered is not None:
                made.lists[style_id] = _list(numbered)
            if outline is not None:
                made.outlines[style_id] = _number(outline.get(_W + "val"), 9)
    return made


def read_numbering(data: bytes | None, styles: Styles, shown_as: str) -> Numbering:
    """The lists of a document; none if the file has no numbering part."""
    lists: dict[str, str] = {}
    levels: dict[str, dict[int, Level]] = {}
    own: dict[tuple[str, int], int] = {}
    if data is not None:
        root = tree(data, shown_as)
        for abstract in root.iter(_W + "abstractNum"):
            found = {_number(level.get(_W + "ilvl"), 0): _level(level) for level in abstract.iter(_W + "lvl")}
            levels[abstract.get(_W + "abstractNumId") or ""] = found
        for entry in root.iter(_W + "num"):
            list_id, link = entry.get(_W + "numId") or "", entry.find(_W + "abstractNumId")
            lists[list_id] = (link.get(_W + "val") or "") if link is not None else ""
            for override in entry.iter(_W + "lvlOverride"):
                start = override.find(_W + "startOverride")
                if start is not None:
                    own[list_id, _number(override.get(_W + "ilvl"), 0)] = _number(start.get(_W + "val"), 1)
    return Numbering(styles, lists, levels, own)


def counted(number: int, form: str) -> str:
    """A number in one of Word's formats."""
    if form in (
        "chineseCounting",
        "chineseCountingThousand",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseCounting",
        "chineseLegalSimplified",
    ):
        return _chinese(number)
    if form in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join(("〇" + _HAN[1:])[int(digit)] for digit in str(number))
    if form in ("ideographTraditional",) and 1 <= number <= 10:
        return "甲乙丙丁戊己庚辛壬癸"[number - 1]
    if form in ("upperLetter", "lowerLetter") and number >= 1:
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman") and number >= 1:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "decimalFullWidth":
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return str(number)


def _chinese(number: int) -> str:
    """一, 十, 十一, 二十, 一百零一 up to 9999."""
    if not 0 < number < 10000:
        return str(number)
    made, zero = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            made += ("零" if zero and made else "") + _HAN[digit] + unit
        zero = digit == 0
    return made[1:] if made.startswith("一十") else made


def _roman(number: int) -> str:
    made = ""
    for value, letters in (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        made += letters * (number // value)
        number %= value
    return made


def _level(element: Any) -> Level:
    def value(name: str) -> str | None:
        found = element.find(_W + name)
        return found.get(_W + "val") if found is not None else None

    restart = value("lvlRestart")
    return Level(
        value("numFmt") or "decimal",
        value("lvlText") or "",
        _number(value("start"), 1),
        value("suff") or "tab",
        None if restart is None else _number(restart, 0),
    )


def _list(numbered: Any) -> tuple[str | None, int | None]:
    """List id and level of a numPr element."""
    if numbered is None:
        return None, None
    list_id, level = numbered.find(_W + "numId"), numbered.find(_W + "ilvl")
    return (
        list_id.get(_W + "val") if list_id is not None else None,
        _number(level.get(_W + "val"), 0) if level is not None else None,
    )


def _number(written: str | None, otherwise: int) -> int:
    try:
        return int(written or "")
    except ValueError:
        return otherwise
