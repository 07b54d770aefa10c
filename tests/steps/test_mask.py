"""De-identification of whole documents: text, turns, head, labels, the map file, the review list."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from qda.errors import InputError, Problem, UsageError
from qda.model import Document, Draft, Turn
from qda.steps.mask import Masker, find, known_people, mask_read, mask_reads, pseudonym_classes
from qda.steps.mask_files import check_map_place, load_book, load_names, review_rows, save_book, save_review
from qda.steps.read import Read
from qda.text.layout import read_layout
from qda.text.mask_pseudonyms import Book, Listed

MINUTES = """第3次议事会会议记录
时间：2022年3月26日
主持人：陆文清
参会人员：周敏（书记）、何建（副主任）、居民代表魏国强、佟振声
记录人：田雨

陆老师：人差不多了，可以开。佟师傅您先说。
佟大爷：电话我留了，13812345678，找老佟。装电梯是好事。
周书记：这个算我的，小田记上。
魏国强：我住5号楼2单元602，王阿姨也同意。
居民甲：我没意见。
"""
INTERVIEW = """访谈对象：魏先生，65岁
访谈者：林
时间：2023年12月9日

问：您找谁办的？
答：先找的周敏，后来找何主任。国强这名字是我爹起的。
"""
WORDS = {"居民代表": "居民", "书记": "党组织", "副主任": "居委会"}


def read(text: str, kind: str, path: str, *, case: str = "甲社区", problems: tuple[Problem, ...] = ()) -> Read:
    """A document as ingest reads it."""
    layout = read_layout(Draft(text, "plain"), kind)  # type: ignore[arg-type]
    document = Document(
        f"d{len(text)}", case, kind, layout.title, None, text, path, "0" * 64, variables=dict(layout.head), origins={}
    )  # type: ignore[arg-type]
    turns = tuple(Turn(f"t{n}", document.id, n, t.speaker, None, t.role, t.span) for n, t in enumerate(layout.turns))
    return Read(document, problems, case, turns, {a.name: a.note for a in layout.attendees})


@pytest.fixture
def both() -> list[Read]:
    return [read(MINUTES, "minutes", "甲/会议记录/1.txt"), read(INTERVIEW, "interview", "甲/访谈/2.txt")]


def test_nothing_of_the_names_is_left(both: list[Read]) -> None:
    made = mask_reads(both, Masker(words=WORDS), Book())
    for one in made.reads:
        assert one.document
        everything = [one.document.text, one.document.title, *one.document.variables.values()]
        everything += [*one.attendees, *one.attendees.values(), *(t.speaker or "" for t in one.turns)]
        everything += [p.message for p in one.problems]
        for name in ("周敏", "魏国强", "佟", "陆", "田雨", "小田", "王阿姨", "13812345678", "602", "魏先生", "何主任"):
            assert not any(name in words for words in everything), name


def test_one_person_one_pseudonym_across_documents(both: list[Read]) -> None:
    made = mask_reads(both, Masker(words=WORDS), Book())
    names = made.book.of("甲社区")
    assert names["周敏"] == names["周书记"] == "党组织A01"
    assert names["魏国强"] == names["魏先生"] == "居民A01"
    assert names["佟振声"] == names["佟大爷"] == names["佟师傅"] == names["老佟"]
    text = made.reads[0].document.text  # type: ignore[union-attr]
    assert "党组织A01书记：这个算我的" in text
    assert "居民甲：我没意见。" in text
    assert "电话我留了，〔电话01〕，" in text
    assert "我住〔地址01〕，" in text


def test_turns_keep_their_words_and_labels(both: list[Read]) -> None:
    made = mask_reads(both, Masker(words=WORDS), Book())
    for before, after in zip(both, made.reads, strict=True):
        assert before.document and after.document
        assert [t.role for t in after.turns] == [t.role for t in before.turns]
        for old, new in zip(before.turns, after.turns, strict=True):
            words = new.span.of(after.document.text)
            assert words == words.strip()
            if old.speaker:
                assert after.document.text[: new.span.start].rstrip().rstrip("：").endswith(new.speaker or "?")
            if old.speaker == "居民甲":
                assert (new.speaker, words) == ("居民甲", "我没意见。")


def test_same_result_again_and_with_the_book(both: list[Read]) -> None:
    masker = Masker(words=WORDS)
    first = mask_reads(both, masker, Book())
    assert mask_reads(both, masker, Book()) == first
    again = mask_reads(both, masker, first.book)
    assert again.reads == first.reads
    assert again.book == first.book


def test_finding_works_in_another_process(both: list[Read]) -> None:
    masker = Masker(words=WORDS)
    people = known_people(both, masker, Book())
    packed = pickle.loads(pickle.dumps((both[0], masker, people["甲社区"])))
    assert find(*packed) == find(both[0], masker, people["甲社区"])


def test_kinds_and_names_that_are_kept(both: list[Read]) -> None:
    masker = Masker(names=(Listed("", "周敏", keep=True), Listed("", "周书记", keep=True)), keep=frozenset({"mobile"}))
    text = mask_reads(both, masker, Book()).reads[0].document.text  # type: ignore[union-attr]
    assert "周敏（书记）" in text
    assert "13812345678" in text
    assert "魏国强" not in text


def test_classes_of_the_study_come_first(both: list[Read]) -> None:
    masker = Masker(classes={"甲社区": {"周敏": "党组织", "周书记": "党组织", "何主任": "居委会", "何建": "居委会"}})
    names = mask_reads(both, masker, Book()).book.of("甲社区")
    assert names["何主任"] == names["何建"] == "居委会A01"
    assert pseudonym_classes(mask_reads(both, masker, Book()).book)["甲社区"]["居委会A01"] == "居委会"


def test_problems_say_counts_and_no_names() -> None:
    fault = Problem("note", "unclear-label", "老佟： was not taken for a label", "甲/周敏访谈.txt", None, 40, 44)
    one, _ = mask_read(read(MINUTES, "minutes", "甲/周敏访谈.txt", problems=(fault,)), Masker(), Book())
    slugs = [p.slug for p in one.problems]
    assert slugs[0] == "unclear-label"
    assert "老佟" not in one.problems[0].message
    assert "masked" in slugs
    assert "mask-file-name" in slugs
    assert "姓名" in next(p.message for p in one.problems if p.slug == "masked")


def test_unread_files_pass() -> None:
    nothing = Read(None, (Problem("error", "unreadable", "x", "a.txt"),))
    assert mask_reads([nothing], Masker(), Book()).reads == (nothing,)


def test_review_list(both: list[Read], tmp_path: Path) -> None:
    made = mask_reads(both, Masker(words=WORDS), Book())
    header, *rows = review_rows(made.reviews)
    assert header[:4] == ("文件", "社区", "类型", "把握")
    assert not any("周敏" in cell or "佟" in cell for row in rows for cell in row)
    save_review(tmp_path / "核对表.csv", made.reviews)
    assert "佟" in (tmp_path / "核对表.csv").read_text(encoding="utf-8-sig")


def test_map_file_round_trip(both: list[Read], tmp_path: Path) -> None:
    book = mask_reads(both, Masker(words=WORDS), Book()).book
    path = tmp_path / "化 名 表.csv"
    assert load_book(path) == Book()
    save_book(path, book)
    assert load_book(path) == book
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("gb18030"))
    assert load_book(path) == book


def test_map_file_faults(tmp_path: Path) -> None:
    path = tmp_path / "化名表.csv"
    path.write_text("社区,名字\n甲,王建国\n", encoding="utf-8")
    with pytest.raises(InputError) as fault:
        load_book(path)
    assert fault.value.slug == "map-columns"
    path.write_text("社区,原名,化名\n甲,王建国,居民A01\n甲,王建国,居民A02\n", encoding="utf-8")
    with pytest.raises(InputError) as fault:
        load_book(path)
    assert (fault.value.slug, fault.value.line) == ("map-row", 3)
    assert "王建国" not in str(fault.value)


def test_map_place(tmp_path: Path) -> None:
    study, reports = tmp_path / "研究", tmp_path / "报告"
    check_map_place(tmp_path / "化名表.csv", study, reports)
    check_map_place(study / "化名表.csv", study, reports, allowed=True)
    for inside in (study / "化名表.csv", study / "子" / ".." / "化名表.csv", reports / "化名表.csv"):
        with pytest.raises(UsageError) as fault:
            check_map_place(inside, study, reports)
        assert fault.value.slug == "map-inside-study"


def test_names_list(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("原名,类别,同一人,处理\n冯德奎,房东,,\n二奎,,冯德奎,\n雷锋,,,保留\n", encoding="utf-8")
    assert load_names(path) == (
        Listed("", "冯德奎", "房东"),
        Listed("", "二奎", "", "冯德奎"),
        Listed("", "雷锋", keep=True),
    )
    with pytest.raises(InputError) as fault:
        load_names(tmp_path / "没有.csv")
    assert fault.value.slug == "mask-names-missing"
