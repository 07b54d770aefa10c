"""Done, planned or asked for: what a sentence says about a link beyond the clause of its predicate."""

import pytest

from qda.model import Span
from qda.network.direction import linkage_events
from qda.network.modality import modality


def judged(sentence: str, word: str = "协调") -> str | None:
    hit = Span(sentence.index(word), sentence.index(word) + len(word))
    named = [
        (name, Span(sentence.index(name), sentence.index(name) + len(name)))
        for name in ("街道", "物业", "居民")
        if name in sentence
    ]
    (event,) = linkage_events(sentence, 0, named, [("coordinates", hit)], polarities={hit: "realised"})
    return modality(event, sentence, 0)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("街道协调物业修灯。", "realised"),
        ("请街道协调物业修灯。", "demanded"),
        ("建议由街道协调物业修灯。", "demanded"),
        ("請街道協調物业修灯。", "demanded"),
        ("请街道协调过物业。", "realised"),
        ("邀请街道协调物业。", "realised"),
        ("以后漏水，街道协调物业。", "planned"),
        ("下一步，街道协调物业。", "planned"),
        ("换届以后街道协调物业。", "realised"),
        ("如果漏水，街道协调物业。", "planned"),
        ("灯坏了是不是要修，街道协调物业。", "realised"),
        ("街道要协调物业。", "planned"),
        ("街道主要协调物业。", "realised"),
        ("街道很愿意协调物业。", "planned"),
        ("街道是不是可以协调物业？", "demanded"),
        ("街道回去协调物业。", "planned"),
    ],
)
def test_modality(sentence: str, expected: str) -> None:
    assert judged(sentence, "協調" if "協調" in sentence else "协调") == expected
