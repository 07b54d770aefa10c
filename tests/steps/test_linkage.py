"""Linkage events in a study: every tie is a group-by of them, and every event can be read in its sentence."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qda.cli.app import run_command
from qda.model import Span
from qda.steps.actors import find_actors
from qda.steps.code import code
from qda.steps.edge import edge_table
from qda.steps.ingest import ingest, survey
from qda.steps.linkage import predicate_in
from qda.steps.network import build_networks
from qda.steps.segment import segment
from qda.steps.settings import load_settings
from qda.steps.tables import make_table
from qda.store import open_study, rows
from qda.store.events import linkage_events

TEXT = """\
第3次议事会会议记录
时间：2022年4月18日
参会人员：张主任（居委会主任）、李经理（物业公司经理）、王阿姨（居民）、赵丽（绿化公司）

张主任：居委会督促物业填坑，也督促了物业清垃圾。后来又约谈了物业。下个月居委会将督促物业。
王阿姨：我们督促过物业。没有人督促居民。
李经理：居民说居委会没有督促物业。孙主任也来过。
"""


@pytest.fixture
def root(make_study):
    made = make_study({"corpus/甲社区/会议记录/2022-04-18.txt": TEXT})
    assert run_command(["run", "--study", str(made)]) == 0
    return made


def test_events_carry_sides_predicate_modality_and_grounds(root):
    with open_study(root) as study:
        records = make_table(study, load_settings(root), "events").records()
        (document,) = rows.documents(study)
        stored = linkage_events(study)
    got = [(r["actor_a"], r["predicate"], r["actor_b"], r["polarity"], r["grounds"], r["counted"]) for r in records]
    assert got == [
        ("居委会", "督促", "物业", "realised", "named", "yes"),
        ("居委会", "督促", "物业", "realised", "named", "repetition"),
        ("居委会", "约谈", "物业", "realised", "ellipsis", "repetition"),
        ("居委会", "督促", "物业", "planned", "named", "modality"),
        ("居民", "督促", "物业", "realised", "speaker", "yes"),
        ("居委会", "督促", "物业", "denied", "named", "modality"),
    ]
    for event in stored:
        assert event.span.holds(event.predicate)
        assert event.predicate.of(document.text) in {"督促", "约谈"}
        assert event.target.of(document.text) == "物业"


def test_an_edge_prints_as_many_sentences_as_its_weight_and_all_on_demand(root):
    with open_study(root) as study:
        options = load_settings(root)
        ties = {(t.relation, t.source_id, t.target_id): t for t in rows.ties(study)}
        tie = ties["linkage.supervises", "committee", "property"]
        assert (tie.directed, tie.weight) == (True, 1.0)
        one = edge_table(study, options, "居委会", "物业", "", "linkage.supervises")
        every = edge_table(study, options, "居委会", "物业", "", "linkage.supervises", everything=True)
    assert len(one.rows) == 1
    assert Counter(every.column("counted")) == {"yes": 1, "repetition": 2, "modality": 2}


def test_all_modalities_count_when_asked_for(make_study):
    root = make_study(
        {"corpus/甲社区/会议记录/2022-04-18.txt": TEXT},
        settings='[network]\nmodalities = ["realised", "planned", "denied"]\ncollapse = "none"\n',
    )
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        weights = {(t.source_id, t.target_id): t.weight for t in rows.ties(study) if t.directed}
    assert weights == {("committee", "property"): 5.0, ("residents", "property"): 1.0}


DECIDED = """\
第4次议事会会议记录
时间：2022年5月18日
参会人员：张主任（居委会主任）、李经理（物业公司经理）

