"""Who is meant without being named: small turns, each with the links a careful reader would draw."""

import re

import pytest

from qda.model import Span
from qda.network.direction import linkage_events
from qda.network.unsaid import left_out, meant, topic_of

ACTORS = ("社区党委", "居委会", "物业", "业委会", "居民", "街道")


def named(sentence: str, start: int) -> list[tuple[str, Span]]:
    return [(actor, Span(start + m.start(), start + m.end())) for actor in ACTORS for m in re.finditer(actor, sentence)]


def links(turn: str, word: str, relation: str = "appeals", speaker: str | None = None) -> list[str]:
    """The events of a turn, sentence by sentence, as "A>B grounds" or, undirected, "A-B grounds"."""
    made: list[str] = []
    before: list[str] = []
    topic = None
    for match in re.finditer(r"[^。；]+[。；]?", turn):
        sentence, start = match[0], match.start()
        here = named(sentence, start)
        said = meant(sentence, start, here, speaker=speaker, before=before)
        hits = [(relation, Span(start + m.start(), start + m.end())) for m in re.finditer(word, sentence)]
        verbs = [span for _, span in hits]
        for e in linkage_events(sentence, start, here, hits, meant=said, topic=topic, speaker=speaker, verbs=verbs):
            assert e.source_span is not None and e.target_span is not None
            made.append(f"{e.source_id}{'>' if e.directed else '-'}{e.target_id} {e.grounds}")
        topic = topic_of(sentence, start, here, speaker=speaker)
        before += [actor for actor, _ in sorted(here, key=lambda m: m[1])]
    return made


@pytest.mark.parametrize(
    ("turn", "word", "relation", "speaker", "expected"),
    [
        ("我们向居委会反映过两次。", "反映", "appeals", "居民", ["居民>居委会 speaker"]),
        ("我们向居委会反映过两次。", "反映", "appeals", None, []),
        ("街道约谈了我们。", "约谈", "supervises", "物业", ["街道>物业 speaker"]),
        ("我们小区向居委会反映过。", "反映", "appeals", "居民", []),
        ("我们物业协调业委会。", "协调", "coordinates", "居民", ["物业>业委会 named"]),
        ("咱们向居委会反映。", "反映", "appeals", "居民", []),
        ("物业说业委会不管。双方签约。", "签约", "cooperates", None, ["业委会-物业 parties"]),
        ("物业和业委会双方签约。", "签约", "cooperates", None, ["业委会-物业 named"]),
        ("双方签约。", "签约", "cooperates", None, []),
        (
            "街道、物业和居委会都来了。三方签约。",
            "签约",
            "cooperates",
            None,
            ["居委会-物业 parties", "居委会-街道 parties", "物业-街道 parties"],
        ),
        ("居委会收集了意见。随后向街道反映。", "反映", "appeals", None, ["居委会>街道 ellipsis"]),
        ("居委会收集了意见。他向街道反映。", "反映", "appeals", None, []),
        ("物业拖着不修。被街道约谈。", "约谈", "supervises", None, ["街道>物业 ellipsis"]),
        ("居委会收集了意见。由街道牵头。", "牵头", "leads", None, []),
        ("居委会和物业收集了意见。随后向街道反映。", "反映", "appeals", None, []),
        ("我们收集了意见。随后向街道反映。", "反映", "appeals", "业委会", ["业委会>街道 ellipsis"]),
        ("居委会收集了意见。钱不够。随后向街道反映。", "反映", "appeals", None, []),
        ("居委会来过。物业，你去跟街道反映。", "反映", "appeals", None, ["物业>街道 named"]),
        ("居委会来过。贺总，你去跟街道反映。", "反映", "appeals", None, []),
        ("感谢街道的支持。", "支持", "serves", "居民", ["街道>居民 speaker"]),
        ("感谢街道的支持。", "支持", "serves", None, []),
        ("感谢街道担任主办，支持的人很多。", "支持", "serves", "居民", []),
        ("请街道出面解决。", "请", "appeals", "居民", ["居民>街道 speaker"]),
        ("路灯坏了两个月，希望物业来修。", "希望", "appeals", "居民", ["居民>物业 speaker"]),
        ("街道定了方案，门坏了，请物业来修。", "请", "appeals", "居民", ["居民>物业 speaker"]),
        ("请物业帮我们介绍一下。", "请", "appeals", "居民", []),
        ("感谢街道和物业的支持。", "支持", "serves", "居民", ["街道>居民 speaker", "物业>居民 speaker"]),
        ("目前委托物业来做。", "委托", "delegates", "业委会", ["业委会>物业 speaker"]),
        ("水管裂了，也跟街道反映过。", "反映", "appeals", "居民", ["居民>街道 speaker"]),
        ("如果委托物业来做。", "委托", "delegates", "业委会", []),
        ("就像居委会帮物业宣传。", "帮", "serves", "业委会", []),
        ("我们这边向街道反映过。", "反映", "appeals", "居民", ["居民>街道 speaker"]),
        ("物业说我们向居委会反映。", "反映", "appeals", "居民", []),
        ("他说“我们找过街道”。", "找过", "appeals", "居民", []),
        ("请街道帮我们介绍一下。", "帮", "serves", "居民", []),
        ("街道的回应我觉得不够。", "回应", "reports", "居民", []),
        ("居委会来过。水管裂了，已向街道反映。", "反映", "appeals", None, []),
        ("居委会问得好。交给物业，物业再报街道。", "交给", "delegates", None, ["居委会>物业 ellipsis"]),
    ],
)
def test_links_that_nobody_spelled_out(
    turn: str, word: str, relation: str, speaker: str | None, expected: list[str]
) -> None:
    assert links(turn, word, relation, speaker) == expected


@pytest.mark.parametrize("opening", ["", "随后", "后来又向", "，并", "多次找"])
def test_a_subject_can_be_missing_here(opening: str) -> None:
    assert left_out(opening)


@pytest.mark.parametrize("opening", ["他", "钱不够就", "由", "经", "大家都"])
def test_no_room_for_a_missing_subject(opening: str) -> None:
    assert not left_out(opening)
