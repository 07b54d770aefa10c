"""Who does what to whom: small sentences, each with the link a careful reader would draw."""

import re

import pytest

from qda.errors import UsageError
from qda.model import Span
from qda.network.direction import linkage_events

ACTORS = (
    "居务监督委员会",
    "社区党委",
    "党委",
    "居委会",
    "物业",
    "业委会",
    "居民",
    "街道",
    "派出所",
    "律师",
    "業委會",
    "居委會",
)
START = 100


def named(sentence: str) -> list[tuple[str, Span]]:
    """Every actor in the sentence, longest name first, none inside another."""
    taken: set[int] = set()
    found = []
    for actor in sorted(ACTORS, key=len, reverse=True):
        for m in re.finditer(actor, sentence):
            if not taken & set(range(*m.span())):
                taken |= set(range(*m.span()))
                found.append((actor, Span(START + m.start(), START + m.end())))
    return found


def links(sentence: str, word: str, relation: str = "supervises") -> list[str]:
    """The events as "A>B" or, undirected, "A-B"."""
    hits = [(relation, Span(START + m.start(), START + m.end())) for m in re.finditer(word, sentence)]
    events = linkage_events(sentence, START, named(sentence), hits, verbs=[span for _, span in hits])
    return [f"{e.source_id}{'>' if e.directed else '-'}{e.target_id}" for e in events]


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("居委会协调物业修门禁。", "协调", ["居委会>物业"]),
        ("由社区党委牵头，物业配合。", "牵头", ["社区党委>物业"]),
        ("物业由居委会监督。", "监督", ["居委会>物业"]),
        ("在党委的领导下，物业和业委会整改。", "领导", ["党委>物业", "党委>业委会"]),
        ("物业在党委领导下开展工作。", "领导", ["党委>物业"]),
        ("经街道协调，物业与业委会签约。", "协调", ["街道>物业", "街道>业委会"]),
        ("街道已经约谈物业。", "约谈", ["街道>物业"]),
        ("居委会现在协调物业和律师。", "协调", ["居委会>物业", "居委会>律师"]),
        ("物业被居委会约谈。", "约谈", ["居委会>物业"]),
        ("物业没有整改，被居委会约谈。", "约谈", ["居委会>物业"]),
        ("被街道约谈的物业已经整改。", "约谈", ["街道>物业"]),
        ("物业接受居务监督委员会的监督。", "监督", ["居务监督委员会>物业"]),
        ("业委会得到街道的支持。", "支持", ["街道>业委会"]),
        ("居民向居委会反映漏水。", "反映", ["居民>居委会"]),
        ("居民多次向本社区居委会反映物业拖欠。", "反映", ["居民>居委会"]),
        ("居民对物业的监督不够。", "监督", ["居民>物业"]),
        ("街道给居委会提供经费。", "提供", ["街道>居委会"]),
        ("居委会为居民服务。", "服务", ["居委会>居民"]),
        ("居民和业委会向居委会反映。", "反映", ["居民>居委会", "业委会>居委会"]),
        ("物业向居委会汇报，居委会向街道汇报。", "汇报", ["物业>居委会", "居委会>街道"]),
        ("党委把车棚交给业委会管理。", "交给", ["党委>业委会"]),
        ("居委会把物业约谈了。", "约谈", ["居委会>物业"]),
        ("居委会将协调物业处理。", "协调", ["居委会>物业"]),
        ("居委会与物业沟通过。", "沟通", ["居委会>物业"]),
        ("街道约谈物业，又督促了居委会。", "督促", ["街道>居委会"]),
        ("有人找派出所，有人找居委会。", "找", []),
        ("居委会多次与物业沟通。", "沟通", ["居委会>物业"]),
        ("社区党委召集居委会、物业、业委会开会。", "召集", ["社区党委>居委会", "社区党委>物业", "社区党委>业委会"]),
        ("居委會給業委會提供場地。", "提供", ["居委會>業委會"]),
        ("社区党委先后与厂方、街道、律师沟通二十余次。", "沟通", ["社区党委>街道", "社区党委>律师"]),
        ("社区党委想居民之所想，先后与厂方、街道沟通。", "沟通", ["社区党委>街道"]),
        ("居委会继续就居民名册一事请示街道。", "请示", ["居委会>街道"]),
        ("街道提供大量资源协助物业。", "提供", ["街道>物业"]),
        ("街道让居委会约谈物业。", "约谈", ["居委会>物业"]),
        ("居民希望物业尽快修。", "希望", ["居民>物业"]),
        ("居民反映给居委会了。", "反映", ["居民>居委会"]),
        ("部分居民有意见，已向街道反映。", "反映", ["居民>街道"]),
        ("居委会说要督促物业。", "督促", ["居委会>物业"]),
        ("居委会知道以后约谈物业。", "约谈", ["居委会>物业"]),
        ("居民需要居委会协调。", "协调", ["居委会>居民"]),
        ("居民拿到街道的补助。", "补助", ["街道>居民"]),
        ("透过律师的协助，居民打赢了。", "协助", ["律师>居民"]),
        ("居民找过物业，找过街道，找过派出所。", "找过", ["居民>物业", "居民>街道", "居民>派出所"]),
        ("律师认为物业可以协助居民。", "协助", ["物业>居民"]),
        ("居民希望由居委会跟物业沟通。", "沟通", ["居委会>物业"]),
        ("方案由党委拟定，经街道审核。", "审核", ["街道>党委"]),
        ("现在居委会协调物业。", "协调", ["居委会>物业"]),
        ("由居委会去跟物业协商。", "协商", ["居委会>物业"]),
        ("居民只要把自己的比例降下来街道就可以补助物业。", "补助", ["街道>物业"]),
        ("我们跟街道谈过，也跟居委会反映，物业才来。", "反映", []),
        ("物业，你去督促派出所。", "督促", ["物业>派出所"]),
    ],
)
def test_directed(sentence: str, word: str, expected: list[str]) -> None:
    assert links(sentence, word) == expected


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("居委会会同派出所检查。", "会同", ["居委会-派出所"]),
        ("业委会和物业冲突不断。", "冲突", ["业委会-物业"]),
        ("在党委的领导下，物业和业委会一起整改。", "一起", ["业委会-物业"]),
        ("街道、派出所和居委会联合律师上门。", "联合", ["律师-街道", "律师-派出所", "居委会-律师"]),
        ("由社区党委牵头，物业配合。", "配合", []),
        ("居委会的人和物业一块儿去。", "一块儿", ["居委会-物业"]),
        ("物业，他跟派出所合作把居民的车拖走。", "合作", []),
        ("居委会跟附近派出所合作办班，请居民来。", "合作", ["居委会-派出所"]),
        ("我们跟社区党委的居民一块儿上课。", "一块儿", []),
        ("物业被居民骂走的。", "骂走", ["居民-物业"]),
        ("街道很好，我们配合居委会清理。", "配合", []),
        ("居民把物业围在门口。", "围在", ["居民-物业"]),
    ],
)
def test_undirected_is_stored_once_lower_id_first(sentence: str, word: str, expected: list[str]) -> None:
    assert links(sentence, word, "linkage.cooperates") == expected


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("居委会协调了好几次。", "协调"),
        ("感谢街道的支持。", "支持"),
        ("居民反映：物业不作为。", "反映"),
        ("居委会协调过；物业没来。", "协调"),
        ("居委会找居务监督委员会。", "监督"),
        ("居民反映有人冒充派出所。", "反映"),
        ("居民反映的漏水，物业已经派单。", "反映"),
        ("居民反映的情况很具体，居委会记上。", "反映"),
        ("居民投诉物业。", "投诉"),
        ("物业经由投资、捐赠、居民服务等投入资源。", "捐赠"),
        ("居民与物业的时间配合问题。", "配合"),
        ("街道所提到的对物业的监督。", "监督"),
        ("街道好，我们协调物业。", "协调"),
        ("街道，大家好，我们协调物业。", "协调"),
        ("街道说别处的人协调物业。", "协调"),
        ("物业吵得跟派出所似的。", "吵得"),
        ("以居民的身份督促物业。", "督促"),
        ("与物业合作单位有来往的居民不参加。", "合作"),
        ("居委会出资修灯，为停车的居民开了户。", "出资"),
        ("物业打电话请示，居民等着。", "请示"),
        ("在派出所作报告，居民都来了。", "作报告"),
        ("社区党委协调，他们跟物业很熟。", "协调"),
        ("居委会认为租房的人难，应该找街道。", "找"),
        ("街道知道他们约谈物业。", "约谈"),
        ("居委会被区里指定要推动物业。", "指定"),
        ("我们找街道以外的物业。", "找"),
        ("墙上物业的牌子坏了，由街道审核。", "审核"),
        ("党委把物业的钥匙交给他们管。", "交给"),
        ("我们跟街道汇报物业的事。", "汇报"),
        ("居民的就业跟培训物业的员工。", "培训"),
        ("居委会希望物业派人。", "派"),
        ("居委会看过物业章程，督促物业条例。", "督促"),
        ("街道同意党委将函件交给区里的科长，再给居民看。", "交给"),
    ],
)
def test_no_event_without_two_sides(sentence: str, word: str) -> None:
    assert links(sentence, word) == []


def test_the_span_covers_both_actors_and_the_predicate() -> None:
    sentence = "会上，居民向居委会反映了漏水。"
    hit = Span(START + sentence.index("反映"), START + sentence.index("反映") + 2)
    (event,) = linkage_events(
        sentence,
        START,
        named(sentence),
        [("appeals", hit)],
        document_id="d",
        segment_id="s",
        case_id="c",
        polarities={hit: "realised"},
    )
    assert sentence[event.span.start - START : event.span.end - START] == "居民向居委会反映"
    assert (event.document_id, event.segment_id, event.case_id, event.polarity) == ("d", "s", "c", "realised")


def test_spans_count_in_the_document() -> None:
    with pytest.raises(UsageError) as caught:
        linkage_events("居委会协调物业。", START, [("居委会", Span(0, 3))], [])
    assert caught.value.slug == "span-outside-sentence"
