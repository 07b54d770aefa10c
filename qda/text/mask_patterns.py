"""Numbers and accounts that identify a person: identity cards, telephones, plates, bank cards, passports, accounts, e-mail.

Everything is looked for in the folded text (`qda.text.fold`: full-width digits and letters as half-width ones, same
length), so a span found is a span of the text as written. Words end with look-arounds, because \\b sees no border
between a digit and a Chinese character.

Sources: GB 11643-1999 (18-digit number: region, birth date, ISO 7064 MOD 11-2 check character) and its 15-digit
forerunner; GA 36-2018 (plates); ISO/IEC 7812 (Luhn); the numbering plans of both sides of the strait. Doubts: a wrong
check character is as often a typing fault as another kind of number, so it lowers the certainty and never drops the
finding; a hotline (12345, 95588, 400…) is public and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qda.model import Span
from qda.text.fold import fold

Kind = Literal[
    "name",
    "identity",
    "mobile",
    "landline",
    "plate",
    "bank",
    "passport",
    "account",
    "email",
    "address",
    "building",
]
KINDS: tuple[Kind, ...] = (
    "name",
    "identity",
    "mobile",
    "landline",
    "plate",
    "bank",
    "passport",
    "account",
    "email",
    "address",
    "building",
)
Certainty = Literal["sure", "doubtful"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. span: what would be replaced. certainty: sure, or doubtful (a person should look). why: which
    pattern or list found it, in Chinese for the review list, never the words found. key: what the replacement hangs on,
    so that the same number or person gets the same one everywhere; folded, without separators."""

    kind: Kind
    span: Span
    certainty: Certainty
    why: str
    key: str


def find_numbers(text: str) -> tuple[Finding, ...]:
    """All numbers and accounts, in order. A stretch that fits several patterns is given once, as the likeliest of them."""
    view = fold(text)
    found: list[Finding] = []
    taken = bytearray(len(text))
    for finder in (
        _emails,
        _accounts,
        _identities,
        _taiwan_identities,
        _passports,
        _banks,
        _mobiles,
        _landlines,
        _plates,
    ):
        for finding in finder(view):
            span = finding.span
            if not any(taken[span.start : span.end]):
                taken[span.start : span.end] = b"\1" * len(span)
                found.append(finding)
    return tuple(sorted(found, key=lambda finding: finding.span))


def is_identity_number(digits: str) -> bool:
    """Whether 17 digits and a check character (0-9 or X) carry a possible region, birth date and the right check
    character: the sum of digit times weight, modulo 11, is looked up in "10X98765432" (GB 11643, ISO 7064 MOD 11-2)."""
    return _region_and_birth(digits) and check_character(digits[:17]) == digits[17].upper()


