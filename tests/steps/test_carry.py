"""People's codings of a text that has changed: carried over where the words are the same, listed where they are not."""

from __future__ import annotations

import pytest

from qda.cli.app import run_command
from qda.store import open_study, rows

TEXT = "张主任：这件事交给居民自己定。\n王阿姨：结果要公示。\n李经理：知道了。\n王阿姨：结果要公示。\n张主任：散会。\n"
SHEET = '\n[[codings]]\npath = "codings/甲.csv"\ncoder = "读者甲"\n'


@pytest.fixture
def coded(make_study):
    root = make_study({"corpus/甲社区/会议记录/2022-04-18.txt": TEXT}, settings=SHEET)
    assert run_command(["ingest", "--study", str(root)]) == 0
    with open_study(root) as study:
        segments = [s.id for s in rows.segments(study)]
    codes = ["power.decide", "watch", "", "watch", ""]
    (root / "codings").mkdir()
    lines = ["segment,codes,memo", *(f"{s},{c},备注{i}" for i, (s, c) in enumerate(zip(segments, codes, strict=True)))]
    (root / "codings" / "甲.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    assert run_command(["run", "--study", str(root)]) == 0
    return root


def found(root):
    with open_study(root) as study:
        texts = {d.id: d.text for d in rows.documents(study)}
        codings = [(c.code_id, c.span.of(texts[c.document_id]), c.memo) for c in rows.codings(study, "读者甲")]
        return codings, len(rows.seen(study, "读者甲")), [p for _, p in rows.problems(study)]


def test_codings_follow_their_words(coded):
    before, seen, _ = found(coded)
    assert seen == 5
    path = coded / "corpus/甲社区/会议记录/2022-04-18.txt"
    changed = "张主任：先说一句，今天人齐了。\n" + TEXT.replace("知道了", "我们回去研究")
    path.write_text(changed, encoding="utf-8")
    assert run_command(["run", "--study", str(coded)]) == 0
    after, seen, problems = found(coded)
    assert after == before
    assert seen == 4
    lost = [p for p in problems if p.slug == "segment-changed"]
    assert len(lost) == 1 and "知道了" in lost[0].message and lost[0].path == "codings/甲.csv"


def test_a_changed_word_is_not_guessed(coded):
    path = coded / "corpus/甲社区/会议记录/2022-04-18.txt"
    path.write_text(TEXT.replace("自己定", "自己订"), encoding="utf-8")
    assert run_command(["run", "--study", str(coded)]) == 0
    after, _, problems = found(coded)
    assert "power.decide" not in {code for code, _, _ in after}
    assert [p.slug for p in problems].count("segment-changed") == 1


def test_going_back_brings_everything_back(coded):
    before = found(coded)[0]
    path = coded / "corpus/甲社区/会议记录/2022-04-18.txt"
    path.write_text("全部重写。\n", encoding="utf-8")
    assert run_command(["run", "--study", str(coded)]) == 0
    assert found(coded)[0] == []
    path.write_text(TEXT, encoding="utf-8")
    assert run_command(["run", "--study", str(coded)]) == 0
    assert found(coded)[0] == before