一、情况通报
居委会向街道汇报了路灯的事。居委会督促物业填坑。
二、会议决定
居委会督促物业清垃圾。
居委会已督促物业修灯。
三、其他
下一步工作安排：
1. 居委会督促物业补种树。
居委会督促物业清沟。
四、结果
1. 由街道和居委会共同督促物业刷墙。
由街道和居委会共同督促物业补漆。
"""


def test_what_minutes_decide_or_list_as_work_to_come_is_planned(make_study):
    root = make_study({"corpus/甲社区/会议记录/2022-05-18.txt": DECIDED})
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        (document,) = rows.documents(study)
        got = {
            document.text[e.span.end : e.span.end + 2]: e.polarity
            for e in linkage_events(study)
            if e.predicate.of(document.text) == "督促"
        }
    assert got == {
        "填坑": "realised",
        "清垃": "planned",
        "修灯": "realised",
        "补种": "planned",
        "清沟": "realised",
        "刷墙": "planned",
        "补漆": "realised",
    }


def test_an_unknown_modality_is_named(make_study, capsys):
    root = make_study(settings='[network]\nmodalities = ["wished"]\n')
    assert run_command(["run", "--study", str(root)]) == 1
    assert "wished" in capsys.readouterr().err


def test_names_say_why_and_unlisted_what_is_missing(root):
    with open_study(root) as study:
        options = load_settings(root)
        names = {(r["surface"], r["recognised"], r["post"]) for r in make_table(study, options, "names").records()}
        unlisted = {(r["found_as"], r["surface"]) for r in make_table(study, options, "unlisted").records()}
    assert ("居委会", "alias", "") in names
    assert ("王阿姨", "title", "居民") in names
    assert ("roster", "赵丽") in unlisted
    assert not any(word == "居委会" for _, word in unlisted)


@pytest.mark.parametrize(
    ("text", "taken", "words", "expected"),
    [
        ("党员报到情况，党委通报", [(0, 2), (7, 9)], ("通报",), "通报"),
        ("物业牵头", [(0, 2)], (), "牵头"),
        ("物业、居民", [(0, 2), (3, 5)], (), None),
        ("要求物业整改", [(2, 4)], ("要求", "整改"), "要求"),
        ("党委通报情况", [(0, 2)], ("情况", "通报"), "通报"),
        ("找物业，说了半天", [(1, 3)], ("找物业", "说"), "找"),
        ("向居委会反映", [(1, 4)], ("向居委会", "反映"), "反映"),
    ],
)
def test_the_predicate_within_the_words_of_a_rule(text, taken, words, expected):
    spans = [("x", Span(*pair)) for pair in taken]
    found = predicate_in(text, Span(0, len(text)), spans, words)
    assert (found.of(text) if found else None) == expected


def test_two_rules_that_meet_the_same_words_give_one_event(make_study):
    root = make_study({"corpus/甲社区/会议记录/2022-04-18.txt": TEXT + "王阿姨：我去找居委会。\n"})
    reference = Path(__file__).parents[2] / "codebooks" / "embedding.yaml"
    shutil.copyfile(reference, root / "codebooks" / "small.yaml")
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        found = [e for e in linkage_events(study) if (e.source_id, e.target_id) == ("residents", "committee")]
    assert len(found) == 1


def test_a_pipeline_proposes_and_never_decides(make_study, tmp_path):
    import spacy

    pipeline = spacy.blank("zh")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "绿源"}, {"label": "DATE", "pattern": "昨天"}])
    root = make_study(
        {"corpus/甲社区/会议记录/2022-04-18.txt": TEXT + "张主任：昨天绿源来过居委会。\n"},
        settings='[actors]\npipeline = "pipeline"\n',
    )
    pipeline.to_disk(root / "pipeline")
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        records = make_table(study, load_settings(root), "unlisted").records()
        assert "绿源" not in {surface for _, _, _, surface in rows.mentions(study)}
    assert [(r["surface"], r["mentions"]) for r in records if r["found_as"] == "entity"] == [("绿源", 1)]


def test_an_absent_pipeline_is_named(make_study, capsys):
    root = make_study(settings='[actors]\npipeline = "zh_nobody_has_this"\n')
    run_command(["run", "--study", str(root)])
    capsys.readouterr()
    assert run_command(["actors", "--unlisted", "--study", str(root)]) == 2
    assert "zh_nobody_has_this" in capsys.readouterr().err


CLAUSES = (
    "居委会督促物业修灯",
    "居委会没有督促物业",
    "物业将督促居民",
    "居民督促居委会，也督促物业",
    "我们督促过物业",
    "请居委会督促物业",
    "居委会、物业和居民都来了",
    "后来又督促了物业",
    "没有人来",
)


@pytest.mark.parametrize("collapse", ["document", "none"])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    meetings=st.lists(
        st.lists(
            st.tuples(st.sampled_from(["张主任", "王阿姨", "李经理"]), st.lists(st.sampled_from(CLAUSES), min_size=1)),
            min_size=1,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_an_edge_prints_exactly_the_events_of_its_tie_in_any_study(make_study, collapse, meetings):
    head = TEXT.partition("\n\n")[0]
    files = {
        f"corpus/甲社区/会议记录/2022-04-{10 + number}.txt": "\n".join(
            [head, "", *(f"{speaker}：{'。'.join(said)}。" for speaker, said in meeting), ""]
        )
        for number, meeting in enumerate(meetings)
    }
    root = make_study(files, settings=f'[network]\ncollapse = "{collapse}"\n', name=f"研究 {uuid4().hex}")
    options = load_settings(root)
    with open_study(root, create=True) as study:
        ingest(study, options, survey(root, options, []))
        for step in (segment, find_actors, lambda study, options: code(study, options, "rules"), build_networks):
            step(study, options)
        weights: Counter[tuple[str, str, str]] = Counter()
        for tie in rows.ties(study):
            weights[(*sorted((tie.source_id, tie.target_id)), tie.relation)] += tie.weight
        stored = linkage_events(study)
        for (a, b, relation), weight in weights.items():
            assert len(edge_table(study, options, a, b, "", relation).rows) == weight
            every = edge_table(study, options, a, b, "", relation, everything=True).column("counted")
            assert every.count("yes") == weight
            if relation != "co-mention":
                assert len(every) == sum(
                    {e.source_id, e.target_id} == {a, b} and e.relation == relation for e in stored
                )
        assert sum(weight for (_, _, kind), weight in weights.items() if kind != "co-mention") == sum(
            e.counted == "yes" for e in stored
        )


def test_the_lists_of_names_quote_a_few_words_only(make_study):
    head = TEXT.partition("\n\n")[0]
    long = "前几天的事情说来话长，" * 20
    root = make_study({"corpus/甲社区/会议记录/2022-04-18.txt": f"{head}\n\n王阿姨：{long}居委会来看过，{long}\n"})
    options = load_settings(root)
    with open_study(root, create=True) as study:
        ingest(study, options, survey(root, options, []))
        segment(study, options)
        find_actors(study, options)
        quotes = [str(r["quote"]) for r in make_table(study, options, "names").records() if r["quote"]]
    assert any("居委会来看过" in quote for quote in quotes)
    assert all(len(quote) <= 100 for quote in quotes)
