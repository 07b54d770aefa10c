"""The unit of co-mention: sentence, segment, turn or agenda item; every tie still prints what it rests on."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qda.codebook.load import load_codebook
from qda.coders.context import Context
from qda.steps.actors import find_actors
from qda.steps.code import code
from qda.steps.document_networks import ALL, document_networks
from qda.steps.edge import edge_table
from qda.steps.explorer import explorer
from qda.steps.ingest import ingest, survey
from qda.steps.network import build_networks, plan_network
from qda.steps.passages import BETWEEN
from qda.steps.segment import segment
from qda.steps.settings import load_settings
from qda.steps.surroundings import study_context
from qda.steps.tables import make_table
from qda.steps.units import Units
from qda.store import open_study, rows

HEAD = """\
第3次议事会会议记录
时间：2022年4月18日
参会人员：张主任（居委会主任）、李经理（物业公司经理）、王阿姨（居民）

"""
MEETING = f"""{HEAD}张主任：居委会先说两句。
物业今天也来了。

一、停车
王阿姨：居民没地方停车。
李经理：物业知道了。先划线。物业再去找居委会。

二、垃圾
王阿姨：垃圾桶太远，居委会管一管。
"""
UNITS = ("sentence", "segment", "turn", "item")


def prepared(root):
    """The settings of a study that is read, cut, searched for actors and coded; its network is still to be built."""
    options = load_settings(root)
    with open_study(root, create=True) as study:
        ingest(study, options, survey(root, options, []))
        for step in (segment, find_actors, lambda study, options: code(study, options, "rules")):
            step(study, options)
    return options


def made(make_study, unit: str, text: str = MEETING, more: str = ""):
    root = make_study(
        {"corpus/甲社区/会议记录/2022-04-18.txt": text},
        settings=f'[network]\nunit = "{unit}"\n{more}',
        name=f"研究 {unit} {uuid4().hex}",
    )
    options = prepared(root)
    with open_study(root) as study:
        build_networks(study, options)
    return root, options


def pairs(study) -> set[tuple[str, str]]:
    return {(t.source_id, t.target_id) for t in rows.ties(study) if t.relation == "co-mention"}


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("sentence", {("committee", "property")}),  # 物业再去找居委会
        ("segment", {("committee", "property")}),
        ("turn", {("committee", "property")}),  # 居委会先说 … 物业今天, over two segments, comes first
        ("item", {("committee", "property"), ("committee", "residents"), ("property", "residents")}),
    ],
)
def test_the_larger_the_unit_the_more_is_tied(make_study, unit, expected):
    root, _ = made(make_study, unit)
    with open_study(root) as study:
        assert pairs(study) == expected


def test_a_turn_ties_over_its_segments_and_both_ends_are_quoted(make_study):
    root, options = made(make_study, "turn")
    with open_study(root) as study:
        (record,) = edge_table(study, options, "居委会", "物业", "", "").records()
        places = rows.places(study)
        first, last = places[record["segment"]], places[record["last_segment"]]
    assert record["evidence"] == f"居委会{BETWEEN}物业"
    assert record["quote"] == f"居委会先说两句。{BETWEEN}物业今天也来了。"
    assert (first.order, last.order) == (0, 1)
    assert record["source"].endswith("张主任，第1段；张主任，第2段")


def test_an_item_ties_over_turns_and_stops_at_the_next_heading(make_study):
    root, options = made(make_study, "item")
    with open_study(root) as study:
        (record,) = edge_table(study, options, "居民", "物业", "", "").records()
        places = rows.places(study)
        shown = explorer(study, options)
    assert record["quote"].startswith(f"居民没地方停车。{BETWEEN}物业知道了。")
    assert "王阿姨" in record["source"].partition("；")[0] and "李经理" in record["source"].partition("；")[2]
    assert places[record["segment"]].speaker == "王阿姨" and places[record["last_segment"]].speaker == "李经理"
    marked = {tuple(shown.texts[e.text][0][m.start : m.end] for m in e.marks) for tie in shown.ties for e in tie.events}
    assert ("居民", "物业") in marked


def test_a_unit_within_one_segment_has_no_last_segment(make_study):
    root, options = made(make_study, "sentence")
    with open_study(root) as study:
        (record,) = edge_table(study, options, "居委会", "物业", "", "").records()
    assert "last_segment" not in record
    assert BETWEEN not in record["quote"]


def test_items_are_those_of_rules(make_study):
    root, options = made(make_study, "item")
    book = root / "codebooks" / "item.yaml"
    book.write_text(
        'id: around\nversion: "1"\ncodes:\n  - id: x\n    name: {zh: 测试}\n    facet: mechanism\n    rules: ["ITEM(停车)"]\n',
        encoding="utf-8",
    )
    with open_study(root) as study:
        context: Context = study_context(study, load_codebook(book)[0])
        units = {unit.segment_id: unit.unit_span for unit in Units(study, options).of()}
        for place in rows.places(study).values():
            item = context.items.get(place.segment_id)
            if item is not None:
                assert units[item].holds(place.span)
        assert set(context.items.values()) == {key for key in units if "#" not in key}
        assert any("#" in key for key in units), "before the first heading the turn stands in place of the item"


def test_typed_linkage_is_read_in_sentences_whatever_the_unit(make_study):
    text = f"{HEAD}张主任：居委会来了。督促物业。居委会督促物业修灯。\n"
    stored = []
    for unit in UNITS:
        root, _ = made(make_study, unit, text)
        with open_study(root) as study:
            stored.append(
                [(t.source_id, t.target_id, t.evidence[0].span) for t in rows.ties(study) if t.relation != "co-mention"]
            )
    assert stored[0] and all(one == stored[0] for one in stored)


def test_a_speaker_is_present_where_it_names_somebody(make_study):
    text = f"{HEAD}一、停车\n王阿姨：物业不管。今天下雨。\n李经理：居委会知道。\n张主任：散会。\n"
    by_unit = {}
    for unit in UNITS:
        root, _ = made(make_study, unit, text, "speaker = true\n")
        with open_study(root) as study:
            by_unit[unit] = pairs(study)
    own = {("property", "residents"), ("committee", "property")}
    assert by_unit["sentence"] == by_unit["segment"] == by_unit["turn"] == own
    assert by_unit["item"] == own | {("committee", "residents")}


def test_interviewers_tie_nothing(make_study):
    interview = "被访者：王阿姨\n\n问：居委会和物业谁管？物业来吗？\n答：居民自己管。\n"
    root = make_study(
        {"corpus/甲社区/访谈/2022-05-16.txt": interview}, settings='[network]\nunit = "item"\n', name="访谈"
    )
    options = prepared(root)
    with open_study(root) as study:
        build_networks(study, options)
        assert pairs(study) == set()


def test_agenda_items_are_among_what_the_network_depends_on(make_study):
    root, options = made(make_study, "item")
    with open_study(root) as study:
        read = study.current_run("ingest")
        assert read is not None and read.record.id in plan_network(study, options).parents


def test_what_hangs_on_the_unit_is_told(make_study):
    root, options = made(make_study, "turn", more='collapse = "none"\n')
    with open_study(root) as study:
        table = make_table(study, options, "network-units")
        ranks = make_table(study, options, "unit-ranks")
    got = {r["way"]: (r["co_units"], r["tying_units"], r["ties"]) for r in table.records()}
    # 7 sentences in 5 segments of 4 turns; before the heading a turn, then two items.
    assert got["句"] == (7, 1, 1)
    assert got["段"] == (5, 1, 1)
    assert got["轮（本研究）"] == (4, 2, 1)
    assert got["议题"] == (3, 2, 3)
    assert got["文档"] == (1, 1, 3)
    own = next(r for r in table.records() if r["way"] == "轮（本研究）")
    assert own["top_overlap"] == 1.0
    residents = next(r for r in ranks.records() if r["actor_name"] == "居民")
    assert residents["rank_turn"] is None and residents["rank_item"] is not None


def test_names_of_offices_can_be_left_out(make_study):
    text = f"{HEAD}王阿姨：张主任找过物业，也找过居民。\n"
    root, options = made(make_study, "sentence", text)
    with open_study(root) as study:
        ties = {r["way"]: r["ties"] for r in make_table(study, options, "network-units").records()}
    assert (ties["句（本研究）"], ties["只计机构名称"]) == (3, 1)


@pytest.mark.parametrize("unit", UNITS)
def test_every_table_of_networks_is_made_of_the_chosen_unit(make_study, unit):
    files = {f"corpus/{case}/会议记录/2022-04-{10 + k}.txt": MEETING for case in ("甲社区", "乙社区") for k in range(4)}
    for number, name in enumerate(files):
        files[name] += f"\n三、其他\n张主任：第{number}次。\n" + "李经理：物业听居民的。\n" * (number % 3)
    root = make_study(files, settings=f'[network]\nunit = "{unit}"\n')
    options = prepared(root)
    with open_study(root) as study:
        build_networks(study, options)
        networks = document_networks(study, options)
        known = rows.actors(study)
        cases = {case.id: case.name for case in rows.cases(study)}
        strength: Counter[tuple[str, str]] = Counter()
        sizes: Counter[str] = Counter()
        for tie in rows.ties(study):
            if tie.relation == "co-mention":
                sizes[cases[tie.case_id]] += 1
                for actor in (tie.source_id, tie.target_id):
                    strength[cases[tie.case_id], known[actor][0]] += tie.weight
                    strength[ALL, known[actor][0]] += tie.weight
        ranked = make_table(study, options, "actor-ranks").records()
        sized = make_table(study, options, "networks").records()
        compared = make_table(study, options, "network-compare")
    assert sum(strength.values()) == 2 * networks.counts.sum() > 0, "once a community, once together"
    assert {(r["case"], r["actor_name"]): r["strength"] for r in ranked} == strength
    assert {r["case"]: r["ties"] for r in sized} == sizes
    assert compared.rows


LINES = (
    "一、停车",
    "二、垃圾",
    "张主任：居委会来了。物业也来了。",
    "王阿姨：居民说物业不管，居委会也不管。",
    "今天下雨。",
    "居委会知道。",
    "李经理：物业修灯。" + "这件事说来话长，" * 30 + "居民看见了。",
    "王阿姨：我们去找居委会。",
)


@pytest.mark.parametrize("collapse", ["document", "none"])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    meetings=st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=8), min_size=1, max_size=2),
    speaker=st.booleans(),
)
def test_an_edge_prints_as_many_passages_as_its_weight_for_every_unit(make_study, collapse, meetings, speaker):
    files = {
        f"corpus/甲社区/会议记录/2022-04-{10 + number}.txt": HEAD + "\n".join(lines) + "\n"
        for number, lines in enumerate(meetings)
    }
    root = make_study(
        files,
        settings=f'[network]\ncollapse = "{collapse}"\nspeaker = {str(speaker).lower()}\nunit = "sentence"\n',
        name=f"研究 {uuid4().hex}",
    )
    prepared(root)
    toml = (root / "study.toml").read_text(encoding="utf-8")
    before: dict[tuple[str, str], float] = {}
    for unit in UNITS:
        (root / "study.toml").write_text(toml.replace('"sentence"', f'"{unit}"'), encoding="utf-8")
        options = load_settings(root)
        with open_study(root) as study:
            build_networks(study, options)
            weights = {(t.source_id, t.target_id): t.weight for t in rows.ties(study) if t.relation == "co-mention"}
            networks = document_networks(study, options)
            place = {actor: i for i, actor in enumerate(networks.actors)}
            for (a, b), weight in weights.items():
                table = edge_table(study, options, a, b, "", "co-mention")
                assert len(table.rows) == weight == networks.counts[:, place[a], place[b]].sum()
                every = edge_table(study, options, a, b, "", "co-mention", everything=True).column("counted")
                assert every.count("yes") == weight
            assert networks.counts.sum() == 2 * sum(weights.values())
            texts = {d.id: d.text for d in rows.documents(study)}
            places = rows.places(study)
            for tie in explorer(study, options).ties:
                assert all(e.marks for e in tie.events)
            for tie in rows.ties(study):
                for e in tie.evidence:
                    assert places[e.segment_id].span.start <= e.span.start < places[e.segment_id].span.end
                    assert e.span.end <= len(texts[e.document_id])
        assert set(before) <= set(weights)
        if collapse == "document":
            assert all(weights[pair] >= weight for pair, weight in before.items())
        before = weights
