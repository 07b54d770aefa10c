"""Addresses: a place name with a house number, and flats (3号楼2单元601), in digits and in Chinese numerals.

A chain of building, unit and flat, or a street or lane with a number, leads to a household: an address. A building or a
unit alone (5号楼) does not; it is a finding of its own kind, "building", always doubtful, because in a study of one
neighbourhood it is as often the topic as a person's home.

Doubts: where a place name begins is guessed (nothing marks it), so a name of more than six characters may lose its
front; 户 counts only behind a floor and 组 behind a village, because 7户 is mostly a number of households.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qda.model import Span
from qda.text.fold import fold
from qda.text.mask_patterns import Certainty, Finding, Kind

_NUMBER = r"(?:[0-9]{1,4}|[〇零一二三四五六七八九十百]{1,5}|(?<![a-z])[a-z](?:[0-9]{1,2})?|[甲乙丙丁东西南北中])"
_PLACE = r"(?:[路街巷弄里村院苑园庭城府湾屯寨段]|胡同|大街|大道|小区|新村|新城|花园|公寓|家园|家属院|宿舍|大院)"
_HOUSE = r"(?:号院|号大院|号|弄|巷)(?!楼|线|文|令|召集|会议|厅|员|称|角)"
_BUILDING = r"(?:号楼|(?<![一二三四五六七八九十百])(?:栋|幢)|(?<=[a-z甲乙丙丁])座|号门楼)"
_UNIT = r"(?:单元|门洞|号门)"
_FLAT = r"(?:[0-9]{3,4}|[a-z][0-9]{3,4}|[一二三四五六七八九][〇零一二三四五六七八九][〇零一二三四五六七八九]{1,2})"
_ROOM = rf"(?:{_FLAT}(?:号?房(?!间|客|东|屋|产)|室|号|户)?(?![0-9a-z]|[.,]\d|[元块平米㎡多年个人票万])|{_NUMBER}(?:室|号房))"
_SEP = r"[ \-—-]?"
_CHAIN = re.compile(
    rf"(?P<building>{_NUMBER}{_BUILDING})?{_SEP}(?P<unit>{_NUMBER}{_UNIT})?{_SEP}(?P<floor>{_NUMBER}(?:层|楼)(?!以|的人|高|有)(?P<household>[0-9]{{1,2}}户)?)?"
    rf"{_SEP}(?P<room>{_ROOM})?"
)
_START = re.compile(rf"(?<![0-9a-z〇零一二三四五六七八九十百第])(?={_NUMBER}(?:{_BUILDING}|{_UNIT}))")
_STREET = re.compile(
    rf"(?P<place>[\u3400-\u9fff]{{1,10}}?{_PLACE})(?P<number>(?:[0-9]{{1,4}}|[一二三四五六七八九十百]{{1,4}})(?:-[0-9]{{1,3}})?{_HOUSE})"
    rf"(?P<more>(?:(?:[0-9]{{1,4}}|[一二三四五六七八九十]{{1,3}}){_HOUSE})?)"
)
_GROUP = re.compile(
    r"(?P<place>[\u3400-\u9fff]{1,6}?[村屯寨])(?P<number>(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:组|社|队)(?![长员织工会]))"
)
_ALONE = re.compile(
    r"(?<![0-9a-z.,])(?P<flat>[1-9]\d{2,3})(?P<room>室|号房|(?=的?(?:住户|业主|租户|房东|房主|户主|那家|他家|她家)))(?![0-9])"
)
_LIVES = re.compile(
    r"(?:(?:住|家)在?(?:楼上|楼下)?)(?P<flat>[1-9]\d{2,3})(?![0-9a-z]|[.,]\d|[元块平米㎡多年个人票万天])"
)
# Words that cannot stand inside a place name: what follows them is where the name begins.
_BREAK = re.compile(
    r"住在|家住|位于|地址|搬到|搬来|来自|就是|不是|还是|或者|以及|我们|你们|他们|咱们|[在到从去往向由至是的了和与跟及或住来离对把给让那这有我你他她您咱也都就还说叫去过着个]"
)


def find_addresses(text: str) -> tuple[Finding, ...]:
    """Addresses and buildings, in order, none overlapping another."""
    view = fold(text)
    found: list[Finding] = []
    place = 0
    for finding in sorted([*_streets(view), *_groups(view), *_chains(view), *_flats(view)], key=_order):
        if finding.span.start >= place:
            found.append(finding)
            place = finding.span.end
    return tuple(found)


def _order(finding: Finding) -> tuple[int, int]:
    return finding.span.start, -finding.span.end


def _streets(view: str) -> Iterator[Finding]:
    for match in _STREET.finditer(view):
        start = _name_start(view, match.start(), match.end("place"))
        if match.end("place") - start < 2:
            continue
        end = match.end()
        chain = _CHAIN.match(view, end)
        if chain and (chain["building"] or chain["unit"]):
            end = chain.end()
        yield _made("address", view, start, end, "sure", "地名加门牌")


def _groups(view: str) -> Iterator[Finding]:
    for match in _GROUP.finditer(view):
        start = _name_start(view, match.start(), match.end("place"))
        if match.end("place") - start >= 2:
            yield _made("address", view, start, match.end(), "doubtful", "村加组号")


def _chains(view: str) -> Iterator[Finding]:
    for start in _START.finditer(view):
        match = _CHAIN.match(view, start.start())
        if match is None or not (match["building"] or match["unit"]):
            continue
        end = max(match.end(name) for name in ("building", "unit", "floor", "room"))
        if match["room"] or match["household"]:
            named = re.search(rf"[\u3400-\u9fff]{{1,8}}{_PLACE}$", view[max(0, start.start() - 10) : start.start()])
            begin = start.start()
            if named:
                begin = _name_start(view, start.start() - len(named[0]), start.start())
                begin = begin if start.start() - begin >= 2 else start.start()
            yield _made("address", view, begin, end, "sure", "楼栋、单元加房号")
        else:
            end = max(match.end(name) for name in ("building", "unit"))
            yield _made("building", view, start.start(), end, "doubtful", "只有楼栋或单元")


def _flats(view: str) -> Iterator[Finding]:
    for match in _ALONE.finditer(view):
        certainty: Certainty = "sure" if match["room"] else "doubtful"
        yield _made("address", view, match.start("flat"), match.end(), certainty, "房号")
    for match in _LIVES.finditer(view):
        yield _made("address", view, match.start("flat"), match.end(), "doubtful", "住、家之后的数字")


def _name_start(view: str, start: int, end: int) -> int:
    """Where a place name that ends at `end` begins: behind the last word that cannot be inside one, six characters at
    most."""
    for match in _BREAK.finditer(view, start, end - 1):
        start = match.end()
    return max(start, end - 8)


def _made(kind: Kind, view: str, start: int, end: int, certainty: Certainty, why: str) -> Finding:
    return Finding(kind, Span(start, end), certainty, why, re.sub(r"[ ,，\-—]", "", view[start:end]))
