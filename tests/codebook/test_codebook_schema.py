"""The JSON Schema of a codebook says what the loader does; the reference codebook fits both."""

from __future__ import annotations

import copy
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from qda.codebook.load import KEYS_OF_BOOK, KEYS_OF_CODE, KEYS_OF_RULE, read_codebook
from qda.codebook.schema import BOOK, CODE, LANGUAGES, RULE, codebook_schema
from qda.errors import CodebookError
from qda.model import Code

BOOK_DATA: dict[str, Any] = {
    "id": "small",
    "version": "1.0",
    "title": {"zh": "小编码表", "en": "small"},
    "source": "测试",
    "terms": {"hall": ["议事厅", "议事会"], "people": ["居民"]},
    "codes": [
        {
            "id": "power",
            "name": {"zh": "赋权"},
            "facet": "dimension",
            "basis": "abstract",
            "exclusive": True,
            "minimum": 1.5,
            "definition": {"zh": "权力交给居民", "en": "power"},
            "children": [
                {
                    "id": "power.decide",
                    "name": "作主",
                    "include": ["自己定"],
                    "exclude": ["只听意见"],
                    "examples": ["交给居民自己定。"],
                    "counterexamples": ["授权码。"],
                    "rules": ["自己定 | $people", {"id": "power.own", "find": "$hall NEAR/8 说了算", "weight": 2}],
                }
            ],
        },
        {"id": "watch", "facet": "mechanism", "definition": "监督", "rules": ["公示"]},
        {"id": "watch.open", "parent": "watch", "rules": ["张贴"]},
    ],
}
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], where: str = "") -> list[str]:
    """A small validator: the words of draft-07 that the schema uses."""
    if "$ref" in schema:
        return faults(value, root["definitions"][schema["$ref"].rsplit("/", 1)[-1]], root, where)
    found: list[str] = []
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        fits = any(isinstance(value, TYPES[n]) and (n == "boolean" or not isinstance(value, bool)) for n in names)
        if not fits:
            return [f"{where}: {value!r} is not {names}"]
    if "minimum" in schema and isinstance(value, int) and value < schema["minimum"]:
        found.append(f"{where}: {value!r} too small")
    if "exclusiveMinimum" in schema and not value > schema["exclusiveMinimum"]:
        found.append(f"{where}: {value!r} too small")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} not in {schema['enum']}")
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        found.append(f"{where}: {value!r} does not match")
    if "anyOf" in schema and all(faults(value, one, root, where) for one in schema["anyOf"]):
        found.append(f"{where}: none of anyOf")
    if isinstance(value, dict):
        found += [f"{where}: no {key}" for key in schema.get("required", ()) if key not in value]
        known = schema.get("properties", {})
        for key, below in value.items():
            if "propertyNames" in schema:
                found += faults(key, schema["propertyNames"], root, where)
            if key in known:
                found += faults(below, known[key], root, f"{where}/{key}")
            elif schema.get("additionalProperties") is False:
                found.append(f"{where}: unknown key {key}")
            elif isinstance(schema.get("additionalProperties"), dict):
                found += faults(below, schema["additionalProperties"], root, f"{where}/{key}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            found.append(f"{where}: too few")
        for i, item in enumerate(value):
            found += faults(item, schema.get("items", {}), root, f"{where}/{i}")
    return found


class Dumper(yaml.SafeDumper):
    """Writes None as nothing at all, as people do who leave a key empty."""


Dumper.add_representer(type(None), lambda writer, _: writer.represent_scalar("tag:yaml.org,2002:null", ""))


def as_text(data: Any) -> str:
    return yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False)


def loads(data: Any) -> bool:
    try:
        read_codebook(as_text(data))
    except CodebookError:
        return False
    return True


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, below in items:
        found += places(below, (*path, key))
    return found


