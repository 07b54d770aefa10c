"""Every format, layout and encoding once, as real files, with exactly what must come out of each.

The files stand in `minutes_forms`, `interview_forms`, `encoding_forms`, `office_forms` and `other_forms`, each with its
turns marked in its text (see `notation`). Each is read alone, and all of them go through `qda ingest` into one study.
"""

from __future__ import annotations

import hashlib
import html
import re
import tarfile
import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath

import pypdfium2
import pytest
from corpus_of_forms.encoding_forms import ENCODINGS
from corpus_of_forms.interview_forms import INTERVIEWS
from corpus_of_forms.minutes_forms import MINUTES
from corpus_of_forms.notation import ROLES, Form
from corpus_of_forms.office_forms import OFFICE, OLD_WORD
from corpus_of_forms.other_forms import OTHERS

from qda.cli.app import run_command
from qda.steps.discover import Found
from qda.steps.read import Read, read_file
from qda.steps.settings import Settings

FORMS: tuple[Form, ...] = (*MINUTES, *INTERVIEWS, *ENCODINGS, *OFFICE, *OTHERS)
NOT_OF_THE_TEXT = {"no-date", "columns-guessed"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with all files in it."""
    root = tmp_path_factory.mktemp("研究 一")
    for form in FORMS:
        target = root / (form.file or form.path)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(form.made(form.text))
    return root


def read_alone(root: Path, form: Form) -> Read:
    shown = form.file or form.path
    path = root / shown
    found = Found(path, shown, shown.removeprefix("corpus/"), root / "corpus")
    reads = read_file((found, hashlib.sha256(path.read_bytes()).hexdigest(), {}), Settings())
    (read,) = [read for read in reads if read.document and read.document.source_path == form.path]
    return read


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_each_alone(folder: Path, form: Form) -> None:
    read = read_alone(folder, form)
    d = read.document
    assert d is not None and d.text == form.text
    found = [(t.role, t.speaker, t.span.start, t.span.end) for t in read.turns if t.role != "apparatus"]
    assert [(*turn, d.text[turn[2] : turn[3]]) for turn in found] == [
        (*turn, form.text[turn[2] : turn[3]]) for turn in form.turns
    ]
    assert dict(d.variables) == form.head
    assert dict(read.attendees) == form.people
    assert [
        (p.kind, p.parts["title"].of(d.text) if p.kind == "agenda" else p.span.of(d.text), dict(p.numbers))
        for p in read.proceedings
    ] == list(form.proceedings)
    assert (d.kind, d.date) == (form.kind, form.date)
    assert d.encoding == form.encoding
    assert sorted(p.slug for p in read.problems if p.slug not in NOT_OF_THE_TEXT) == sorted(form.problems)


@pytest.fixture(scope="module")
def study(folder: Path) -> Path:
    """The same files, all at once, through the command line."""
    (folder / "study.toml").write_text("[study]\ntitle = '版式集'\n[segments]\nunit = 'sentence'\n", encoding="utf-8")
    assert run_command(["ingest", "--study", str(folder)]) == 0
    return folder


def test_all_of_them_in_one_study(study: Path) -> None:
    from qda.store import open_study, rows

    with open_study(study) as opened:
        stored = {d.source_path: d for d in rows.documents(opened)}
        turns = rows.turns(opened)
        rosters = rows.attendees(opened)
        places = list(rows.places(opened).values())
        proceedings = Counter(document_id for document_id, _ in rows.proceedings(opened))
        faults = [p for _, p in rows.problems(opened)]
    assert stored.keys() == {form.path for form in FORMS}
    for form in FORMS:
        d = stored[form.path]
        spoken = [(t.role, t.speaker, t.span.start, t.span.end) for t in turns[d.id] if t.role != "apparatus"]
        assert (d.text, spoken) == (form.text, form.turns), form.path
        assert (dict(d.variables), dict(rosters[d.id])) == (form.head, form.people), form.path
        assert (d.kind, d.date, d.encoding) == (form.kind, form.date, form.encoding), form.path
        assert proceedings[d.id] == len(form.proceedings), form.path
    assert not [p for p in faults if p.severity == "error"]
    texts = {d.id: d.text for d in stored.values()}
    inside = {d.id: [(t.start, t.end) for t in (u.span for u in turns[d.id])] for d in stored.values()}
    assert len(places) > len(FORMS)
    for place in places:
        words = place.span.of(texts[place.document_id])
        assert words == words.strip() != ""
        assert any(start <= place.span.start < place.span.end <= end for start, end in inside[place.document_id])


def own_characters(path: Path) -> str:
    """What stands in a file, by means that have nothing to do with the readers; "" where only its reader can tell."""
    data = path.read_bytes()
    suffix = path.suffix.lower()
    if suffix in (".docx", ".xlsx", ".odt", ".zip"):
        with zipfile.ZipFile(path) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist() if not name.endswith("/"))
    elif tarfile.is_tarfile(path):
        with tarfile.open(path) as archive:
            data = b"\n".join(archive.extractfile(entry).read() for entry in archive)  # type: ignore[union-attr]
    elif suffix == ".pdf":
        pages = pypdfium2.PdfDocument(path)
        return "".join(page.get_textpage().get_text_range() for page in pages)
    elif suffix in (".rtf", ".doc"):
        units = re.sub(rb"\\u(-?\d+)\?", lambda m: (int(m[1]) % 65536).to_bytes(2, "little").hex().encode(), data)
        return re.sub(rb"\\'(..)", lambda m: bytes.fromhex(m[1].decode()), units).decode("gbk", "ignore")
    ways = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5")
    data = re.sub(rb"<w:delText.*?</w:delText>", b"", data)
    return "\n".join(html.unescape(re.sub(r"<[^>]*>", "", data.decode(way, "ignore"))) for way in ways)


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_the_words_stand_in_the_file(folder: Path, form: Form) -> None:
    read = read_alone(folder, form)
    assert read.document is not None
    found = re.sub(r"\s+", "", own_characters(folder / (form.file or form.path)))
    for turn in read.turns:
        if turn.speaker is not None:
            for line in re.split(r"\s+", turn.span.of(read.document.text)):
                assert line in found or sentences_stand(line, found), line


def sentences_stand(line: str, found: str) -> bool:
    """Whether the sentences of a line stand in a file that holds them apart (cues of subtitles)."""
    return all(part in found for part in re.findall(r"[^。]+。", line))


def test_nothing_is_left_out_of_the_corpus() -> None:
    assert len({form.file or form.path for form in FORMS}) >= 60
    assert len({form.name for form in FORMS}) == len({form.path for form in FORMS}) == len(FORMS)
    suffixes = {PurePosixPath(form.file or form.path).suffix for form in FORMS}
    of_tar = {".tar", ".gz", ".xz", ".bz2"}
    assert suffixes >= {".docx", ".doc", ".rtf", ".odt", ".pdf", ".txt", ".md", ".html", ".xlsx", ".csv", *of_tar}
    assert suffixes >= {".srt", ".vtt", ".xml", ".zip"}
    assert {form.encoding for form in FORMS} >= {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5"}
    assert {kind for form in FORMS for kind, *_ in form.proceedings} == {"agenda", "vote", "resolution", "task"}
    assert {role for form in FORMS for role, *_ in form.turns} == set(ROLES.values())


def test_old_word_is_read_by_libreoffice_or_refused_with_advice(tmp_path: Path) -> None:
    from qda.readers import converted

    target = tmp_path / OLD_WORD.path
    target.parent.mkdir(parents=True)
    target.write_bytes(OLD_WORD.made(OLD_WORD.text))
    if converted.find_office():
        read = read_alone(tmp_path, OLD_WORD)
        assert read.document is not None and read.document.text == OLD_WORD.text
        spoken = [(t.role, t.speaker, t.span.start, t.span.end) for t in read.turns if t.role != "apparatus"]
        assert spoken == OLD_WORD.turns
    else:
        found = Found(target, OLD_WORD.path, OLD_WORD.path, tmp_path / "corpus")
        (read,) = read_file((found, "0" * 64, {}), Settings())
        assert read.document is None and "另存为" in read.problems[0].message
