"""Which columns a codebook sheet has, and under which titles scholars write them.

Titles are compared folded, without blanks, brackets and punctuation. Doubts: 说明 is read as the definition and 维度 as
the level above, which is what they mostly are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from qda.terms import Language
from qda.text.fold import fold


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column. zh, en: its title as written by qda. forms: other titles that mean it. width: in characters."""

    key: str
    zh: str
    en: str
    forms: str = ""
    width: int = 40


COLUMNS = (
    SheetColumn("id", "编码", "id", "编号 代码 代号 编码编号 编码代码 编码号 节点编号 code codeid 编码id", 26),
    SheetColumn("parent", "上级", "parent", "上级编码 上级编号 上一级 父级 父编码 父节点 上位编码 所属编码 parentcode", 18),
    SheetColumn("name_zh", "名称", "name_zh",
        "编码名称 编码名 中文名称 中文名 节点 节点名称 名称中文 子编码 "
        "标签 主题 name codename 概念 label theme", 16),
    SheetColumn("name_en", "英文名称", "name_en", "英文名 名称英文 english", 20),
    SheetColumn("facet", "面向", "facet", "编码面向", 8),
    SheetColumn("basis", "依据", "basis", "来源依据 编码依据", 10),
    SheetColumn("exclusive", "互斥", "exclusive", "是否互斥 下级互斥", 6),
    SheetColumn("minimum", "最低分", "minimum", "最低得分 阈值", 7),
    SheetColumn("definition_zh", "定义", "definition_zh",
        "编码定义 操作化定义 操作性定义 操作定义 含义 内涵 释义 解释 描述 "
        "界定 说明 编码说明 定义说明 定义中文 definition description"),
    SheetColumn("definition_en", "英文定义", "definition_en", "定义英文"),
    SheetColumn("include", "包括", "include",
        "包含 纳入 纳入标准 包括标准 何时使用 适用 "
        "适用情况 适用情形 inclusion inclusioncriteria whentouse"),
    SheetColumn("exclude", "不包括", "exclude",
        "不包含 排除 排除标准 不适用 何时不用 何时不使用 "
        "不适用情形 exclusion exclusioncriteria whennottouse"),
    SheetColumn("examples", "正例", "examples",
        "例证 例子 例句 示例 举例 典型例句 典型语句 原始语句 原文示例 "
        "代表性语句 参考点 引文 例 example quote quotes"),
    SheetColumn("counterexamples", "反例", "counterexamples", "反面例子 反面例句 误例 易混例句 counterexample negativeexamples"),
    SheetColumn("rules", "规则", "rules", "检索式 检索规则 查询 rule query"),
)  # fmt: skip
EXTRA = MappingProxyType({
    "bounds": "纳入排除 包括不包括 包含不包含 纳入与排除 纳入排除标准 使用范围 includeexclude inclusionexclusion",
    "keywords": "关键词 关键字 检索词 主题词 特征词 keywords keyword terms",
    "level1": "一级编码 一级 一级节点 一级指标 一级类目 一级主题 一级维度 一级范畴 "
    "维度 所属维度 类别 大类 核心范畴 选择性编码 选择编码 level1",
    "level2": "二级编码 二级 二级节点 二级指标 二级类目 二级主题 二级维度 二级范畴 "
    "子维度 子类 小类 主范畴 主轴编码 主轴性编码 关联式编码 level2",
    "level3": "三级编码 三级 三级节点 三级指标 三级类目 三级主题 三级范畴 范畴 开放式编码 开放编码 初始范畴 level3",
    "level4": "四级编码 四级 四级节点 四级指标 四级类目 level4",
})  # fmt: skip
"""Columns that qda reads and never writes: what counts and what does not in one cell, plain words, and levels of the
hierarchy in columns of their own."""

LEVELS = ("level1", "level2", "level3", "level4")
LIST_COLUMNS = ("include", "exclude", "examples", "counterexamples", "rules")
SHEETS = MappingProxyType({"codes": ("编码表", "codes"), "terms": ("词表", "terms"), "about": ("说明", "about")})
ABOUT = MappingProxyType({
    "id": ("编码表编号", "codebook id"),
    "version": ("版本", "version"),
    "title_zh": ("标题", "title_zh"),
    "title_en": ("英文标题", "title_en"),
    "source": ("来源", "source"),
})  # fmt: skip
FACET_WORDS = MappingProxyType({
    "dimension": "维度 嵌入维度",
    "mechanism": "机制 运行机制",
    "effect": "效果 引领效果 结果",
    "linkage": "联动 联动关系 关系",
})  # fmt: skip
BASIS_WORDS = MappingProxyType({
    "abstract": "摘要 论文摘要",
    "literature": "文献 相关文献",
    "operationalisation": "操作化 本工具操作化 自拟 自编 operationalization",
})  # fmt: skip


_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_BOTH = re.compile(r"([^A-Za-z]*[\u3400-\u9fff”）)])[\s/／|(（]+([A-Za-z][A-Za-z0-9 ,.'’&/\-]*)[)）]?")


def heading(column: SheetColumn, language: Language) -> str:
    """The title that qda writes."""
    return column.zh if language == "zh" else column.en


def plain(title: str) -> str:
    """A title as it is compared."""
    return re.sub(r"[\s_\-·、，,。.:：()（）\[\]【】/*]+", "", fold(title))


def columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Column key to position, for a row of titles; the first of two columns with one meaning counts."""
    known = _by_form()
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        key = next((known[form] for form in _forms(cell) if form in known), None)
        if key is not None:
            found.setdefault(key, position)
    return found


def _forms(title: str) -> Iterator[str]:
    """A title as it is compared; if it is in two languages (定义 Definition), then the Chinese and the other part."""
    whole = plain(title)
    yield whole
    chinese, other = "".join(_CHINESE.findall(whole)), _CHINESE.sub("", whole)
    if chinese and other:
        yield chinese
        yield other


def in_two_languages(name: str) -> tuple[str, str]:
    """A name as people write it in both languages, 赋权 Empowerment or 赋权（empowerment）, as (Chinese, English); the
    second is "" where it is in one language."""
    match = _BOTH.fullmatch(name)
    return (match.group(1).strip(), match.group(2).strip()) if match else (name, "")


def value_of(text: str, words: Mapping[str, str]) -> str | None:
    """The value that a word of people's means; None for an unknown one."""
    wanted = plain(text)
    return next(
        (value for value, forms in words.items() if wanted in {plain(f) for f in (value, *forms.split())}), None
    )


def is_own(cells: Sequence[str]) -> bool:
    """Whether a row of titles is exactly what qda writes; its cells are then taken literally."""
    titles = [cell for cell in cells if cell]
    return titles in ([c.zh for c in COLUMNS], [c.en for c in COLUMNS])


def _by_form() -> dict[str, str]:
    made: dict[str, str] = {}
    for column in COLUMNS:
        for form in (column.key, column.zh, column.en, *column.forms.split()):
            made.setdefault(plain(form), column.key)
    for key, forms in EXTRA.items():
        for form in forms.split():
            made.setdefault(plain(form), key)
    return made