def check_character(digits: str) -> str:
    """The check character that belongs to 17 digits."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11]


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others: every second digit from the right is doubled, 9
    taken off where that gives more than 9, and all are summed to a multiple of 10."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            81,
            82,
            83,
        ),
    )
)
_BEFORE = r"(?<![0-9a-z])(?<!\d[.,])(?<![¥￥$])"
_AFTER = r"(?![0-9a-z]|[.,]\d)"
_GAP = r"[ \-‐-—─－.·•]?"
_UNIT = re.compile(
    r"\s*(?:多|余|来)?(?:[元块毛万亿千百十吨斤米票人户次个份条件张辆台套间栋层株棵盏字股秒分度瓦升%％‰㎡]|平方|平米|公里|公斤|"
    r"美元|美金|人民币|rmb|kw|kg|km|mm|m2)"
)
_SERIAL = re.compile(
    r"(?:编号|单号|订单|工单|文号|合同|流水号|序号|批号|型号|发票|档案|案号|学号|工号|会议号|会议 ?id|id)\D{0,4}$"
)
_IDENTITY = re.compile(rf"{_BEFORE}\d{{6}}[ -]?\d{{8}}[ -]?\d{{3}}[ -]?[\dx]{_AFTER}")
_IDENTITY_OLD = re.compile(rf"{_BEFORE}\d{{15}}{_AFTER}")
_IDENTITY_CUE = re.compile(r"(?:身份证|证件|公民身份)\D{0,8}$")
_TAIWAN_IDENTITY = re.compile(rf"{_BEFORE}[a-z][1289]\d{{8}}{_AFTER}")
_MOBILE = re.compile(
    rf"(?<![0-9a-z])(?<!\d[.,])(?<![¥￥$])(?:[(]?(?:\+|00)86[)]?[ -]?|86-)?"
    rf"1[3-9]\d(?:{_GAP}\d{{4}}{_GAP}\d{{4}}|{_GAP}\d{{3}}{_GAP}\d{{5}}|\d{_GAP}\d{{3}}{_GAP}\d{{4}}){_AFTER}"
)
_MOBILE_SPOKEN = re.compile(
    r"(?<![〇零一二三四五六七八九十百千万亿幺两])[一幺][三四五六七八九][〇零一二三四五六七八九幺]{9}(?![〇零一二三四五六七八九十百千万亿幺])"
)
_MOBILE_TAIWAN = re.compile(rf"{_BEFORE}(?:\+886[ -]?|0)9\d{{2}}[ -]?\d{{3}}[ -]?\d{{3}}{_AFTER}")
_LANDLINE = re.compile(
    rf"{_BEFORE}(?:\(0(?:10|2\d|[3-9]\d{{1,2}})\) ?|(?:\+86[ -]?)?0(?:10|2\d|[3-9]\d{{1,2}})(?P<gap>[ \-‐-—－]?))"
    rf"\d{{3,4}}[ -]?\d{{4}}(?:(?:-| ?转 ?|#)\d{{1,5}})?{_AFTER}"
)
_LANDLINE_CUED = re.compile(
    rf"(?:电话|座机|号码|致电|拨打|tel)[^\d\n]{{0,6}}(?P<number>[2-8]\d{{2,3}}[ -]?\d{{4}}){_AFTER}"
)
_PHONE_CUE = re.compile(r"(?:电话|座机|手机|号码|联系|致电|拨打|打给|热线|传真|tel|phone)[^\d\n]{0,8}$")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][a-hj-np-z] ?[·•.・-]? ?"
    r"(?=[a-z]{0,5}\d)(?:[a-hj-np-z0-9]{6}|[a-hj-np-z0-9]{5}|[a-hj-np-z0-9]{4}[挂学警港澳领])(?![0-9a-z])"
)
_BANK = re.compile(
    rf"{_BEFORE}\d{{4}}(?P<gap>[ -]?)\d{{4}}(?P=gap)\d{{4}}(?P=gap)\d{{4}}(?:(?P=gap)\d{{1,3}})?{_AFTER}"
)
_BANK_CUE = re.compile(r"(?:银行|卡号|账号|帐号|账户|帐户|存折|收款|汇款|打到)\D{0,8}$")
_PASSPORT = re.compile(rf"{_BEFORE}(?:[egdsphmc]\d{{8}}|[ehm][a-z]\d{{7}}|[hm]\d{{10}}){_AFTER}")
_PASSPORT_CUE = re.compile(r"(?:护照|通行证|passport)[^0-9a-z\n]{0,8}$")
_ACCOUNT = re.compile(
    r"(?:微信号?|威信|薇信|weixin|wechat|v信|(?<![a-z])vx|(?<![a-z])wx|加[vq微](?![a-z])|(?<![a-z])qq号?码?|"
    r"扣扣号?|line ?id|抖音号|微博号?)"
    r"(?:账号|帐号|号码|号)?[ ]?(?:[:：是为=]|就是|叫)?[ “\"「@]*(?P<name>[a-z][a-z0-9_\-]{5,19}|[1-9]\d{4,11})(?![0-9a-z@])"
)
_EMAIL = re.compile(r"[a-z0-9][a-z0-9._%+\-]{0,63}@[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,4}")


def _emails(view: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(view):
        yield _finding("email", match, "sure", "电子邮箱")


def _accounts(view: str) -> Iterator[Finding]:
    for match in _ACCOUNT.finditer(view):
        if match["name"][0].isdigit() and _UNIT.match(view, match.end()):
            continue
        yield _finding("account", match, "sure", "微信、QQ 等字样之后", "name")


def _identities(view: str) -> Iterator[Finding]:
    for match in _IDENTITY.finditer(view):
        digits, cued = _plain(match[0]), _cued(_IDENTITY_CUE, view, match.start())
        if is_identity_number(digits):
            yield _finding("identity", match, "sure", "18 位，生日与校验码都对")
        elif _region_and_birth(digits):
            yield _finding("identity", match, "doubtful", "18 位，生日对，校验码不对")
        elif cued:
            yield _finding("identity", match, "doubtful", "证件字样之后，生日不成立")
    for match in _IDENTITY_OLD.finditer(view):
        digits = match[0]
        if digits[:2] in _PROVINCES and _is_date("19" + digits[6:12]) and not _UNIT.match(view, match.end()):
            yield _finding("identity", match, "sure", "15 位，生日成立")
        elif _cued(_IDENTITY_CUE, view, match.start()):
            yield _finding("identity", match, "doubtful", "证件字样之后，生日不成立")


def _taiwan_identities(view: str) -> Iterator[Finding]:
    for match in _TAIWAN_IDENTITY.finditer(view):
        # Letters stand for two-digit numbers, in the order that the registry gave them.
        value = "abcdefghjklmnpqrstuvxywzio".index(match[0][0]) + 10
        digits = [value // 10, value % 10, *map(int, match[0][1:])]
        total = sum(digit * weight for digit, weight in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True))
        cued = _cued(re.compile(r"(?:身份证|证号|居留证)\D{0,8}$"), view, match.start())
        if total % 10 == 0:
            yield _finding("identity", match, "sure", "台湾身份证号，校验码对")
        elif cued:
            yield _finding("identity", match, "doubtful", "台湾身份证号，校验码不对")


def _passports(view: str) -> Iterator[Finding]:
    for match in _PASSPORT.finditer(view):
        if _cued(_PASSPORT_CUE, view, match.start()):
            yield _finding("passport", match, "sure", "护照、通行证字样之后")
        else:
            yield _finding("passport", match, "doubtful", "像护照或通行证号")


def _banks(view: str) -> Iterator[Finding]:
    for match in _BANK.finditer(view):
        digits, cued = _plain(match[0]), _cued(_BANK_CUE, view, match.start())
        if digits[0] not in "34569" and not cued:
            continue
        if _UNIT.match(view, match.end()) and not cued:
            continue
        if passes_luhn(digits) or cued:
            yield _finding("bank", match, "sure", "银行卡校验位对，或在账号字样之后")
        else:
            yield _finding("bank", match, "doubtful", "16 至 19 位，银行卡校验位不对")


def _mobiles(view: str) -> Iterator[Finding]:
    for pattern, why in ((_MOBILE, "手机号"), (_MOBILE_TAIWAN, "台湾手机号")):
        for match in pattern.finditer(view):
            if _UNIT.match(view, match.end()):
                continue
            serial = _cued(_SERIAL, view, match.start())
            key = _plain(match[0])[-11:] if pattern is _MOBILE else ""
            yield _finding(
                "mobile",
                match,
                "doubtful" if serial else "sure",
                why + ("，但在编号字样之后" if serial else ""),
                key=key,
            )
    for match in _MOBILE_SPOKEN.finditer(view):
        key = match[0].translate(str.maketrans("〇零一幺二三四五六七八九", "001123456789"))
        yield _finding("mobile", match, "sure", "汉字写的手机号", key=key)


def _landlines(view: str) -> Iterator[Finding]:
    for match in _LANDLINE.finditer(view):
        if _UNIT.match(view, match.end()):
            continue
        apart = match["gap"] or view[match.start()] == "("
        cued = _cued(_PHONE_CUE, view, match.start())
        serial = _cued(_SERIAL, view, match.start())
        sure = bool(apart or cued) and not serial
        yield _finding("landline", match, "sure" if sure else "doubtful", "区号加号码")
    for match in _LANDLINE_CUED.finditer(view):
        if not _UNIT.match(view, match.end()):
            yield _finding("landline", match, "sure", "电话字样之后", "number")


def _plates(view: str) -> Iterator[Finding]:
    for match in _PLATE.finditer(view):
        yield _finding("plate", match, "sure", "车牌")


def _finding(
    kind: Kind, match: re.Match[str], certainty: Certainty, why: str, group: str | int = 0, *, key: str = ""
) -> Finding:
    return Finding(kind, Span(*match.span(group)), certainty, why, key or _plain(match[group]))


def _plain(words: str) -> str:
    return re.sub(r"[^0-9a-z@_\u3400-\u9fff]", "", words)


def _cued(cue: re.Pattern[str], view: str, place: int) -> bool:
    return bool(cue.search(view, max(0, place - 16), place))


def _region_and_birth(digits: str) -> bool:
    return digits[:2] in _PROVINCES and _is_date(digits[6:14])


def _is_date(digits: str) -> bool:
    try:
        return 1880 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year <= 2100
    except ValueError:
        return False
