"""De-identification: documents with names, numbers and addresses replaced, and the table that says who is who.

Three passes over what was read, so that the order of files decides numbers and nothing else: the people that heads and
labels name, by community; what stands in each text (`find`, in worker processes if wanted); one book of pseudonyms for
all (`qda.text.mask_pseudonyms`), then the replacing. Turns keep their words; segments are cut afterwards.

The map file (CSV) holds the original names: it belongs outside the study, is written whole or not at all, and nothing
of it goes into messages, problems or reports. With it the texts are de-identified (PIPL article 73), not anonymous.
Doubts: file names are not changed; one that holds a name is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qda.errors import Problem
from qda.model import Document, Span
from qda.steps.mask_files import Review
from qda.steps.read import Read
from qda.text.mask import Masked, choose, mask
from qda.text.mask_address import find_addresses
from qda.text.mask_forms import name_form
from qda.text.mask_names import find_names
from qda.text.mask_patterns import Finding, Kind, find_numbers
from qda.text.mask_pseudonyms import KEPT, KIND_WORDS, Book, Listed, Sighting, categories_of, extend, key_of
from qda.text.turns import TurnDraft

DOUBTFUL_MASKED: frozenset[Kind] = frozenset(
    ("identity", "mobile", "landline", "plate", "bank", "passport", "account", "email")
)
"""Kinds whose doubtful findings are replaced too: a number too many does no harm, a number left does."""

_RESEARCHERS = frozenset(("访谈者", "记录者"))
_RESEARCHER = "研究者"


@dataclass(frozen=True, slots=True)
class Masker:
    """Everything that finding needs. names: the project's list. classes: by community, label or name to class
    (居民, 居委会 …). words: words of a label or of an attendance note that say the class (居民代表 → 居民). keep: kinds that
    are left alone. doubtful: kinds whose doubtful findings are replaced too."""

    names: tuple[Listed, ...] = ()
    classes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    keep: frozenset[str] = frozenset()
    doubtful: frozenset[str] = DOUBTFUL_MASKED


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in one document: findings in its text, labels by turn (the span of a turn's label, None where it does
    not stand in the text), and the people of head and labels with what is said about them."""

    findings: tuple[Finding, ...]
    labels: tuple[Span | None, ...]
    people: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class Masking:
    """The reads, masked; the book with what was new; the review list, in order of documents."""

    reads: tuple[Read, ...]
    book: Book
    reviews: tuple[Review, ...]


def mask_reads(reads: Sequence[Read], masker: Masker, book: Book) -> Masking:
    """All documents of a run, in the order given (the order of paths)."""
    people = known_people(reads, masker, book)
    found = [find(read, masker, people.get(read.case_name, frozenset())) for read in reads]
    sightings = [one for read, each in zip(reads, found, strict=True) for one in _sightings(read, each, masker)]
    extended, unclear = extend(book, sightings, masker.names)
    made, reviews = [], []
    for read, each in zip(reads, found, strict=True):
        masked, listed = _apply(read, each, masker, extended, people.get(read.case_name, frozenset()), unclear)
        made.append(masked)
        reviews += listed
    return Masking(tuple(made), extended, tuple(reviews))


def mask_read(read: Read, masker: Masker, book: Book) -> tuple[Read, Book]:
    """One document on its own, and the book with what was new. For a corpus use `mask_reads`, which knows the people
    of all documents before it decides who is who."""
    made = mask_reads([read], masker, book)
    return made.reads[0], made.book


def known_people(reads: Iterable[Read], masker: Masker, book: Book) -> dict[str, frozenset[str]]:
    """By community, the keys of all persons that lists, heads and labels name."""
    made: dict[str, set[str]] = {}
    for read in reads:
        if read.document is None:
            continue
        known = made.setdefault(read.case_name, set())
        known.update(one.key for one in _people_of(read, masker))
    for case, known in made.items():
        known |= book.known(case)
        known |= {key_of(one.name) for one in masker.names if one.case in ("", case) and not one.keep}
        known -= _never(case, masker, book)
    return {case: frozenset(known) for case, known in made.items()}


def find(read: Read, masker: Masker, known: frozenset[str]) -> Found:
    """What stands in one document. Depends on nothing but its arguments, so it may run in a worker process."""
    if read.document is None:
        return Found((), (), ())
    text = read.document.text
    never = _never(read.case_name, masker, Book())
    labels = _labels(text, read.turns)
    findings: list[Finding] = []
    for turn, span in zip(read.turns, labels, strict=True):
        form = name_form(span.of(text), lone=True) if span else None
        if turn.speaker and span and form and form.key in known:
            place = Span(span.start + form.start, span.start + form.end)
            findings.append(Finding("name", place, "sure", "发言人称谓", form.key))
    top = next((turn.span.start for turn in read.turns if turn.role != "apparatus"), len(text))
    findings += _lone_in_head(text[:top], read.attendees)
    findings += find_names(text, known, never)
    findings += (*find_numbers(text), *find_addresses(text))
    kept = [one for one in findings if one.kind not in masker.keep and one.key not in never]
    return Found(choose(kept), labels, tuple(_people_of(read, masker)))


