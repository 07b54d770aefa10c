"""Linkage events of several coders: each one's are kept, a tie counts them once, and two coders can be compared."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qda.cli.app import run_command
from qda.steps.actors import find_actors
from qda.steps.code import code
from qda.steps.edge import edge_table
from qda.steps.import_codings import import_sheet
from qda.steps.ingest import ingest, survey
from qda.steps.network import build_networks
from qda.steps.segment import segment
from qda.steps.settings import load_settings
from qda.steps.tables import make_table
from qda.store import open_study, rows
from qda.store.events import linkage_events

HEAD = "第3次议事会会议记录\n时间：2022年4月18日\n参会人员：张主任（居委会主任）、李经理（物业公司经理）、王阿姨（居民）\n\n"
SAID = (
    "张主任：居委会督促物业填坑。\n"
    "王阿姨：居民约谈物业。物业帮助居民。\n"
    "李经理：物业检查居民。\n"
    "张主任：居委会联系居民，也联系物业。\n"
)
BOOK = """
      - id: linkage.helps
        name: {zh: 帮助, en: helps}
        basis: operationalisation
        definition: {zh: 帮助关系, en: helps}
        examples: [居委会帮助物业。]
        counterexamples: [今天下雨。]
        rules: ['帮助']
"""
SUPERVISES, HELPS = "linkage.supervises", "linkage.helps"
Sheet = list[tuple]


@pytest.fixture
def coded(make_study):
    """coded({coder: [(words, code, documents to skip)]}) -> (folder, settings), networks built; every coder read all."""

    def make(
        sheets: dict[str, Sheet], text: str = SAID, more: str = "", coders: tuple[str, ...] = (), documents: int = 1
    ):
        named = ", ".join(f'"{one}"' for one in coders or tuple(sheets))
        toml = f"[network]\nlinkage = [{named}]\n{more}"
        for coder in sheets:
            toml += f'[[codings]]\npath = "codings/{coder}.csv"\ncoder = "{coder}"\nseen = "documents"\n'
        files = {f"corpus/甲社区/会议记录/2022-04-{10 + n}.txt": HEAD + f"第{n}件。\n" + text for n in range(documents)}
        root = make_study(files, settings=toml, name=f"研究 {uuid4().hex}")
        book = root / "codebooks" / "small.yaml"
        book.write_text(book.read_text(encoding="utf-8").rstrip("\n") + BOOK, encoding="utf-8")
        options = load_settings(root)
        (root / "codings").mkdir()
        with open_study(root, create=True) as study:
            ingest(study, options, survey(root, options, []))
            for step in (segment, find_actors, lambda study, options: code(study, options, "rules")):
                step(study, options)
            ids = [d.id for d in rows.documents(study)]
            for coder, said in sheets.items():
                lines = [
                    f"{d},{words},{what}" for n, d in enumerate(ids) for words, what, *skip in said if n not in skip
                ]
                lines += [f"{d},今天到此," for d in ids]
                path = root / "codings" / f"{coder}.csv"
                path.write_text("document,quote,codes\n" + "\n".join(lines) + "\n", encoding="utf-8")
            for sheet in options.codings:
                import_sheet(study, options, sheet)
            build_networks(study, options)
        return root, options

    return make


def stored(root) -> list[tuple[str, str, str, str, str]]:
    with open_study(root) as study:
        return [(e.coder, e.source_id, e.target_id, e.relation, e.counted) for e in linkage_events(study)]


def typed(root) -> dict[tuple[str, str, str], float]:
    with open_study(root) as study:
        return {
            (t.source_id, t.target_id, t.relation): t.weight for t in rows.ties(study) if t.relation != "co-mention"
        }


FIRST = [("督促", SUPERVISES), ("约谈", SUPERVISES), ("帮助", HELPS), ("检查", SUPERVISES)]
SECOND = [("督促", SUPERVISES), ("约谈", HELPS), ("帮助", HELPS)]


@pytest.mark.parametrize("collapse", ["document", "none"])
def test_each_coders_event_is_kept_and_the_tie_counts_it_once(coded, collapse):
    root, options = coded({"甲": FIRST, "乙": SECOND}, more=f'collapse = "{collapse}"\n')
    assert Counter((coder, counted) for coder, _, _, _, counted in stored(root)) == {
        ("甲", "yes"): 4,
        ("乙", "yes"): 1,
        ("乙", "repetition"): 2,
    }
    assert typed(root) == {
        ("committee", "property", SUPERVISES): 1,
        ("residents", "property", SUPERVISES): 1,
        ("residents", "property", HELPS): 1,
        ("property", "residents", HELPS): 1,
        ("property", "residents", SUPERVISES): 1,
    }
    with open_study(root) as study:
        ids = [e.id for e in linkage_events(study)]
        assert len(edge_table(study, options, "居委会", "物业", "", SUPERVISES).rows) == 1
        every = edge_table(study, options, "居委会", "物业", "", SUPERVISES, everything=True)
    assert len(set(ids)) == len(ids) == 7
    assert Counter(every.column("counted")) == {"yes": 1, "repetition": 1}


def test_the_coder_named_first_stands_and_ids_do_not_change_with_a_second(coded):
    alone, _ = coded({"甲": FIRST})
    both, _ = coded({"甲": FIRST, "乙": SECOND})
    with open_study(alone) as study:
        before = {e.id for e in linkage_events(study)}
    with open_study(both) as study:
        after = {e.id for e in linkage_events(study) if e.coder == "甲"}
    assert before == after
    turned, _ = coded({"甲": FIRST, "乙": SECOND}, coders=("乙", "甲"))
    assert ("乙", "committee", "property", SUPERVISES, "yes") in stored(turned)
    assert ("甲", "committee", "property", SUPERVISES, "repetition") in stored(turned)


def test_two_coders_compared_by_hand(coded):
    root, options = coded({"甲": FIRST, "乙": SECOND})
    with open_study(root) as study:
        records = make_table(study, options, "event-agreement").records()
    got = [(r["level"], r["events_a"], r["events_b"], r["events_both"]) for r in records]
    # 督促 and 帮助 agree in everything, 约谈 in who with whom and which way; 检查 is the first coder's alone.
    assert got == [
        ("哪两方", 4, 3, 3),
        ("哪两方、方向", 4, 3, 3),
        ("哪两方、方向、关系", 4, 3, 2),
    ]
    last = records[-1]
    assert (last["share_a"], last["share_b"]) == (pytest.approx(2 / 4), pytest.approx(2 / 3))
    assert last["events_f1"] == pytest.approx(4 / 7)
    assert {r["coder"] for r in records} == {"甲 — 乙"}
    assert {r["low"] for r in records} == {None}, "one document carries no interval"


def test_rules_are_a_coder_too_and_relations_have_rows_where_there_is_enough(coded):
    root, options = coded({"甲": [*FIRST[:-1], (*FIRST[-1], 0, 2, 4)]}, coders=("rules", "甲"), documents=8)
    with open_study(root) as study:
        records = make_table(study, options, "event-agreement").records()
    rows_of = {(r["level"], r["relation"]): r for r in records}
    # The rules of this codebook do not know 检查 as supervision.
    whole = rows_of["哪两方、方向、关系", "全部"]
    assert (whole["events_a"], whole["events_b"], whole["events_both"]) == (24, 29, 24)
    assert whole["low"] < whole["events_f1"] < whole["high"]
    assert rows_of["哪两方、方向、关系", "帮助"]["events_f1"] == 1.0
    assert rows_of["哪两方、方向、关系", "监督"]["events_both"] == 16


def test_a_coding_of_a_whole_segment_is_no_event_and_no_disagreement(coded):
    whole = [("居委会督促物业填坑。", SUPERVISES), ("约谈", SUPERVISES), ("帮助", HELPS), ("检查", SUPERVISES)]
    root, options = coded({"甲": FIRST, "乙": whole})
    with open_study(root) as study:
        table = make_table(study, options, "event-agreement")
    assert [r["events_a"] for r in table.records()] == [3, 3, 3]
    assert [r["events_f1"] for r in table.records()] == [1.0, 1.0, 1.0]
    assert any("1段有人只给了整段的联动编码" in note for note in table.notes)


def test_a_coder_of_whole_segments_only_is_not_compared(coded):
    root, options = coded({"甲": FIRST, "乙": [("居委会督促物业填坑。", SUPERVISES)]})
    with open_study(root) as study:
        table = make_table(study, options, "event-agreement")
    assert {r["events_f1"] for r in table.records()} == {None}
    assert "乙只给了整段的联动编码" in table.rows[0][-1].reason


@pytest.mark.parametrize(("said", "why"), [([], "没有给过联动编码"), ([("来了", SUPERVISES)], "都认不出两方")])
def test_a_coder_without_events_is_not_taken_for_one_that_saw_none(coded, said, why):
    root, options = coded({"甲": FIRST, "乙": said}, text=f"{SAID}张主任：来了。\n")
    with open_study(root) as study:
        table = make_table(study, options, "event-agreement")
    assert {r["events_f1"] for r in table.records()} == {None}
    assert why in table.rows[0][-1].reason


def test_one_coder_has_nobody_to_be_compared_with(coded):
    root, options = coded({"甲": FIRST})
    with open_study(root) as study:
        table = make_table(study, options, "event-agreement")
    assert table.rows == ()
    assert any("只有一位编码者" in note for note in table.notes)


def test_segments_that_one_did_not_read_say_nothing(coded):
    root, options = coded({"甲": FIRST}, coders=("甲", "乙"))
    with open_study(root) as study:
        table = make_table(study, options, "event-agreement")
    assert [r["units"] for r in table.records()] == [0, 0, 0]
    assert {r["events_f1"] for r in table.records()} == {None}


def test_the_report_compares_two_coders(coded):
    root, _ = coded({"甲": FIRST}, coders=("rules", "甲"))
    assert run_command(["run", "--study", str(root)]) == 0
    assert "联动事件的一致性" in (root / "reports" / "report.html").read_text(encoding="utf-8")


WORDS = ("督促", "约谈", "帮助", "检查", "联系居民", "也联系", "督促物业填坑", "居民约谈")
sheets = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([SUPERVISES, HELPS])), max_size=6, unique=True)


@pytest.mark.parametrize("collapse", ["document", "none"])
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=sheets, second=sheets, rules=st.booleans())
def test_ties_are_their_events_whoever_gave_them(coded, collapse, first, second, rules):
    given_by = {"甲": first, "乙": second}
    coders = ("rules", "甲", "乙") if rules else ("甲", "乙")
    root, options = coded(given_by, more=f'collapse = "{collapse}"\n', coders=coders)
    with open_study(root) as study:
        events = linkage_events(study)
        weights: Counter[tuple[str, str, str]] = Counter()
        for tie in rows.ties(study):
            if tie.relation != "co-mention":
                weights[(*sorted((tie.source_id, tie.target_id)), tie.relation)] += int(tie.weight)
        counted = Counter((*sorted((e.source_id, e.target_id)), e.relation) for e in events if e.counted == "yes")
        assert weights == counted
        for (a, b, relation), weight in weights.items():
            assert len(edge_table(study, options, a, b, "", relation).rows) == weight
        if collapse == "none":
            most: Counter[object] = Counter()
            for coder in coders:
                own = Counter(
                    (e.segment_id, e.source_id, e.target_id, e.relation, e.directed)
                    for e in events
                    if e.coder == coder and e.counted != "modality"
                )
                most |= own
            assert most.total() == sum(weights.values()), "the most that one coder says"
        table = make_table(study, options, "event-agreement")
        assert {r["coder"] for r in table.records()} == {f"{a} — {b}" for a, b in combinations(coders, 2)}
