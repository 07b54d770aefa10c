"""Numbers, accounts and addresses: what is found, how surely, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.text.mask_address import find_addresses
from qda.text.mask_patterns import check_character, find_numbers, is_identity_number, passes_luhn

# The example of the standard (GB 11643), not a person's.
EXAMPLE = "11010519491231002X"


def found(text: str) -> list[tuple[str, str, str]]:
    """Kind, words, certainty."""
    return [(f.kind, f.span.of(text), f.certainty) for f in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"身份证{EXAMPLE}请核对", [("identity", EXAMPLE, "sure")]),
        ("证号11010519491231002x。", [("identity", "11010519491231002x", "sure")]),
        ("身份证１１０１０５１９４９１２３１００２Ｘ", [("identity", "１１０１０５１９４９１２３１００２Ｘ", "sure")]),
        ("身份证110105194912310021", [("identity", "110105194912310021", "doubtful")]),
        ("110105 19491231 002X", [("identity", "110105 19491231 002X", "sure")]),
        ("旧证110105491231002上写着", [("identity", "110105491231002", "sure")]),
        ("打13812345678找我", [("mobile", "13812345678", "sure")]),
        ("138 1234 5678", [("mobile", "138 1234 5678", "sure")]),
        ("138-1234-5678、", [("mobile", "138-1234-5678", "sure")]),
        ("＋86 １３８１２３４５６７８", [("mobile", "＋86 １３８１２３４５６７８", "sure")]),
        ("电话一三八一二三四五六七八", [("mobile", "一三八一二三四五六七八", "sure")]),
        ("手機0912-345-678", [("mobile", "0912-345-678", "sure")]),
        ("编号13812345678", [("mobile", "13812345678", "doubtful")]),
        ("投入13800000000元", []),
        ("总价 13800000000 元", []),
        ("一共13812345678.50", []),
        ("A13812345678B", []),
        ("座机010-87654321转802", [("landline", "010-87654321转802", "sure")]),
        ("（0431）8765 4321", [("landline", "（0431）8765 4321", "sure")]),
        ("物业电话：87654321", [("landline", "87654321", "sure")]),
        ("打12345热线，或者95588", []),
        ("京A12345堵了门", [("plate", "京A12345", "sure")]),
        ("车牌京A·1234挂，还有京 路", [("plate", "京A·1234挂", "sure")]),
        ("新能源京AD12345停着", [("plate", "京AD12345", "sure")]),
        ("卡号6222 0212 3456 7890", [("bank", "6222 0212 3456 7890", "sure")]),
        ("4111111111111111", [("bank", "4111111111111111", "sure")]),
        ("6222021234567890123", [("bank", "6222021234567890123", "doubtful")]),
        ("护照E12345678", [("passport", "E12345678", "sure")]),
        ("微信号：lao_wang88，加我", [("account", "lao_wang88", "sure")]),
        ("QQ 123456789", [("account", "123456789", "sure")]),
        ("微信群里说了", []),
        ("邮箱zhang.san@example.com都行", [("email", "zhang.san@example.com", "sure")]),
        ("2023年5月18日19:30，20210101，共12345678元", []),
    ],
)
def test_numbers(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "words", "certainty"),
    [
        ("我住5号楼2单元602，顶层", "address", "5号楼2单元602", "sure"),
        ("在幸福路12号开会", "address", "幸福路12号", "sure"),
        ("他搬到了柳河里3号院5号楼2单元601室", "address", "柳河里3号院5号楼2单元601室", "sure"),
        ("五号楼二单元三零一", "address", "五号楼二单元三零一", "sure"),
        ("甲12室", "address", "", ""),
        ("5号楼的路灯", "building", "5号楼", "doubtful"),
        ("2单元加装电梯", "building", "2单元", "doubtful"),
        ("101住户没来", "address", "101", "doubtful"),
        ("我住101，三十四年了", "address", "101", "doubtful"),
        ("沙河村3组的人", "address", "沙河村3组", "doubtful"),
    ],
)
def test_addresses(text: str, kind: str, words: str, certainty: str) -> None:
    made = [(f.kind, f.span.of(text), f.certainty) for f in find_addresses(text)]
    assert made == ([(kind, words, certainty)] if words else [])


@pytest.mark.parametrize(
    "text",
    [
        "5号楼2单元七户联名",
        "共12户",
        "三组居民",
        "365协商议事厅",
        "15号开会",
        "一共六楼",
        "十座山",
        "有230家企业",
        "302路公交",
    ],
)
def test_no_flat(text: str) -> None:
    assert not [f for f in find_addresses(text) if f.kind == "address"]


def test_check_characters() -> None:
    assert is_identity_number(EXAMPLE)
    assert not is_identity_number("11010519491331002X")
    assert passes_luhn("79927398713")
    assert not passes_luhn("79927398710")


@given(st.from_regex(r"110105(19[3-9]\d|200\d)(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])\d{3}", fullmatch=True))
def test_one_check_character_is_right(digits: str) -> None:
    right = [last for last in "0123456789X" if is_identity_number(digits + last)]
    assert right == [check_character(digits)]


@given(st.text(alphabet="0123456789-+ 号楼单元室京Ax.@元微信:（）", max_size=60))
def test_findings_are_in_order_and_inside(text: str) -> None:
    for finder in (find_numbers, find_addresses):
        place = 0
        for finding in finder(text):
            assert place <= finding.span.start < finding.span.end <= len(text)
            place = finding.span.end
