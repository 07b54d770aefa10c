"""Debates in Akoma Ntoso XML (.xml): speeches by speaker, headings, narrative; with or without the namespace.

Each speech becomes its speaker's name and a colon on a line, then its paragraphs; the speech is marked as a turn. The
speaker is the person whom `by` refers to (TLCPerson, showAs), else what `<from>` says, else the reference itself.

Source: OASIS Akoma Ntoso 1.0, debate document type. Doubts: question and answer elements are read like speeches; votes
and roll calls are plain lines.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from qda.errors import InputError, Problem
from qda.model import Draft, Mark, Span
from qda.readers.archive import tree

_SPEECHES = frozenset(("speech", "question", "answer", "other", "speechGroup"))
_HEADINGS = frozenset(("heading", "subheading", "docTitle"))
_ASIDES = frozenset(("narrative", "scene", "summary", "recordedTime"))
_SECTIONS = frozenset(("debateSection", "section", "chapter", "part"))
_BLOCKS = frozenset(
    (
        "p",
        "block",
        "blockList",
        "item",
        "li",
        "ul",
        "ol",
        "tr",
        "div",
        "listIntroduction",
        "listConclusion",
        "container",
    )
)
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")


def read_akoma(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """The debate's text, with marks of kind heading, label, turn and quote.

    Raises InputError: "xml-entities" for a document type with entities, "unsupported-format" for other XML.
    """
    data = data.strip()
    plain = data[:65536].replace(b"\x00", b"")
    if any(sign in plain for sign in _ENTITIES):
        raise InputError(
            "the file declares a document type or XML entities; it was not read",
            "take the <!DOCTYPE …> out if you trust it",
            "xml-entities",
            path=shown_as,
        )
    root = tree(data, shown_as)
    debate = next((found for found in root.iter() if _name(found) in ("debate", "debateReport")), None)
    if debate is None:
        raise InputError(
            f"the XML is not an Akoma Ntoso debate (its root is {_name(root) or '…'})",
            "save the text as .docx, .txt or .html",
            "unsupported-format",
            path=shown_as,
        )
    walk = _Walk(_people(debate))
    body = next((found for found in debate if _name(found) == "debateBody"), debate)
    for part in debate:
        if _name(part) in ("preface", "debateBody", "conclusions") or part is body:
            walk.blocks(part, 0)
    if body is debate:
        walk.blocks(debate, 0)
    text = "\n".join(walk.lines)
    title = next((mark.label for mark in walk.marks if mark.kind == "heading"), "")
    problems = []
    if walk.nameless:
        message = f"{walk.nameless} speeches name no speaker and were read as narration"
        problems.append(Problem("warning", "speech-without-speaker", message, shown_as))
    if not text.strip():
        problems.append(Problem("error", "empty-file", "the debate has no text; nothing was read", shown_as))
        return None, problems
    metadata = {}
    date = next((found.get("date", "") for found in debate.iter() if _name(found) == "FRBRdate"), "")
    if date:
        metadata["date"] = date[:10]
    return Draft(text, "akoma", "", tuple(walk.marks), title, metadata), problems


class _Walk:
    """Collects lines and marks in reading order."""

    def __init__(self, people: dict[str, str]) -> None:
        self.lines: list[str] = []
        self.marks: list[Mark] = []
        self.nameless = 0
        self._people = people
        self._offset = 0

    def blocks(self, parent: Any, level: int) -> None:
        """Everything inside a section."""
        for element in parent:
            name = _name(element)
            if name in _HEADINGS:
                words = _inline(element)
                if words:
                    self._put(words, "heading", words, min(6, max(1, level)))
            elif name in ("speech", "question", "answer"):
                self._speech(element)
            elif name in _ASIDES:
                for line in _paragraphs(element):
                    self._put(line, "quote")
            elif name == "meta" or name == "num" or not name:
                continue
            elif name in _SECTIONS or any(_name(child) in _BLOCKS | _SPEECHES | _SECTIONS for child in element):
                self.blocks(element, level + (name in _SECTIONS))
            else:
                for line in _paragraphs(element):
                    self._put(line)

    def _speech(self, element: Any) -> None:
        source = next((child for child in element if _name(child) == "from"), None)
        shown = _inline(source).rstrip(":： ") if source is not None else ""
        reference = unquote(element.get("by", "")).lstrip("#")
        speaker = " ".join((self._people.get(reference) or shown or reference).split())
        lines = [line for child in element if child is not source for line in _paragraphs(child)]
        if (element.text or "").strip():
            lines.insert(0, _clean(element.text))
        if not lines:
            lines = [tail for child in element if (tail := _clean(child.tail or ""))]
        self._put("")
        if speaker:
            self._put(f"{speaker}：", "label")
        else:
            self.nameless += 1
        if lines:
            self._put("\n".join(lines), "turn", speaker)

    def _put(self, words: str, kind: str = "", label: str = "", level: int = 0) -> None:
        if kind:
            self.marks.append(Mark(Span(self._offset, self._offset + len(words)), kind, level, label))
        self.lines.append(words)
        self._offset += len(words) + 1


def _people(debate: Any) -> dict[str, str]:
    """Names by id; persons before roles and organisations of the same id."""
    found: dict[str, str] = {}
    for kind in ("TLCPerson", "TLCRole", "TLCOrganization"):
        for element in debate.iter():
            if _name(element) == kind:
                key = unquote(element.get("eId") or element.get("id") or "")
                shown = " ".join((element.get("showAs") or "").split())
                if key and shown:
                    found.setdefault(key, shown)
    return found


def _paragraphs(element: Any) -> list[str]:
    """The paragraphs of an element, one string each."""
    if not _name(element):
        return []
    if not any(_name(child) in _BLOCKS for child in element):
        words = _inline(element)
        return [words] if words else []
    made = []
    running = element.text or ""
    for child in element:
        if _name(child) in _BLOCKS:
            made += [_clean(running), *_paragraphs(child)]
            running = ""
        else:
            running += _inline(child)
        running += child.tail or ""
    return [line for line in (*made, _clean(running)) if line]


def _inline(element: Any) -> str:
    """All words of an element on one line."""
    return _clean("".join(element.itertext()))


def _clean(words: str) -> str:
    """Line ends and the blanks of indented XML become one blank, none between Han."""
    from qda.readers.joining import joined

    return joined(words.split("\n"))


def _name(element: Any) -> str:
    """The local name; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