def mutated(data: Any, rng: random.Random) -> Any:
    """One change at a random place: a value replaced, a key taken out, or a key put in."""
    made = copy.deepcopy(data)
    path = rng.choice(places(made))
    holder = made
    for key in path[:-1]:
        holder = holder[key]
    kind = rng.choice(["replace", "replace", "remove", "add"])
    target = holder[path[-1]]
    if kind == "remove":
        del holder[path[-1]]
    elif kind == "add" and isinstance(target, dict):
        target[rng.choice(["colour", "Id", "children2", "parent"])] = "x"
    else:
        holder[path[-1]] = rng.choice(["Zeichen!", [], {}, ["x"], {"fr": "x"}, None, {"zh": ["x"]}, 7, -1])
    return made


def test_the_example_fits_schema_and_loader() -> None:
    schema = codebook_schema()
    assert faults(BOOK_DATA, schema, schema) == []
    assert loads(BOOK_DATA)


@pytest.mark.parametrize("seed", range(4))
def test_schema_and_loader_agree_on_random_changes(seed: int) -> None:
    schema, rng = codebook_schema(), random.Random(seed)
    refused = 0
    for _ in range(250):
        data = mutated(BOOK_DATA, rng)
        by_schema = faults(data, schema, schema)
        loaded = loads(data)
        # What a schema cannot say, the loader may refuse on top: references and circles. Never the other way round.
        if by_schema:
            assert not loaded, (by_schema, as_text(data))
        elif not loaded:
            assert refers_to_nothing(data), as_text(data)
        refused += bool(by_schema)
    assert refused > 80


def refers_to_nothing(data: Any) -> bool:
    """Whether the loader has a reason of its own: a parent, a term list or a rule that is not there or cannot be read."""
    try:
        read_codebook(as_text(data))
    except CodebookError as error:
        words = (
            "unknown parent",
            "no term list",
            "rule `",
            "each other's parents",
            "stands twice",
            "has no words",
            "no `facet:`",
        )
        return any(word in str(error) for word in words)
    return False


def test_the_reference_codebook_fits() -> None:
    path = Path(__file__).parents[2] / "codebooks" / "embedding.yaml"
    schema = codebook_schema()
    assert faults(yaml.safe_load(path.read_text(encoding="utf-8")), schema, schema) == []


def test_every_key_is_described_in_both_languages_and_read() -> None:
    for key in (*BOOK, *CODE, *RULE, *LANGUAGES):
        assert re.search(r"[\u4e00-\u9fff]", key.zh) and re.search(r"[a-z]", key.en)
    assert (tuple(k.name for k in BOOK), tuple(k.name for k in RULE)) == (KEYS_OF_BOOK, KEYS_OF_RULE)
    assert set(KEYS_OF_CODE) == {key.name for key in CODE}
    text = json.dumps(codebook_schema(), ensure_ascii=False)
    assert json.loads(text) == codebook_schema()


def test_exclusive_takes_true_or_false() -> None:
    with pytest.raises(CodebookError, match="expected true or false"):
        read_codebook("codes:\n  - {id: a, facet: effect, exclusive: perhaps}\n")


@pytest.mark.skipif("exclusive" not in Code.__dataclass_fields__, reason="Code has no field `exclusive`")
def test_exclusive_without_children_is_noted() -> None:
    _, problems = read_codebook("codes:\n  - {id: a, facet: effect, exclusive: true}\n")
    assert "exclusive-without-children" in {problem.slug for problem in problems}


def test_the_example_of_the_documentation_can_be_used() -> None:
    page = (Path(__file__).parents[2] / "docs" / "codebook.md").read_text(encoding="utf-8")
    (example,) = [block for block in re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL) if "codes:" in block]
    schema = codebook_schema()
    assert faults(yaml.safe_load(example), schema, schema) == []
    codebook, problems = read_codebook(example)
    assert [rule.id for rule in codebook.codes[1].rules][2] == "power.own-name"
    assert problems == []
