"""Ties from mentions and events: what counts once, and that every weight can be followed back."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.errors import UsageError
from qda.model import Span
from qda.network.build import (
    LinkageEvent,
    UnitMentions,
    co_mention_events,
    co_mentions,
    collapsed,
    joined,
    typed_ties,
)

ACTORS = ("居委会", "物业", "业委会", "派出所")


def unit(document: str, segment: str, text: str, start: int = 0, case: str = "槐安") -> UnitMentions:
    """A unit with every actor that the text names."""
    found = [(a, Span(start + m.start(), start + m.end())) for a in ACTORS for m in re.finditer(a, text)]
    return UnitMentions(document, segment, case, Span(start, start + len(text)), tuple(found))


def test_a_pair_counts_once_per_unit_however_often_it_is_named() -> None:
    text = "居委会找物业，物业说让居委会找业委会，居委会又找物业。"
    ties = co_mentions([unit("d1", "s1", text)], collapse="none")
    assert [(t.source_id, t.target_id, t.weight) for t in ties] == [
        ("业委会", "居委会", 1.0),
        ("业委会", "物业", 1.0),
        ("居委会", "物业", 1.0),
    ]


def test_the_evidence_is_the_smallest_stretch_that_covers_both() -> None:
    text = "居委会开会之后，业委会说了几句，居委会和物业最后签字。"
    (tie,) = [
        t for t in co_mentions([unit("d1", "s1", text, start=50)]) if t.target_id == "物业" and t.source_id == "居委会"
    ]
    assert Span(tie.evidence[0].span.start - 50, tie.evidence[0].span.end - 50).of(text) == "居委会和物业"


def test_a_document_adds_at_most_one_by_default_and_what_is_dropped_is_known() -> None:
    units = [
        unit("d1", "s1", "居委会协调物业。"),
        unit("d1", "s2", "物业找居委会。", 20),
        unit("d2", "s3", "居委会和物业"),
    ]
    (tie,) = co_mentions(units)
    assert (tie.weight, [e.segment_id for e in tie.evidence]) == (2.0, ["s1", "s3"])
    (every,) = co_mentions(units, collapse="none")
    assert every.weight == 3.0
    kept, dropped = collapsed(co_mention_events(units))
    assert [e.segment_id for e in kept] == ["s1", "s3"]
    assert [e.segment_id for e in dropped] == ["s2"]


def test_communities_are_kept_apart() -> None:
    ties = co_mentions([unit("d1", "s1", "居委会和物业"), unit("d2", "s1", "居委会和物业", case="柳荫")])
    assert [(t.case_id, t.weight) for t in ties] == [("柳荫", 1.0), ("槐安", 1.0)]


def test_a_unit_with_one_actor_or_none_gives_nothing() -> None:
    assert co_mentions([unit("d", "s", "居委会说，居委会来办。"), unit("d", "t", "大家散会。")]) == ()


def test_a_mention_outside_its_unit_is_refused() -> None:
    bad = UnitMentions("d", "s", "c", Span(0, 5), (("居委会", Span(4, 7)),))
    with pytest.raises(UsageError) as caught:
        co_mentions([bad])
    assert caught.value.slug == "mention-outside-unit"


def event(source: str, target: str, relation: str = "leads", directed: bool = True, **more: object) -> LinkageEvent:
    fields: dict = {"document_id": "d", "segment_id": "s", "case_id": "c", "span": Span(0, 4), **more}
    return LinkageEvent(source, target, relation, directed=directed, **fields)


def test_direction_matters_for_directed_events_only() -> None:
    ties = typed_ties([event("a", "b"), event("b", "a"), event("b", "a", "cooperates", False)])
    assert [(t.source_id, t.target_id, t.relation, t.directed) for t in ties] == [
        ("a", "b", "cooperates", False),
        ("a", "b", "leads", True),
        ("b", "a", "leads", True),
    ]


def test_what_was_only_planned_can_be_left_out() -> None:
    events = [
        event("a", "b", polarity="realised"),
        event("a", "b", polarity="planned", document_id="e"),
        event("a", "c"),
    ]
    assert [(t.target_id, t.weight) for t in typed_ties(events)] == [("b", 2.0), ("c", 1.0)]
    assert [(t.target_id, t.weight) for t in typed_ties(events, polarities={"realised"})] == [("b", 1.0)]
    assert [(t.target_id, t.weight) for t in typed_ties(events, polarities={None})] == [("c", 1.0)]


def test_an_actor_is_not_tied_to_itself() -> None:
    with pytest.raises(UsageError) as caught:
        typed_ties([event("a", "a")])
    assert caught.value.slug == "self-tie"


@st.composite
def some_units(draw: st.DrawFn) -> list[UnitMentions]:
    units = []
    for k in range(draw(st.integers(0, 8))):
        mentions = draw(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 18)), max_size=6))
        spans = tuple((actor, Span(at, at + 2)) for actor, at in mentions)
        units.append(
            UnitMentions(draw(st.sampled_from(["d1", "d2"])), f"s{k}", draw(st.sampled_from("xy")), Span(0, 20), spans)
        )
    return units


@given(some_units(), st.sampled_from(["document", "segment", "none"]), st.integers())
def test_the_weight_is_the_evidence_and_order_never_matters(units: list, collapse: str, seed: int) -> None:
    ties = co_mentions(units, collapse=collapse)
    for tie in ties:
        assert sum(e.weight for e in tie.evidence) == tie.weight > 0
        assert tie.source_id < tie.target_id
        assert not tie.directed
        assert all(Span(0, 20).holds(e.span) for e in tie.evidence)
        if collapse == "document":
            assert len({e.document_id for e in tie.evidence}) == len(tie.evidence)
    shuffled = list(units)
    random.Random(seed).shuffle(shuffled)
    assert co_mentions(shuffled, collapse=collapse) == ties
    kept, dropped = collapsed(co_mention_events(units), collapse)
    assert sum(t.weight for t in ties) == len(kept)
    assert len(kept) + len(dropped) == len(co_mention_events(units))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 6)), min_size=1, max_size=12))
def test_the_smallest_stretch_is_found_among_all(mentions: list) -> None:
    spans: dict[str, list[Span]] = {"a": [], "b": []}
    for actor, at, length in mentions:
        spans[actor].append(Span(at, at + length))
    ties = co_mentions(
        [UnitMentions("d", "s", "c", Span(0, 40), tuple((a, s) for a in spans for s in spans[a]))], collapse="none"
    )
    covers = [Span(min(a.start, b.start), max(a.end, b.end)) for a in spans["a"] for b in spans["b"]]
    expected = [min(covers, key=lambda span: (len(span), span.start))] if covers else []
    assert [e.span for t in ties for e in t.evidence] == expected


def named(words: str, at: int, **more: object) -> LinkageEvent:
    """An event whose words for the relation are given with their place."""
    predicate = Span(at, at + len(words))
    return event(
        "a", "b", span=Span(0, 40), predicate=predicate, source_span=Span(0, 1), target_span=Span(39, 40), **more
    )


def test_what_two_coders_say_counts_once() -> None:
    first = [named("督促", 3), named("约谈", 20)]
    second = [named("督促过", 3), named("帮", 30), named("管", 35)]
    kept = joined([first, second])
    assert kept == [first, [named("管", 35)]], "three against two: one more than the first coder has"
    assert joined([second, first]) == [second, []]
    assert joined([first, [named("督促", 3, segment_id="t")]])[1], "another segment is another place"
    assert joined([first, [event("b", "a")]])[1], "the other way round is another claim"


@given(st.lists(st.lists(st.integers(0, 4), max_size=5, unique=True), min_size=1, max_size=3))
def test_the_most_that_one_coder_says_is_left(places: list) -> None:
    said = [[named("督促", 2 + 5 * at) for at in own] for own in places]
    kept = joined(said)
    assert sum(map(len, kept)) == max(map(len, said))
    assert kept[0] == said[0]
    assert len({e.event_id for own in kept for e in own}) == sum(map(len, kept))
