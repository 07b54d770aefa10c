"""The rule coder on small transcripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.actors.load import read_actors
from qda.actors.mentions import MentionFinder
from qda.codebook.load import read_codebook
from qda.coders import rules as rules_module
from qda.coders.patterns import folded_pattern, gate_of
from qda.coders.rules import RuleCoder
from qda.errors import CodebookError, UnknownName
from qda.model import Codebook, CodingDraft, CodingUnit

ACTORS = """\
types:
  - {id: party, name: 党组织, aliases: [党委], titles: [书记]}
  - {id: residents, name: 居民, aliases: [居民, 业主], not: [居民楼]}
"""


def book(*rules: str, terms: str = "{}") -> Codebook:
    listed = "\n".join("      - '" + rule.replace("'", "''") + "'" for rule in rules)
    text = f"terms: {terms}\ncodes:\n  - id: c\n    name: 码\n    facet: effect\n    rules:\n{listed}\n"
    return read_codebook(text)[0]


def finder() -> MentionFinder:
    return MentionFinder(read_actors(ACTORS)[0])


def unit(text: str, **fields: object) -> CodingUnit:
    values: dict[str, object] = {
        "segment_id": "s", "document_id": "d", "case_id": "J", "kind": "minutes", "role": "speaker", "speaker": None,
        "actor_id": None, "start": 100, "text": text,
    }  # fmt: skip
    return CodingUnit(**{**values, **fields})  # type: ignore[arg-type]


def coded(codebook: Codebook, text: str, **fields: object) -> CodingDraft | None:
    drafts = list(RuleCoder(codebook, finder()).code([unit(text, **fields)], codebook))
    assert len(drafts) <= 1
    return drafts[0] if drafts else None


@pytest.mark.parametrize(
    ("rule", "text", "words"),
    [
        ("授权", "街道授權給我們，授权书不算。", ["授權", "授权"]),
        ("授权 NOT 授权书", "街道授权给我们，授权书不算。", None),
        ("(交给 | 让) NEAR/4 (居民 | 业主)", "这件事就交给楼里的居民定。", ["交给楼里的居民"]),
        ("(交给 | 让) NEAR/1 居民", "这件事就交给楼里的居民定。", None),
        ("居民 NEAR/8 交给", "交给。居民", None),
        ("由 THEN/4 牵头", "由物业牵头，牵头由物业", ["由物业牵头"]),
        ("由*牵头", "由街道办事处一起牵头。由很久很久以前的那家老公司来牵头。", ["由街道办事处一起牵头"]),
        ("第?次", "第二次，第十二次", ["第二次"]),
        ("/[0-9]+户/", "同意１２户，反对3户", ["１２户", "3户"]),
        ("/[一-龥]+公约/", "居民公約", ["居民公約"]),
        ("SENTENCE(居民 & 表决)", "居民来了。我们表决。", None),
        ("居民 & 表决", "居民来了。我们表决。", ["居民", "表决"]),
        ("授权~", "没有授权。后来授权了。", ["授权"]),
        ("授权~", "谈不上授权。", None),
        ("@residents THEN/3 (举手 | 表决)", "业主都举手，居民楼表决", ["业主都举手"]),
        ("@party NEAR/6 @residents", "张书记和居民谈", ["张书记和居民"]),
        ("365 & WiFi", "３６５議事廳有wifi", ["３６５", "wifi"]),
    ],
)
def test_rules(rule: str, text: str, words: list[str] | None) -> None:
    draft = coded(book(rule), text)
    if words is None:
        assert draft is None
        return
    assert draft is not None
    assert [evidence.note for evidence in draft.evidence] == words
    assert [evidence.span.shifted(-100).of(text) for evidence in draft.evidence] == words
    assert draft.span.start == min(evidence.span.start for evidence in draft.evidence)
    assert draft.span.end == max(evidence.span.end for evidence in draft.evidence)
    assert draft.score is None


def test_conditions() -> None:
    codebook = book("speaker:@party & 授权", "kind:interview & role:interviewee")
    assert coded(codebook, "授权", actor_id="residents") is None
    assert coded(codebook, "授权", actor_id="party") is not None
    whole = coded(codebook, "随便什么", kind="interview", role="interviewee")
    assert whole is not None
    assert (whole.span.start, whole.span.end, whole.polarity) == (100, 104, None)


def test_one_draft_for_several_rules() -> None:
    draft = coded(book("授权", "居民"), "授权给居民")
    assert draft is not None
    assert [(one.rule_id, one.note) for one in draft.evidence] == [("c.r1", "授权"), ("c.r2", "居民")]


@pytest.mark.parametrize(
    ("rule", "text", "polarity"),
    [
        ("授权", "去年授权了。", "realised"),
        ("居民 & 授权", "居民还没有授权。", "denied"),
        ("居民 NEAR/5 表决", "居民没有表决。", "denied"),
        ("授权", "原来没有授权。现在授权了。", "realised"),
        ("公示", "下一步公示。", "planned"),
        ("公示", "应该公示。", "demanded"),
        ("不配合", "物业不配合。", "realised"),
        ("整改", "整改的事没有下文。", "denied"),
    ],
)
def test_polarity(rule: str, text: str, polarity: str) -> None:
    draft = coded(book(rule), text)
    assert draft is not None
    assert draft.polarity == polarity


def test_other_codes_and_those_below_them() -> None:
    codebook, _ = read_codebook(
        "codes:\n"
        "  - id: a\n    facet: effect\n    children:\n      - {id: a.x, rules: [授权]}\n"
        "  - {id: b, facet: effect, rules: ['#a & 居民']}\n"
        "  - {id: c, facet: effect, rules: ['SENTENCE(#a.x & 居民)']}\n"
    )
    coder = RuleCoder(codebook)
    given = [draft.code_id for draft in coder.code([unit("授权。居民")], codebook)]
    assert given == ["a.x", "b"]  # a is not given because a.x is: tables roll up


def test_a_circle_made_in_memory_is_refused() -> None:
    from qda.model import Code, Rule

    codes = tuple(
        Code(one, None, {}, "effect", "abstract", {}, rules=(Rule(f"{one}.r1", f"#{other}"),))
        for one, other in (("a", "b"), ("b", "a"))
    )
    codebook = Codebook("x", "1", {}, "", codes, "")
    with pytest.raises(CodebookError, match="circle"):
        list(RuleCoder(codebook).code([unit("授权")], codebook))


def test_actor_rules_need_a_list_that_knows_the_type() -> None:
    with pytest.raises(CodebookError) as caught:
        RuleCoder(book("@residents"))
    assert caught.value.slug == "rule-needs-actors"
    with pytest.raises(UnknownName):
        RuleCoder(book("@nobody"), finder())


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    codebook = book("授权", "SENTENCE(居民 & 表决)", "由*牵头~")
    texts = ["授权给居民。居民表决。", "由物业牵头", "没有由物业牵头", "", "居民。表决", "授权" * 30] * 3
    units = [unit(text, segment_id=f"s{i}") for i, text in enumerate(texts)]
    coder = RuleCoder(codebook)
    whole = list(coder.code(units, codebook))
    for size in (1, 2, 5):
        monkeypatch.setattr(rules_module, "BLOCK_UNITS", size)
        assert list(coder.code(units, codebook)) == whole
    assert coder.rule_hits(units) == {"c.r1": 6, "c.r2": 3, "c.r3": 3}


def test_gates_are_safe() -> None:
    assert gate_of("授权书?") == ("授权",)
    assert gate_of("授权|居民.*会") == ("授权", "居民")
    assert gate_of("授权|[0-9]") == ()
    assert gate_of("(授权)?") == ()
    assert gate_of("(?:授权)x") == ()
    assert gate_of(r"\d+户") == ("户",)
    assert gate_of("权{2}") == ()
    assert folded_pattern("（授權）[一-龥]") == r"\(授权\)[一-龥]"


def test_explain() -> None:
    codebook = book(
        "SENTENCE(居民 & 表决)", "授权 NOT 授权书", "由 THEN/3 牵头", "整改~", "公示", "kind:interview & 会"
    )
    text = "居民来了。表决。授权书。牵头由。没有整改。开会。"
    explanation = RuleCoder(codebook).explain(unit(text), "c")
    assert not explanation.given
    reasons = [rule.reasons for rule in explanation.rules]
    assert reasons[0][0].endswith("但没有一句单独成立")
    assert reasons[1] == ("被 NOT 右边的 授权书 否决：授权书",)
    assert "同一句内相距不超过3字，且左边在前" in reasons[2][0]
    assert reasons[3] == ("出现之处被否定：整改",)
    assert reasons[4] == ("没有：公示",)
    assert reasons[5] == ("文档类型是 minutes，不是 kind:interview",)
    parts = explanation.rules[0].parts
    assert [(part.text, part.depth, part.matched, part.words) for part in parts[2:]] == [
        ("居民", 2, True, ("居民",)),
        ("表决", 2, True, ("表决",)),
    ]
    given = RuleCoder(codebook).explain(unit("公示"), "c")
    assert given.given and given.polarity == "realised" and given.rules[4].matched
    with pytest.raises(UnknownName):
        RuleCoder(codebook).explain(unit("x"), "nothing")


@pytest.mark.real
def test_town_halls_spans_lie_in_their_segments() -> None:
    folder = Path(__file__).parents[2] / "../shared/data/tw-transcripts/minutes"
    if not folder.exists():
        pytest.skip("the public transcripts are not beside the project")
    texts = [
        line
        for path in sorted(folder.glob("*.md"))
        for line in path.read_text(encoding="utf-8").split("\n")
        if line.strip()
    ]
    units = [unit(text, segment_id=f"s{i}", start=7 * i) for i, text in enumerate(texts)]
    codebook = book("社会企业 | 合作社", "政府 NEAR/10 协助~", "没有 THEN/6 办法")
    drafts = list(RuleCoder(codebook).code(units, codebook))
    assert len(drafts) > 500
    by_id = {one.segment_id: one for one in units}
    for draft in drafts:
        own = by_id[draft.segment_id]
        assert own.start <= draft.span.start < draft.span.end <= own.start + len(own.text)


def test_a_code_asked_for_keeps_the_parts_of_its_rule() -> None:
    """居民没有参加 is the weaker part of the rule of 甲, and stays so for 乙, whatever other rules the codebook has."""
    codebook = read_codebook(
        "terms: {}\ncodes:\n"
        "  - {id: a, name: 甲, facet: effect, rules: [参加 & 协商]}\n"
        "  - {id: b, name: 乙, facet: effect, rules: ['#a']}\n"
        "  - {id: c, name: 丙, facet: effect, rules: [花坛 & 楼道, 长椅 & 路灯]}\n"
        "  - {id: d, name: 丁, facet: effect, rules: ['#c']}\n"
    )[0]
    drafts = list(RuleCoder(codebook, finder()).code([unit("居民没有参加。大家协商了。")], codebook))
    assert [(draft.code_id, draft.polarity) for draft in drafts] == [("a", "denied"), ("b", "denied")]