def pseudonym_classes(book: Book) -> dict[str, dict[str, str]]:
    """By community, pseudonym to class, for whatever knows people by their names (the table of people)."""
    made: dict[str, dict[str, str]] = {}
    for entry in book.entries:
        if entry.pseudonym != KEPT and entry.category not in KIND_WORDS.values():
            made.setdefault(entry.case, {})[entry.pseudonym] = entry.category
    return made


# --- finding -----------------------------------------------------------------------------------------------------------


def _never(case: str, masker: Masker, book: Book) -> frozenset[str]:
    listed = {key_of(one.name) for one in masker.names if one.keep and one.case in ("", case)}
    return frozenset(listed | book.kept(case))


def _people_of(read: Read, masker: Masker) -> Iterator[Sighting]:
    """The people that labels and head name, with class and note."""
    document = read.document
    if document is None or "name" in masker.keep:
        return
    researchers = {
        key_of(piece)
        for name in _RESEARCHERS
        for piece in re.split(r"[，,、；;\s（(）)]+", document.variables.get(name, ""))
        if piece
    }
    labels = [(name, note) for name, note in read.attendees.items()]
    labels += [(label, "") for label in dict.fromkeys(turn.speaker for turn in read.turns if turn.speaker)]
    for label, note in labels:
        form = name_form(label, lone=True)
        if form is None:
            continue
        classes = masker.classes.get(read.case_name, {})
        category = classes.get(label) or classes.get(label[form.start :].strip()) or classes.get(form.key) or ""
        told = bool(category)
        note = "，".join(
            part for part in (label[: form.start], form.title if form.shape == "full" else "", note) if part
        )
        if not category and key_of(label) in researchers:
            category = _RESEARCHER
        category = category or categories_of(masker.words, label) or categories_of(masker.words, note)
        written = form.key if form.shape != "full" else label[form.start : form.end]
        yield Sighting(read.case_name, "name", form.key, written, document.source_path, category, note, told)


def _labels(text: str, turns: Sequence[TurnDraft]) -> tuple[Span | None, ...]:
    """Where the label of each turn stands: between the turn before and its own words."""
    made: list[Span | None] = []
    place = 0
    for turn in turns:
        start = text.rfind(turn.speaker, place, turn.span.start) if turn.speaker else -1
        made.append(Span(start, start + len(turn.speaker)) if turn.speaker and start >= 0 else None)
        place = max(place, turn.span.end)
    return tuple(made)


def _lone_in_head(head: str, attendees: Iterable[str]) -> Iterator[Finding]:
    """Lone surnames in the head (访谈者：林), which running text must not be searched for."""
    for name in attendees:
        form = name_form(name, lone=True)
        if form and form.shape == "surname":
            pattern = rf"(?<=[:：、，,；;\s]){re.escape(name)}(?=[\s，,（(、；;＝=]|$)"
            for match in re.finditer(pattern, head, re.MULTILINE):
                yield Finding("name", Span(*match.span()), "sure", "文件头中的人", form.key)


def _sightings(read: Read, found: Found, masker: Masker) -> Iterator[Sighting]:
    """What may be replaced in a document: its people, then the rest in the order of the text."""
    if read.document is None:
        return
    yield from found.people
    seen = {one.key for one in found.people}
    classes = masker.classes.get(read.case_name, {})
    for one in found.findings:
        if one.key in seen or not (one.certainty == "sure" or one.kind in masker.doubtful):
            continue
        seen.add(one.key)
        written = one.span.of(read.document.text)
        category = ""
        if one.kind == "name":
            form = name_form(one.key, lone=True)
            written = one.key if form and form.shape != "full" else written
            category = classes.get(one.key) or categories_of(masker.words, one.key)
        told = one.kind == "name" and one.key in classes
        yield Sighting(read.case_name, one.kind, one.key, written, read.document.source_path, category, "", told)


# --- replacing ---------------------------------------------------------------------------------------------------------


