"""The format of a codebook file, once: every key with its meaning. The loader reads its lists of keys from here, and
`codebook_schema` makes the JSON Schema with which editors complete and check the file while it is written.

What the schema cannot say stays with the loader: unknown parents, ids that stand twice, faults inside a rule.
Source: JSON Schema draft-07, the version that all YAML editors know. Doubts: the loader takes numbers as text anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from qda.model import Basis, Facet

FACETS: tuple[str, ...] = get_args(Facet)
BASES: tuple[str, ...] = get_args(Basis)
ID_PATTERN = r"[a-z0-9_]+(?:[.-][a-z0-9_]+)*"
LIST_NAME_PATTERN = r"[\w.\-]+"

Schema = dict[str, object]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the file. shape: what stands behind it, a name of `_shape`. zh, en: what it means."""

    name: str
    shape: str
    zh: str
    en: str


BOOK = (
    Key("id", "text", "编码表的编号，结果用它称呼编码表", "id of the codebook, by which results name it"),
    Key("version", "text", '版本，例如 "1.1.0"；改动后请改版本', "version; change it with every change"),
    Key("title", "languages", "编码表的名称", "title of the codebook"),
    Key("source", "text", "编码表依据什么写成，怎样引用", "what the codebook rests on and how to cite it"),
    Key("terms", "terms", "词表：名称与一组词，规则中写 $名称", "term lists: a name and its words; rules say $name"),
    Key("codes", "codes", "编码，一条一项", "the codes, one an item"),
)
CODE = (
    Key("id", "id", "编码的编号：小写字母、数字，下级用点隔开", "id: lower-case letters and digits, dots for children"),
    Key("name", "languages", "编码名称", "name of the code"),
    Key("facet", "facet", "面向：维度、机制、效果或联动；下级编码沿用上级的", "facet; a code below another takes over its facet"),
    Key("basis", "basis", "依据：论文摘要、文献或自拟；下级编码沿用上级的", "what the code rests on; taken over from above"),
    Key("definition", "languages", "定义与判断要点", "definition and the test that decides"),
    Key("include", "texts", "包括：哪些情况算", "what counts"),
    Key("exclude", "texts", "不包括：哪些情况不算，应归何处", "what does not count, and where it belongs"),
    Key("examples", "texts", "正例：应当编入的原话或拟句，用来检验规则", "texts that get the code; they test the rules"),
    Key("counterexamples", "texts", "反例：容易误编而不应编入的话", "texts that look like the code and do not get it"),
    Key("rules", "rules", "规则，一行一条，写法见规则语言一页", "rules, one a line, in the rule language"),
    Key("exclusive", "flag", "其下各编码是否互斥：true 表示一段话至多归入其中一个",
        "whether the codes directly below exclude each other: true allows a segment one of them at most"),
    Key("minimum", "number", "最低分：命中的规则权重之和达到它才算；不写则一条规则命中即可",
        "what the weights of the rules that fire must add up to; if left out, one rule is enough"),
    Key("parent", "parent", "上级编码的编号；嵌套写法用 children，不写这一项", "id of the code above; not with children:"),
    Key("children", "children", "下级编码", "the codes below"),
)  # fmt: skip
RULE = (
    Key("id", "text", "规则编号；不写则为 编码编号.r1、.r2……", "id of the rule; CODE.r1, CODE.r2, … if left out"),
    Key("find", "rule", "规则本身", "the rule itself"),
    Key(
        "weight",
        "number",
        "权重，大于 0；不写为 1，只在编码有最低分时起作用",
        "weight, above 0; 1 if left out; for codes with a minimum",
    ),
)
LANGUAGES = (Key("zh", "text", "中文", "Chinese"), Key("en", "text", "英文", "English"))
REQUIRED = {"book": ("codes",), "code": ("id",), "rule": ("find",)}


def names(keys: tuple[Key, ...]) -> tuple[str, ...]:
    """The keys alone."""
    return tuple(key.name for key in keys)


def codebook_schema() -> Schema:
    """The JSON Schema (draft-07) of a codebook file, every key described in Chinese and English."""
    nested = tuple(key for key in CODE if key.name != "parent")
    top = _object(CODE, REQUIRED["code"])
    top["anyOf"] = [{"required": ["facet"]}, {"required": ["parent"]}]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "qda 编码表 / qda codebook",
        "description": "质性研究编码表：编码、定义、正例反例与规则。 / A codebook: codes, definitions, examples and rules.",
        **_object(BOOK, REQUIRED["book"]),
        "definitions": {
            "code": top,
            "nested": _object(nested, REQUIRED["code"]),
            "rule": {"anyOf": [_shape("rule"), _object(RULE, REQUIRED["rule"])]},
        },
    }


def _object(keys: tuple[Key, ...], required: tuple[str, ...] = ()) -> Schema:
    made: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: {**_shape(key.shape), "description": f"{key.zh}。 / {key.en}."} for key in keys},
    }
    if required:
        made["required"] = list(required)
    return made


def _shape(name: str) -> Schema:
    """What may stand behind a key. null: the key with nothing behind it, which counts as left out."""
    text: Schema = {"type": ["string", "number", "null"]}
    match name:
        case "text":
            return text
        case "id":
            return {"type": ["string", "integer"], "pattern": f"^{ID_PATTERN}$", "minimum": 0}
        case "parent":
            return {"anyOf": [_shape("id"), {"type": "null"}]}
        case "languages":
            return {"anyOf": [text, _object(LANGUAGES)]}
        case "texts":
            return {"type": ["array", "null"], "items": text}
        case "flag":
            return {"type": "boolean"}
        case "number":
            return {"type": "number", "exclusiveMinimum": 0}
        case "facet":
            return {"enum": list(FACETS)}
        case "basis":
            return {"enum": list(BASES)}
        case "rule":
            return {"type": ["string", "number"], "pattern": r"\S"}
        case "rules":
            return {"type": ["array", "null"], "items": {"$ref": "#/definitions/rule"}}
        case "codes":
            return {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/code"}}
        case "children":
            return {"type": ["array", "null"], "items": {"$ref": "#/definitions/nested"}}
        case "terms":
            words = {"type": "array", "minItems": 1, "items": text}
            named = {"pattern": r"^[^\s!-,/:-@\[-^`{-~]+$"}
            return {"type": "object", "propertyNames": named, "additionalProperties": words}
        case _:
            raise ValueError(f"no shape {name!r}")
