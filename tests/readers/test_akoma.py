"""Debates in Akoma Ntoso: every speech a turn, every speaker by name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from qda.readers import read, read_bytes
from qda.text.layout import read_layout

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "tw-transcripts"
DEBATE = """<?xml version="1.0"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><debate name="d">
<meta><identification source="#x"><FRBRWork><FRBRdate date="2017-06-28" name="held"/></FRBRWork></identification>
<references><TLCPerson eId="p1" href="/p1" showAs="唐鳳"/><TLCRole eId="r1" href="/r1" showAs="主席"/></references></meta>
<debateBody><debateSection><num>1</num><heading>停車問題</heading>
<narrative>（鼓掌）</narrative>
<speech by="#p1" as="#r1"><from>唐委員：</from>
  <p>第一段
     接著說 <i>斜體</i>&amp;結束。</p>
  <p>第二段，2017
年。</p></speech>
<speech by="#nobody"><from>王小姐：</from><p>好。</p></speech>
<speech><p>沒有名字。</p></speech>
<speech by="#r1"/>
<debateSection><heading>表決</heading><p>全數通過。</p></debateSection>
</debateSection></debateBody></debate></akomaNtoso>"""


def test_speeches_headings_and_narrative() -> None:
    draft, problems = read_bytes("a.xml", DEBATE.encode(), shown_as="a.xml")
    assert draft is not None and draft.title == "停車問題" and dict(draft.metadata) == {"date": "2017-06-28"}
    assert [problem.slug for problem in problems] == ["speech-without-speaker"]
    layout = read_layout(draft)
    assert [(turn.role, turn.speaker, turn.span.of(draft.text)) for turn in layout.turns] == [
        ("apparatus", None, "停車問題\n（鼓掌）"),
        ("speaker", "唐鳳", "第一段接著說 斜體&結束。\n第二段，2017年。"),
        ("speaker", "王小姐", "好。"),
        ("narration", None, "沒有名字。"),
        ("apparatus", None, "表決"),
        ("narration", None, "全數通過。"),
    ]


def test_other_xml_is_refused() -> None:
    for text, slug in (
        ("<html><p>x</p></html>", "unsupported-format"),
        ("<debate", "damaged"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><debate>&a;</debate>', "xml-entities"),
        ("<debate><debateBody/></debate>", "empty-file"),
    ):
        draft, problems = read_bytes("a.xml", text.encode(), shown_as="a.xml")
        assert draft is None and [problem.slug for problem in problems] == [slug]


@pytest.mark.real
def test_public_debates_have_the_turns_and_speakers_of_their_manifest() -> None:
    if not DATA.is_dir():
        pytest.skip("the public transcripts are not beside the project")
    with (DATA / "manifest.csv").open(encoding="utf-8-sig", newline="") as source:
        rows = {Path(row["path"]).stem: row for row in csv.DictReader(source)}
    paths = sorted((DATA / "akoma-ntoso").glob("*.xml"))
    assert len(paths) == 3
    for path in paths:
        row = rows[path.name.removesuffix(".an.xml")]
        draft, problems = read(path, shown_as=path.name)
        assert draft is not None and problems == []
        turns = [turn for turn in read_layout(draft).turns if turn.speaker]
        assert (len(turns), len({turn.speaker for turn in turns})) == (int(row["turns"]), int(row["speakers"]))
        other, _ = read(DATA / row["path"], shown_as=path.name)
        assert other is not None
        expected = [turn for turn in read_layout(other, "minutes").turns if turn.speaker]
        assert [turn.speaker for turn in turns] == [turn.speaker for turn in expected]
        alike = sum(a.span.of(draft.text) == b.span.of(other.text) for a, b in zip(turns, expected, strict=True))
        assert alike >= 0.97 * len(turns)