def _apply(
    read: Read,
    found: Found,
    masker: Masker,
    book: Book,
    known: frozenset[str],
    unclear: Mapping[tuple[str, str], str],
) -> tuple[Read, list[Review]]:
    """One document with everything replaced that the book has a pseudonym for."""
    document = read.document
    if document is None:
        return read, []
    pseudonyms = book.of(read.case_name)
    never = _never(read.case_name, masker, book)
    chosen = [one for one in found.findings if one.certainty == "sure" or one.kind in masker.doubtful]
    masked = mask(document.text, chosen, pseudonyms)

    def short(words: str, *, label: bool = False) -> str:
        return _short(words, known, never, masker, pseudonyms, label=label)

    changed = replace(
        document,
        text=masked.text,
        title=short(document.title, label=True),
        variables={name: short(value, label=True) for name, value in document.variables.items()},
    )
    turns = tuple(_turn(turn, masked, span, short) for turn, span in zip(read.turns, found.labels, strict=True))
    attendees: dict[str, str] = {}
    for name, note in read.attendees.items():
        name, note = short(name, label=True), short(note)
        attendees[name] = "；".join(dict.fromkeys(each for each in (attendees.get(name, ""), note) if each))
    problems = [_problem(problem, masked, short(problem.message)) for problem in read.problems]
    reviews = _reviews(read, found, masked, pseudonyms, unclear, never)
    problems += _report(document, masked, reviews, short)
    if read.remarks:
        message = f"{len(read.remarks)} comments and footnotes were left out altogether: names in them are not masked"
        problems.append(Problem("warning", "mask-remarks", message, document.source_path))
    moved = masked.offsets.to_masked
    proceedings = tuple(
        replace(
            p,
            span=moved(p.span),
            item=moved(p.item) if p.item else None,
            parts={name: moved(span) for name, span in p.parts.items()},
        )
        for p in read.proceedings
    )
    changed_read = replace(read, document=changed, turns=turns, attendees=attendees, proceedings=proceedings)
    return replace(changed_read, remarks=(), problems=tuple(problems)), reviews


def _short(
    words: str,
    known: frozenset[str],
    never: frozenset[str],
    masker: Masker,
    pseudonyms: Mapping[str, str],
    *,
    label: bool,
) -> str:
    """A title, a value, a label or a message, masked. label: it may be nothing but a name."""
    findings = [*find_names(words, known, never), *find_numbers(words), *find_addresses(words)]
    if label:
        for piece in re.finditer(r"[^_＿，,、；;\s（(）)]+", words):
            form = name_form(piece[0], lone=True)
            if form and (form.key in pseudonyms) and form.key not in never:
                place = Span(piece.start() + form.start, piece.start() + form.end)
                findings.append(Finding("name", place, "sure", "label", form.key))
    kept = [one for one in findings if one.kind not in masker.keep]
    return mask(words, [one for one in kept if one.certainty == "sure" or one.kind in masker.doubtful], pseudonyms).text


def _turn(turn: TurnDraft, masked: Masked, label: Span | None, short: Callable[..., str]) -> TurnDraft:
    """A turn in the masked text."""
    span = masked.offsets.to_masked(turn.span)
    speaker = turn.speaker
    if speaker and label is None:
        speaker = short(speaker, label=True)
    elif label is not None:
        speaker = masked.offsets.to_masked(label).of(masked.text).strip()
    return replace(turn, speaker=speaker, span=span)


def _problem(problem: Problem, masked: Masked, message: str) -> Problem:
    if problem.start is None or problem.end is None:
        return replace(problem, message=message)
    span = masked.offsets.to_masked(Span(problem.start, problem.end))
    return replace(problem, message=message, start=span.start, end=span.end)


def _reviews(
    read: Read,
    found: Found,
    masked: Masked,
    pseudonyms: Mapping[str, str],
    unclear: Mapping[tuple[str, str], str],
    never: frozenset[str],
) -> list[Review]:
    """One line a kind and key: everything replaced, and everything doubtful that was left."""
    if read.document is None:
        return []
    replaced = {each.finding for each in masked.replaced}
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for one in found.findings:
        if one.key in never:
            continue
        grouped.setdefault((one.kind, one.key), []).append(one)
    made = []
    for (_, key), group in grouped.items():
        first = next((one for one in group if one in replaced), group[0])
        done = first in replaced
        why = unclear.get((read.case_name, key), "")
        certainty = "doubtful" if why or first.certainty == "doubtful" else "sure"
        around = Span(max(0, first.span.start - 12), min(len(read.document.text), first.span.end + 12))
        made.append(
            Review(
                read.document.source_path,
                read.case_name,
                first.kind,
                certainty,
                done,
                len(group),
                _line(masked.offsets.to_masked(around).of(masked.text)),
                _line(around.of(read.document.text)),
                pseudonyms.get(key, "") if done else "",
                "；".join(each for each in (first.why, why) if each),
            )
        )
    return made


def _line(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


def _report(
    document: Document, masked: Masked, reviews: Sequence[Review], short: Callable[..., str]
) -> Iterator[Problem]:
    """What is said about a document: counts, never words."""
    counts = Counter(KIND_WORDS[each.finding.kind] for each in masked.replaced)
    said = ", ".join(f"{kind} {n}" for kind, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    doubtful = [one for one in reviews if one.certainty == "doubtful"]
    left = sum(not one.replaced for one in doubtful)
    yield Problem("note", "masked", f"replaced: {said or 'nothing'}", document.source_path)
    if doubtful:
        message = f"{len(doubtful)} findings are doubtful, {left} of them were left; look at the review list"
        yield Problem("note", "mask-doubtful", message, document.source_path)
    stem = Path(document.source_path).stem
    if short(stem, label=True) != stem:
        yield Problem(
            "warning",
            "mask-file-name",
            "the name of this file holds a person's name, which reports would show; rename the file",
            document.source_path,
        )
