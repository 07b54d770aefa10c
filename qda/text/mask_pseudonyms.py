"""Who is who, and what each is called instead: one pseudonym a person, whatever the form of the name.

Within a community, a form of address (王师傅, 老王) belongs to the only person known there with that surname; title, sex
and class must not speak against it. Where several fit, the form gets a pseudonym of its own and is reported as unclear:
two persons in one are worse than one person in two. The book decides: what stands in it is never given out otherwise,
and numbers go on from the highest in it.

Pseudonyms: class, letter of the community, number (居民A03); 人物07 where the class is not known; 〔电话01〕 for numbers.
Doubts: whoever shares a surname with the only person on the list and is nowhere named in full is taken for that person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from qda.text.fold import fold
from qda.text.label_words import words_of
from qda.text.mask_address import find_addresses
from qda.text.mask_forms import NameForm, name_form
from qda.text.mask_name_words import RELATION
from qda.text.mask_patterns import Kind, find_numbers

UNKNOWN = "人物"
KEPT = "保留"
KIND_WORDS: dict[Kind, str] = {
    "name": "姓名",
    "identity": "证件",
    "mobile": "电话",
    "landline": "电话",
    "plate": "车牌",
    "bank": "卡号",
    "passport": "证件",
    "account": "账号",
    "email": "邮箱",
    "address": "地址",
    "building": "楼栋",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the book: in this community, `original` is called `pseudonym` (保留: it stays as it is). Several rows
    with one pseudonym are one person. category: the class of a person, or the kind of a number. first: the document it
    was first met in. note: free."""

    case: str
    original: str
    pseudonym: str
    category: str = ""
    first: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """What findings call it."""
        return _number_key(self.original) if self.category in _NUMBER_WORDS else key_of(self.original)


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the project's list of names. case: "" for all. category: the class of the person. same_as: the name of
    the person that this is another form of. keep: it is no person, or need not be hidden."""

    case: str
    name: str
    category: str = ""
    same_as: str = ""
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Sighting:
    """One person or number met in one document. key: of the finding. written: as the text has it (with its title).
    category: class as far as known, "" if not. note: what head and labels say besides the name. told: the
    class was given by the study, not guessed from words, so that it can tell two persons apart."""

    case: str
    kind: Kind
    key: str
    written: str
    document: str
    category: str = ""
    note: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """All pseudonyms of a project, in the order in which they were given."""

    entries: tuple[Entry, ...] = ()

    def of(self, case: str) -> dict[str, str]:
        """Key to pseudonym in a community, what is kept left out."""
        return {e.key: e.pseudonym for e in self.entries if e.case == case and e.pseudonym != KEPT}

    def kept(self, case: str) -> frozenset[str]:
        """Keys that stay as they are in a community."""
        return frozenset(e.key for e in self.entries if e.case in (case, "") and e.pseudonym == KEPT)

    def known(self, case: str) -> frozenset[str]:
        """Keys of the persons of a community."""
        return frozenset(e.key for e in self.entries if e.case == case and e.category not in _NUMBER_WORDS) - self.kept(
            case
        )


def key_of(words: str) -> str:
    """The key of what a person wrote into a table."""
    return re.sub(r"\s", "", fold(words))


@lru_cache(maxsize=4096)
def _number_key(written: str) -> str:
    """The key of a number or address as its finder makes it; where it needs the word before it, its characters."""
    for finding in (*find_numbers(written), *find_addresses(written)):
        if len(finding.span) == len(written):
            return finding.key
    return re.sub(r"[^0-9a-z@_\u3400-\u9fff]", "", fold(written))


def extend(
    book: Book, sightings: Iterable[Sighting], listed: Sequence[Listed] = ()
) -> tuple[Book, dict[tuple[str, str], str]]:
    """The book with everything that was met, and, by community and key, why a form of address may be somebody else.

    sightings: in the order of the documents; the numbers follow it. Nothing that stands in the book is changed.
    """
    by_case: dict[str, list[Sighting]] = {}
    for sighting in sightings:
        by_case.setdefault(sighting.case, []).append(sighting)
    entries = list(book.entries)
    unclear: dict[tuple[str, str], str] = {}
    for case, met in by_case.items():
        in_book = Book(tuple(entries))
        kept = in_book.kept(case) | {key_of(one.name) for one in listed if one.keep and one.case in ("", case)}
        met = [one for one in met if one.key not in kept]
        people = _People(case, in_book, [one for one in listed if one.case in ("", case) and not one.keep])
        people.take([one for one in met if one.kind == "name"])
        unclear |= {(case, key): why for key, why in people.unclear.items()}
        entries += _named(people, entries)
        entries += _numbered([one for one in met if one.kind != "name"], entries, case)
    return Book(tuple(entries)), unclear


@dataclass(slots=True)
class _Person:
    """What is known of one person while names are joined. rank: place of the first sighting; -1 for those of the book."""

    pseudonym: str = ""
    rank: int = -1
    surnames: set[str] = field(default_factory=set)
    full: bool = False
    sexes: set[str] = field(default_factory=set)
    categories: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    young: bool | None = None
    givens: set[str] = field(default_factory=set)
    notes: str = ""
    documents: set[str] = field(default_factory=set)
    new: dict[str, Sighting] = field(default_factory=dict)


class _People:
    """The persons of one community."""

    def __init__(self, case: str, book: Book, listed: Sequence[Listed]) -> None:
        self.case = case
        self.unclear: dict[str, str] = {}
        self._by_key: dict[str, _Person] = {}
        self._all: list[_Person] = []
        self._listed = {key_of(one.name): one for one in listed}
        by_pseudonym: dict[str, _Person] = {}
        for entry in book.entries:
            if entry.case != case or entry.category in _NUMBER_WORDS or entry.pseudonym == KEPT:
                continue
            person = by_pseudonym.get(entry.pseudonym) or self._new(-1)
            by_pseudonym[entry.pseudonym] = person
            person.pseudonym = entry.pseudonym
            if entry.category not in ("", UNKNOWN):
                person.categories.append(entry.category)
            self._add(person, entry.key, name_form(entry.original, lone=True), None)

    @property
    def persons(self) -> list[_Person]:
        """Everybody, in the order in which they are to be numbered."""
        return sorted(self._all, key=lambda person: person.rank)

    def take(self, sightings: Sequence[Sighting]) -> None:
        """Join the names met: full names, forms of address, lone surnames, then what the list says is somebody else."""
        forms = {one.key: name_form(one.key, lone=True) for one in sightings}
        ranked = sorted(enumerate(sightings), key=lambda pair: (self._turn(pair[1], forms[pair[1].key]), pair[0]))
        for rank, sighting in ranked:
            form = forms[sighting.key]
            person = self._by_key.get(sighting.key) or self._fitting(sighting, form) or self._new(rank)
            person.rank = min(person.rank, rank) if person.rank >= 0 else person.rank
            self._add(person, sighting.key, form, sighting)

    def _turn(self, sighting: Sighting, form: NameForm | None) -> int:
        """When a form of name is joined: what says most comes first."""
        if self._same_as(sighting.key):
            return 6
        if form and form.shape != "full":
            return {"titled": 3, "nick": 4, "surname": 5}[form.shape]
        return 1 if len(sighting.key) > 2 else 2

    def _same_as(self, key: str) -> str:
        one = self._listed.get(key)
        return key_of(one.same_as) if one and one.same_as else ""

    def _fitting(self, sighting: Sighting, form: NameForm | None) -> _Person | None:
        """The one person whom this new form must mean; None, and a word in `unclear`, if it is not clear."""
        if same := self._same_as(sighting.key):
            return self._by_key.get(same)
        if sighting.key in self._listed:
            return None
        if len(by_given := [person for person in self._all if sighting.key in person.givens]) == 1:
            return by_given[0]
        if form is None or not form.surname:
            return None
        same_name = [person for person in self._all if form.surname in person.surnames]
        if form.shape == "full":
            alone = [person for person in same_name if not person.full and person.rank == -1]
            rivals = [person for person in same_name if person not in alone]
            fits = [person for person in alone if not _conflict(person, sighting, form)]
            return fits[0] if len(alone) == 1 and fits and not rivals else None
        candidates = [person for person in same_name if person.full and not _conflict(person, sighting, form)]
        if form.shape == "surname":
            candidates = [person for person in candidates if sighting.document in person.documents]
        if len(candidates) > 1 and form.title:
            bare = form.title.removeprefix("副")
            by_post = [person for person in candidates if bare in person.notes]
            candidates = by_post if len(by_post) == 1 else candidates
        if len(candidates) > 1:
            here = [person for person in candidates if sighting.document in person.documents]
            self.unclear[sighting.key] = f"同姓者 {len(candidates)} 人都可能" + (
                f"，其中 {len(here)} 人在本文件中出现" if here else ""
            )
            return None
        if candidates:
            return candidates[0]
        if same_name:
            self.unclear[sighting.key] = "另有同姓者，可能是同一人"
        return None

    def _new(self, rank: int) -> _Person:
        person = _Person(rank=rank)
        self._all.append(person)
        return person

    def _add(self, person: _Person, key: str, form: NameForm | None, sighting: Sighting | None) -> None:
        if form and form.surname:
            person.surnames.add(form.surname)
            person.full = person.full or form.shape == "full"
            if form.shape == "full" and len(form.key) >= 3:
                person.givens.add(form.key[-2:])
            if person.young is None and form.title not in RELATION:
                person.young = _young(form)
            if form.sex and form.title not in RELATION:
                person.sexes.add(form.sex)
        if sighting:
            person.notes += "，" + sighting.note
            found = re.search(r"(?:^|[，,、 ])([男女])(?:$|[，,、 性])", sighting.note)
            if found and form and form.shape == "full":
                person.sexes.add(found[1])
            person.documents.add(sighting.document)
            one = self._listed.get(key)
            if one and one.category:
                person.categories.insert(0, one.category)
            elif sighting.category and (not form or form.title not in RELATION):
                person.categories.append(sighting.category)
            if sighting.told and (not form or form.title not in RELATION):
                person.told.add(sighting.category)
            if key not in self._by_key:
                person.new[key] = sighting
        self._by_key.setdefault(key, person)


def _conflict(person: _Person, sighting: Sighting, form: NameForm) -> bool:
    """Whether sex or class say that this is somebody else."""
    if form.title in RELATION:
        return False
    if form.sex and person.sexes and form.sex not in person.sexes:
        return True
    if person.young is not None and _young(form) is not None and person.young != _young(form):
        return True
    return bool(sighting.told and person.told and sighting.category not in person.told)


def _young(form: NameForm) -> bool | None:
    """小葛 is not 老葛, nor 葛奶奶; None where the form does not say."""
    if form.shape == "nick" and form.key[0] in "老小":
        return form.key[0] == "小"
    return False if form.title in _ELDERS else None


_ELDERS = frozenset(words_of("大爷 大妈 大娘 奶奶 爷爷 阿婆 阿公 老伯 婆婆 阿姨"))
_NUMBER_WORDS = frozenset(word for kind, word in KIND_WORDS.items() if kind != "name")


def _named(people: _People, entries: Sequence[Entry]) -> list[Entry]:
    """New rows for the persons of a community."""
    letter = _letter(people.case, entries)
    used = _used(entries)
    made = []
    for person in people.persons:
        if not person.new:
            continue
        category = person.categories[0] if person.categories else UNKNOWN
        if not person.pseudonym:
            stem = category if category == UNKNOWN else f"{category}{letter}"
            used[stem] = used.get(stem, 0) + 1
            person.pseudonym = f"{stem}{used[stem]:02d}"
        for key, sighting in person.new.items():
            note = people.unclear.get(key, "")
            made.append(
                Entry(
                    people.case,
                    sighting.written,
                    person.pseudonym,
                    category,
                    sighting.document,
                    f"请核对：{note}" if note else "",
                )
            )
    return made


def _numbered(sightings: Sequence[Sighting], entries: Sequence[Entry], case: str) -> list[Entry]:
    """New rows for numbers and addresses; the same number is the same in all communities."""
    used = _used(entries)
    known: dict[str, str] = {e.key: e.pseudonym for e in entries if e.category in _NUMBER_WORDS}
    here = {e.key for e in entries if e.case == case and e.category in _NUMBER_WORDS}
    made = []
    for sighting in sightings:
        if sighting.key in here:
            continue
        word = KIND_WORDS[sighting.kind]
        if sighting.key not in known or word == KIND_WORDS["address"]:
            used[word] = used.get(word, 0) + 1
            known[sighting.key] = f"〔{word}{used[word]:02d}〕"
        here.add(sighting.key)
        made.append(Entry(case, sighting.written, known[sighting.key], word, sighting.document))
    return made


def _used(entries: Iterable[Entry]) -> dict[str, int]:
    """The highest number given so far, by what stands before it."""
    made: dict[str, int] = {}
    for entry in entries:
        match = re.fullmatch(r"〔?(\D+?)(\d+)〕?", entry.pseudonym)
        if match:
            made[match[1]] = max(made.get(match[1], 0), int(match[2]))
    return made


def _letter(case: str, entries: Iterable[Entry]) -> str:
    """The letter of a community: that of its pseudonyms in the book, else the next free one."""
    taken = set()
    for entry in entries:
        match = re.fullmatch(r"\D*?[^A-Z]([A-Z]{1,2})\d+", entry.pseudonym)
        if match and entry.category not in _NUMBER_WORDS:
            if entry.case == case:
                return match[1]
            taken.add(match[1])
    alphabet = [chr(ord("A") + place) for place in range(26)]
    for name in [*alphabet, *(first + second for first in alphabet for second in alphabet)]:
        if name not in taken:
            return name
    return "ZZ"


def categories_of(words: Mapping[str, str], label: str) -> str:
    """The class that words in a label say (居民代表 → 居民), the longest word first; "" if none does."""
    view = fold(label)
    for word in sorted(words, key=lambda word: (-len(word), word)):
        if fold(word) in view:
            return words[word]
    return ""
