"""Codebooks to YAML, workbook and CSV and back; and workbooks as scholars make them."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.codebook.appendix import appendix_table
from qda.codebook.load import load_codebook, read_codebook
from qda.codebook.sheets import read_sheet_codebook, to_rows, to_yaml, write_csv, write_xlsx
from qda.codebook.whole import kept
from qda.errors import CodebookError, InputError, UsageError
from qda.model import Code, Codebook, Rule

REFERENCE = Path(__file__).parents[2] / "codebooks" / "embedding.yaml"

# What a person may type: both scripts, punctuation that means something in YAML, CSV, Excel or the rule language.
TEXTS = st.text(
    st.sampled_from("居民自己定權利，。、：“”「」 　\n↵'\"#@=+-[]{}&*!|>%`,;:.0129abc_xX😀𠮷①（1.）/"), max_size=16
).map(str.strip)
SOME = TEXTS.filter(lambda text: bool(text) and "\\" not in text)
LISTS = st.lists(SOME, max_size=4).map(tuple)
LANGUAGES = st.dictionaries(st.sampled_from(["zh", "en"]), SOME, max_size=2)
RULES = st.sampled_from(
    [
        "授权 | 放权",
        "$vote",
        "@residents THEN/8 定",
        "由*牵头",
        '"没有 下文"',
        "/[0-9]+户/",
        "(甲 | 乙)~",
        "表决 NOT 表决器",
    ]
)


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    ids = ["a", "a.x", "b", "a.x.1", "b-2", "9"][: draw(st.integers(1, 6))]
    codes: list[Code] = []
    for code_id in ids:
        rules = []
        for number in range(1, draw(st.integers(0, 3)) + 1):
            own = draw(st.booleans())
            rule = Rule(f"{code_id}.own{number}" if own else f"{code_id}.r{number}", draw(RULES))
            rules.append(kept(rule, weight=draw(st.sampled_from([1.0, 1.0, 2.0, 0.25]))))
        code = Code(
            id=code_id,
            parent_id=draw(st.sampled_from([None, *(code.id for code in codes)])),
            name=draw(LANGUAGES),
            facet=draw(st.sampled_from(["dimension", "mechanism", "effect", "linkage"])),
            basis=draw(st.sampled_from(["abstract", "literature", "operationalisation"])),
            definition=draw(LANGUAGES),
            include=draw(LISTS),
            exclude=draw(LISTS),
            examples=draw(LISTS),
            counterexamples=draw(LISTS),
            rules=tuple(rules),
        )
        codes.append(kept(code, exclusive=draw(st.booleans()), minimum=draw(st.sampled_from([None, 2.0, 0.5]))))
    return Codebook(
        id=draw(st.sampled_from(["small", "编码表"])),
        version=draw(st.sampled_from(["1", "1.10", "2024-05-01", "第3稿"])),
        title=draw(LANGUAGES),
        source=draw(TEXTS),
        codes=tuple(codes),
        sha256="",
        terms={"vote": ("表决", "投?票"), **({"人.1": ("居民",)} if draw(st.booleans()) else {})},
    )


def bare(codebook: Codebook) -> Codebook:
    """Without what a file adds: lines and hash."""
    codes = (replace(c, line=0, rules=tuple(replace(r, line=0) for r in c.rules)) for c in codebook.codes)
    return replace(codebook, codes=tuple(codes), sha256="")


def read_bytes(folder: Path, name: str, data: bytes) -> tuple[Codebook, list[str]]:
    path = folder / name
    path.write_bytes(data)
    codebook, problems = read_sheet_codebook(path, shown_as=name)
    return codebook, [problem.slug for problem in problems]


@given(codebooks())
def test_yaml_round_trip(codebook: Codebook) -> None:
    assert bare(read_codebook(to_yaml(codebook))[0]) == codebook


@given(codebooks())
def test_workbook_round_trip(tmp_path_factory: pytest.TempPathFactory, codebook: Codebook) -> None:
    folder = tmp_path_factory.mktemp("book")
    for language in ("zh", "en"):
        assert bare(read_bytes(folder, "编码 表.xlsx", write_xlsx(codebook, language))[0]) == codebook


@given(codebooks())
def test_csv_round_trip_of_codes_and_terms(tmp_path_factory: pytest.TempPathFactory, codebook: Codebook) -> None:
    read, slugs = read_bytes(tmp_path_factory.mktemp("book"), "编码表.csv", write_csv(codebook))
    assert bare(read) == replace(codebook, id="codebook", version="0", title={}, source="")
    assert "codebook-without-version" in slugs


def test_the_reference_codebook_goes_round(tmp_path: Path) -> None:
    codebook, _ = load_codebook(REFERENCE)
    assert bare(read_codebook(to_yaml(codebook))[0]) == bare(codebook)
    assert bare(read_bytes(tmp_path, "a.xlsx", write_xlsx(codebook))[0]) == bare(codebook)
    assert write_xlsx(codebook) == write_xlsx(codebook)
    assert len(to_rows(codebook)) == len(codebook.codes) + 1


@pytest.mark.skipif("exclusive" not in Code.__dataclass_fields__, reason="Code has no field `exclusive`")
def test_exclusive_goes_round(tmp_path: Path) -> None:
    text = "codes:\n  - {id: a, facet: effect, exclusive: true, children: [{id: a.x, rules: [甲]}]}\n"
    codebook = read_codebook(text)[0]
    assert bare(read_codebook(to_yaml(codebook))[0]) == bare(codebook)
    assert bare(read_bytes(tmp_path, "a.xlsx", write_xlsx(codebook))[0]) == bare(codebook)


def test_a_csv_cell_is_no_formula() -> None:
    codebook, _ = read_codebook(
        "codes:\n  - {id: a, facet: effect, rules: ['@residents', '=x']}\n".replace(", '=x'", "")
    )
    assert ",'@residents" in write_csv(codebook).decode("utf-8-sig")


def test_a_list_longer_than_a_cell_goes_on_below(tmp_path: Path) -> None:
    codebook, _ = read_codebook("codes:\n  - {id: a, facet: effect, rules: [甲]}\n")
    many = tuple(f"{i:04d}" + "长" * 996 for i in range(70))
    longer = replace(codebook, codes=(replace(codebook.codes[0], examples=many),))
    assert read_bytes(tmp_path, "a.xlsx", write_xlsx(longer))[0].codes[0].examples == many
    with pytest.raises(UsageError) as caught:
        write_xlsx(
            replace(codebook, source="长" * 40_000, codes=(replace(codebook.codes[0], examples=("长" * 40_000,)),))
        )
    assert caught.value.slug == "entry-too-long"


def workbook(rows: list[list[object]], merged: tuple[str, ...] = ()) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_scholars_workbook(tmp_path: Path) -> None:
    """A title, merged levels, blank rows, one example a row, bullets and numbers, keywords, the header again, a note."""
    titles: list[object] = ["维度", "编码名称", "操作化定义", "排除标准", "典型例句", "关键词", "频次"]
    rows: list[list[object]] = [
        ["编码手册（第3稿）"],
        [],
        titles,
        ["赋权嵌入", "权力下放", "决定权交给居民", "只听意见", "• 居民自己定\n• 街道不包办", "自己定、说了算", 12],
        [None, None, None, None, "这笔钱怎么花居民说了算"],
        [None, "参与表达", "有地方说话", None, "1. 有发言权\n2. 让居民说话", "发言权，话语权"],
        [],
        titles,
        ["实质嵌入", "需求对接", None, None, "1. 只有一条", "需求"],
        ["注：本手册由两位编码员讨论确定"],
    ]
    codebook, slugs = read_bytes(tmp_path, "手册.xlsx", workbook(rows, ("A1:G1", "A4:A6", "B4:B5")))
    assert [(code.called(), code.parent_id is None) for code in codebook.codes] == [
        ("赋权嵌入", True),
        ("权力下放", False),
        ("参与表达", False),
        ("实质嵌入", True),
        ("需求对接", False),
    ]
    first = codebook.codes[1]
    assert first.examples == ("居民自己定", "街道不包办", "这笔钱怎么花居民说了算")
    assert (first.exclude, [rule.find for rule in first.rules]) == (("只听意见",), ["自己定 | 说了算"])
    assert first.line == 4
    assert codebook.codes[2].examples == ("有发言权", "让居民说话")
    assert codebook.codes[4].examples == ("1. 只有一条",)
    assert {"sheet-id-made", "sheet-facet-assumed", "sheet-note-left-out", "sheet-column-unknown"} <= set(slugs)
    assert slugs.count("sheet-id-made") == 5
    again, _ = read_bytes(tmp_path, "b.xlsx", write_xlsx(codebook))
    assert bare(again) == bare(codebook)


def test_ids_of_people_parents_by_name_and_a_code_over_two_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["编码", "上级编码", "名称", "面向", "定义", "正例", "规则"],
        ["A1", None, "赋权", "维度", "d", None, None],
        ["A1.1", "赋权", "放权", None, "d", "甲", "放权 | \n授权"],
        ["A1.1", None, None, None, None, "乙", "赋权"],
        ["编码三", "Ａ1", "表达", "颜色", "d", None, "$none"],
        [1.2, None, "别的", "机制", "d", None, None],
    ]
    codebook, slugs = read_bytes(tmp_path, "a.xlsx", workbook(rows))
    assert [(code.id, code.parent_id) for code in codebook.codes][:2] == [("a1", None), ("a1.1", "a1")]
    assert codebook.codes[1].examples == ("甲", "乙")
    assert [(rule.id, rule.find, rule.line) for rule in codebook.codes[1].rules] == [
        ("a1.1.r2", "授权", 3),
        ("a1.1.r3", "赋权", 4),
    ]
    assert codebook.codes[2].id.startswith("c-") and codebook.codes[2].parent_id == "a1"
    assert codebook.codes[3].id == "1.2"
    assert {"rule-syntax", "unknown-term-list", "sheet-value-unknown"} <= set(slugs)


def test_three_levels_in_columns(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["选择性编码", "主轴编码", "开放式编码", "原始语句"],
        ["赋权", "放权", "自己定", "我们自己定"],
        [None, None, "不包办", "街道不包办"],
        [None, "表达", "发言权", "有发言权"],
    ]
    codebook, _ = read_bytes(tmp_path, "a.xlsx", workbook(rows, ("A2:A4", "B2:B3")))
    names = {code.id: code.called() for code in codebook.codes}
    assert [(code.called(), names.get(code.parent_id or "")) for code in codebook.codes] == [
        ("赋权", None),
        ("放权", "赋权"),
        ("自己定", "放权"),
        ("不包办", "放权"),
        ("表达", "赋权"),
        ("发言权", "表达"),
    ]
    assert codebook.codes[3].examples == ("街道不包办",)


def test_names_in_the_column_of_ids_and_gb18030_csv(tmp_path: Path) -> None:
    text = "编码;定义;例子\n赋权嵌入;权力交给居民;居民自己定\n实质嵌入;办成事情;路灯装上了\n"
    codebook, slugs = read_bytes(tmp_path, "a.csv", text.encode("gb18030"))
    assert [code.called() for code in codebook.codes] == ["赋权嵌入", "实质嵌入"]
    assert slugs.count("sheet-id-made") == 2
    moved, _ = read_bytes(tmp_path, "b.csv", "".join(text.splitlines(True)[i] for i in (0, 2, 1)).encode("utf-8"))
    assert {c.id for c in moved.codes} == {c.id for c in codebook.codes}, "a made id depends on the name alone"


@pytest.mark.parametrize(
    ("name", "data", "slug"),
    [
        ("a.xlsx", b"no workbook", "damaged"),
        ("a.xls", b"x", "legacy-xls"),
        ("a.pdf", b"x", "unsupported-format"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "codebook-sheet-without-header"),
    ],
)
def test_files_that_are_no_codebook(tmp_path: Path, name: str, data: bytes, slug: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(tmp_path, name, data)
    assert caught.value.slug == slug


def test_what_makes_it_unusable_is_raised_with_its_row(tmp_path: Path) -> None:
    text = "编码,上级,名称,面向\na,nobody,甲,维度\nb,,乙,机制\n"
    with pytest.raises(CodebookError) as caught:
        read_bytes(tmp_path, "a.csv", text.encode())
    assert (caught.value.slug, caught.value.line) == ("unknown-parent", 2)
    with pytest.raises(CodebookError) as caught:
        read_bytes(tmp_path, "a.csv", "编码,名称\n".encode())
    assert caught.value.slug == "codebook-without-codes"


def test_the_appendix_table() -> None:
    codebook, _ = load_codebook(REFERENCE)
    made = appendix_table(codebook)
    assert made.headings() == ("编码", "定义", "包括／不包括", "例证")
    rows = list(made.formatted())
    assert rows[0][0] == "赋权嵌入" and rows[1][0] == "　权力下放"
    assert rows[1][2].startswith("包括：明确某类事项由居民") and "\n不包括：只听取意见" in rows[1][2]
    assert rows[1][3].count("\n") == 1 and rows[1][3].startswith("“")
    english = appendix_table(codebook, language="en", examples=0)
    assert english.headings("en")[0] == "Code" and next(iter(english.formatted("en")))[3] == ""


def shape(codebook: Codebook) -> list[tuple[str, str | None]]:
    """(name, name of the code above) of every code."""
    names = {code.id: code.called() for code in codebook.codes}
    return [(code.called(), names.get(code.parent_id or "")) for code in codebook.codes]


FAMILY = [("诉求", None), ("修法", "诉求"), ("资源", "诉求"), ("回应", None), ("承诺", "回应"), ("当场", "承诺")]


@pytest.mark.parametrize(
    "names",
    [
        ["诉求", "　　修法", "　　资源", "回应", "　　承诺", "　　　　当场"],
        ["诉求", "  修法", "  资源", "回应", "  承诺", "    当场"],
        ["一、诉求", "（一）修法", "（二）资源", "二、回应", "（一）承诺", "1.当场"],
        ["1 诉求", "1.1 修法", "1.2 资源", "2 回应", "2.1 承诺", "2.1.1 当场"],
        ["1. 诉求", "（1）修法", "（2）资源", "2. 回应", "（1）承诺", "① 当场"],
    ],
)
def test_a_hierarchy_that_is_only_seen(tmp_path: Path, names: list[str]) -> None:
    rows: list[list[object]] = [["节点", "定义"], *([name, f"定义{i}"] for i, name in enumerate(names))]
    codebook, _ = read_bytes(tmp_path, "a.xlsx", workbook(rows))
    assert shape(codebook) == FAMILY
    text = "\n".join(",".join(map(str, row)) for row in rows)
    codebook, _ = read_bytes(tmp_path, "a.csv", text.encode("utf-8-sig"))
    assert shape(codebook) == FAMILY


def test_a_hierarchy_in_numbered_ids(tmp_path: Path) -> None:
    ids = ["A1", "A1.1", "A1.2", "A2", "A2.1", "A2.1.1"]
    rows: list[list[object]] = [
        ["编号", "名称", "定义"],
        *([i, name, "d"] for i, (name, _) in zip(ids, FAMILY, strict=True)),
    ]
    codebook, _ = read_bytes(tmp_path, "a.xlsx", workbook(rows))
    assert shape(codebook) == FAMILY
    assert [code.id for code in codebook.codes] == [one.lower() for one in ids]
    with_parents = [[*rows[0], "上级"], *([*row, ""] for row in rows[1:])]
    codebook, _ = read_bytes(tmp_path, "a.xlsx", workbook(with_parents))
    assert {parent for _, parent in shape(codebook)} == {None}, "a column of parents says it all"


def test_excels_own_indent(tmp_path: Path) -> None:
    import openpyxl
    from openpyxl.styles import Alignment

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["节点", "说明"])
    for (name, _), indent in zip(FAMILY, [0, 1, 1, 0, 1, 2], strict=True):
        sheet.append([name, "d"])
        sheet.cell(sheet.max_row, 1).alignment = Alignment(indent=indent)
    buffer = io.BytesIO()
    book.save(buffer)
    codebook, _ = read_bytes(tmp_path, "a.xlsx", buffer.getvalue())
    assert shape(codebook) == FAMILY


def test_two_codes_of_one_name_below_different_parents_stay_two(tmp_path: Path) -> None:
    rows: list[list[object]] = [["节点", "定义"], ["诉求", "d"], ["　其他", "甲"], ["回应", "d"], ["　其他", "乙"]]
    codebook, _ = read_bytes(tmp_path, "a.xlsx", workbook(rows))
    assert shape(codebook) == [("诉求", None), ("其他", "诉求"), ("回应", None), ("其他", "回应")]
    assert [code.definition["zh"] for code in codebook.codes] == ["d", "甲", "d", "乙"]


def test_titles_and_names_in_two_languages(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["附录A 编码手册"],
        [
            "一级编码 Theme",
            "二级编码\nSub-theme",
            "定义 Definition",
            "纳入/排除 Include/Exclude",
            "关键词（Keywords）",
            "例句 Example",
        ],
        [
            "诉求\nDemand",
            "修法（law reform）",
            "请求修法",
            "包括：松绑；修法\n不包括：只问规定",
            "修法、松绑",
            "建请修法。",
        ],
        [None, "资源", "d", "场地", None, None],
        ["民间组织 NGO的诉求", "其他", "d", None, None, None],
    ]
    codebook, _ = read_bytes(tmp_path, "a.xlsx", workbook(rows, ("A1:F1", "A3:A4")))
    assert shape(codebook) == [
        ("诉求", None),
        ("修法", "诉求"),
        ("资源", "诉求"),
        ("民间组织 NGO的诉求", None),
        ("其他", "民间组织 NGO的诉求"),
    ]
    first, second, third, *_ = codebook.codes
    assert (first.id, dict(first.name)) == ("demand", {"zh": "诉求", "en": "Demand"})
    assert (second.id, dict(second.name)) == ("law-reform", {"zh": "修法", "en": "law reform"})
    assert (second.include, second.exclude) == (("松绑", "修法"), ("只问规定",))
    assert [rule.find for rule in second.rules] == ["修法 | 松绑"]
    assert third.include == ("场地",)
    again, _ = read_bytes(tmp_path, "b.xlsx", write_xlsx(codebook))
    assert bare(again) == bare(codebook)
