"""Every tie is exactly the events behind it: for any events, kept and dropped together are all of them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.model import Span
from qda.network.build import Collapse, co_mention_events, co_mentions, collapsed, typed_ties
from qda.network.events import LinkageEvent, UnitMentions

ACTORS = ("党委", "居委会", "物业", "居民")
spans = st.integers(0, 6).flatmap(lambda start: st.integers(start + 1, 8).map(lambda end: Span(start, end)))


@st.composite
def events(draw: st.DrawFn) -> list[LinkageEvent]:
    """Events of few actors, documents and places, so that many repeat each other."""
    one = st.builds(
        lambda pair, relation, document, segment, span, polarity: LinkageEvent(
            pair[0],
            pair[1],
            relation,
            document,
            f"{document}{segment}",
            f"case of {document}",
            span,
            directed=relation != "cooperates",
            polarity=polarity,
        ),
        st.permutations(ACTORS).map(lambda order: (order[0], order[1])),
        st.sampled_from(["cooperates", "supervises"]),
        st.sampled_from("ab"),
        st.sampled_from("xy"),
        spans,
        st.sampled_from(["realised", "planned", None]),
    )
    return draw(st.lists(one, max_size=30))


units = st.lists(
    st.builds(
        lambda document, segment, named: UnitMentions(document, f"{document}{segment}", "c", Span(0, 8), tuple(named)),
        st.sampled_from("ab"),
        st.sampled_from("xyz"),
        st.lists(st.tuples(st.sampled_from(ACTORS), spans), max_size=6),
    ),
    max_size=12,
)


@pytest.mark.parametrize("collapse", ["document", "segment", "none"])
@given(events())
def test_a_tie_weighs_as_much_as_its_events(collapse: Collapse, made: list[LinkageEvent]) -> None:
    kept, dropped = collapsed(made, collapse)
    assert len(kept) + len(dropped) == len(made)
    ties = typed_ties(made, collapse=collapse)
    assert sum(tie.weight for tie in ties) == len(kept)
    counted = Counter((e.case_id, e.relation, e.source_id, e.target_id, e.directed) for e in kept)
    for tie in ties:
        key = (tie.case_id, tie.relation, tie.source_id, tie.target_id, tie.directed)
        assert tie.weight == len(tie.evidence) == counted.pop(key)
        if collapse == "document":
            assert len({e.document_id for e in tie.evidence}) == len(tie.evidence)
    assert not counted


@pytest.mark.parametrize("collapse", ["document", "none"])
@given(units)
def test_a_co_mention_weighs_as_much_as_its_events(collapse: Collapse, made: list[UnitMentions]) -> None:
    every = co_mention_events(made)
    kept, dropped = collapsed(every, collapse)
    assert len(kept) + len(dropped) == len(every)
    assert sum(tie.weight for tie in co_mentions(made, collapse=collapse)) == len(kept)
