"""Who is who: one pseudonym a person, numbers that stay."""

from __future__ import annotations

from qda.text.mask_pseudonyms import Book, Entry, Listed, Sighting, categories_of, extend


def met(
    key: str, *, case: str = "甲", document: str = "1.txt", category: str = "", note: str = "", told: bool = False
) -> Sighting:
    return Sighting(case, "name", key, key, document, category, note, told)


def test_aliases_of_the_only_person_of_a_surname() -> None:
    book, unclear = extend(Book(), [met("老王"), met("王师傅"), met("王建国", category="居民")])
    assert book.of("甲") == {"老王": "居民A01", "王师傅": "居民A01", "王建国": "居民A01"}
    assert not unclear


def test_ambiguous_form_is_a_person_of_its_own_and_unclear() -> None:
    book, unclear = extend(Book(), [met("王建国"), met("王秀英"), met("王师傅")])
    assert len(set(book.of("甲").values())) == 3
    assert ("甲", "王师傅") in unclear
    assert "请核对" in next(e.note for e in book.entries if e.key == "王师傅")


def test_post_in_the_attendance_list_decides() -> None:
    seen = [met("曹永贵", note="书记、主任"), met("曹万福", note="委员"), met("曹书记")]
    book, unclear = extend(Book(), seen)
    assert book.of("甲")["曹书记"] == book.of("甲")["曹永贵"]
    assert not unclear


def test_sex_and_age_speak_against() -> None:
    names = extend(Book(), [met("孟秀琴", note="女，70岁"), met("孟先生"), met("孟阿姨")])[0].of("甲")
    assert names["孟阿姨"] == names["孟秀琴"] != names["孟先生"]
    names = extend(Book(), [met("葛长海"), met("老葛"), met("小葛")])[0].of("甲")
    assert names["老葛"] == names["葛长海"] != names["小葛"]


def test_told_classes_speak_against_guessed_ones_do_not() -> None:
    told = extend(Book(), [met("王建国", category="居民", told=True), met("王师傅", category="物业", told=True)])[0]
    assert len(set(told.of("甲").values())) == 2
    guessed = extend(Book(), [met("王建国", category="居民"), met("王师傅", category="物业")])[0]
    assert len(set(guessed.of("甲").values())) == 1


def test_somebodys_spouse_is_named_after_him() -> None:
    names = extend(Book(), [met("马德福"), met("马老伴")])[0].of("甲")
    assert names["马老伴"] == names["马德福"]


def test_communities_are_apart() -> None:
    book, _ = extend(Book(), [met("葛长海", category="居民"), met("葛长海", case="乙", category="居民")])
    assert book.of("甲")["葛长海"] == "居民A01"
    assert book.of("乙")["葛长海"] == "居民B01"


def test_the_book_decides_and_numbers_go_on() -> None:
    first, _ = extend(Book(), [met("王建国", category="居民"), met("李四维", category="居民")])
    again, _ = extend(first, [met("李四维"), met("王建国"), met("赵志鹏", category="居民"), met("老王")])
    assert again.entries[: len(first.entries)] == first.entries
    assert again.of("甲")["赵志鹏"] == "居民A03"
    assert again.of("甲")["老王"] == "居民A01"
    assert extend(again, [met("王建国"), met("老王")])[0] == again


def test_an_alias_met_first_is_joined_later() -> None:
    first, _ = extend(Book(), [met("老王")])
    assert extend(first, [met("王建国")])[0].of("甲")["王建国"] == first.of("甲")["老王"]


def test_a_persons_own_names_in_the_book_hold() -> None:
    book = Book((Entry("甲", "王建国", "赵大爷", "居民"), Entry("甲", "王胡同", "保留")))
    names = extend(book, [met("王师傅"), met("王胡同")])[0].of("甲")
    assert names == {"王建国": "赵大爷", "王师傅": "赵大爷"}


def test_the_list_says_who_is_the_same_and_who_is_kept() -> None:
    listed = (Listed("", "二奎", same_as="冯德奎"), Listed("甲", "冯德奎", "房东"), Listed("", "雷锋", keep=True))
    names = extend(Book(), [met("二奎"), met("冯德奎"), met("雷锋")], listed)[0].of("甲")
    assert names == {"二奎": "房东A01", "冯德奎": "房东A01"}


def test_numbers() -> None:
    phone = Sighting("甲", "mobile", "13812345678", "138 1234 5678", "1.txt")
    other = Sighting("乙", "mobile", "13812345678", "13812345678", "2.txt")
    book, _ = extend(Book(), [phone, other, Sighting("乙", "landline", "01087654321", "010-87654321", "2.txt")])
    assert book.of("甲") == {"13812345678": "〔电话01〕"}
    assert book.of("乙") == {"13812345678": "〔电话01〕", "01087654321": "〔电话02〕"}


def test_words_say_the_class() -> None:
    assert categories_of({"代表": "代表", "居民代表": "居民"}, "居民代表马德福") == "居民"
    assert categories_of({}, "居民") == ""
