"""Rich text (.rtf): an own reader of control words, so that no other program is needed.

Read: \\u escapes with their fallback skipped, bytes (\\'b4) in the code page of the font or of the file, paragraphs, line
ends, tabs, table rows, automatic list numbers as the file spells them out. Left out: pictures, headers, footers, field
codes, hidden and deleted words. Comments and footnotes are kept beside the text.

Source: Rich Text Format Specification 1.9.1. Doubts: numbers of lists are only there if the program that wrote the file
spelled them out (Word and WPS do); objects are left out without their words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from qda.errors import InputError, Problem
from qda.model import Draft, Mark, Span
from qda.readers.joining import is_wide
from qda.readers.remarks import RemarkKind, Said, lifted, sign, unsigned
from qda.text.label_words import words_of

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|(\\)", re.DOTALL
)
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 0: "", 1: "", 204: "cp1251", 161: "cp1253"}
_CODE_PAGES = {
    936: "gb18030",
    950: "big5",
    54936: "gb18030",
    65001: "utf-8",
    932: "cp932",
    949: "cp949",
    10008: "gb18030",
}
_DROPPED = frozenset(
    words_of(
        "fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr "
        "footerf fldinst themedata colorschememapping datastore latentstyles listtable listoverridetable revtbl "
        "rsidtbl generator xmlnstbl filetbl mmathPr private1 bkmkstart bkmkend pgdsctbl nonshppict userprops "
        "docvar ftnsep ftnsepc aftnsep atnid atndate atntime atnicn atnparent txe rxe xe tc"
    )
)
_KEPT = frozenset(("shptxt", "pntext", "listtext", "fldrslt", "shprslt", "upr"))
_SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "column": "\n", "tab": "\t", "cell": "\x1f", "nestcell": "\x1f",
    "row": "\x1e", "nestrow": "\x1e", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_ASIDE = frozenset(("annotation", "footnote", "atnauthor", "atnref", "atrfstart", "atrfend"))
_UNDECLARED = "undeclared"
_DEEPEST = 2000


@dataclass(slots=True)
class _State:
    """What a group inherits. skip: no text here. fonts: inside the font table. codec: of bytes. fallback: how many
    characters stand behind a \\u. aside: the group of a comment or footnote that this is, or is in; depth: of that group."""

    skip: bool = False
    hidden: bool = False
    fonts: bool = False
    codec: str = ""
    fallback: int = 1
    listing: bool = False
    aside: str = ""
    depth: int = 0


@dataclass(slots=True)
class _Reading:
    """What has been read so far. words: of the text, or of the comment or footnote being read; outer: those that wait for
    its end. author, number: told of the comment that comes next."""

    words: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    codec: str = ""
    broken: int = 0
    deleted: int = 0
    outer: list[list[str]] = field(default_factory=list)
    author: str = ""
    number: str = ""
    said: dict[tuple[RemarkKind, str], Said] = field(default_factory=dict)


def read_rtf(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """The document's words with marks of kind table-row. encoding: of bytes whose font names no code page.

    Raises InputError: "damaged" if it is no rich text.
    """
    start = data.find(b"{\\rtf", 0, 1024)
    if start < 0:
        raise InputError(
            "the file is called .rtf but is none",
            "open it in Word or WPS and save it as .docx",
            "damaged",
            path=shown_as,
        )
    made, whole = _read(data[start:], encoding or "", shown_as)
    text, marks = _composed("".join(made.words))
    text, marks, remarks = lifted(text, marks, made.said)
    problems = []
    if not whole:
        message = "the file breaks off before its end; what was there was read, get a whole copy"
        problems.append(Problem("warning", "cut-file", message, shown_as))
    if made.broken:
        message = f"{made.broken} characters are in no known encoding and were read as \ufffd; save it as .docx"
        problems.append(Problem("warning", "broken-characters", message, shown_as))
    for kind, slug in (("comment", "comments-left-out"), ("footnote", "footnotes-left-out")):
        if count := sum(1 for remark in remarks if remark.kind == kind):
            message = f"{count} {kind}s of the file are kept beside the text: qda table remarks"
            problems.append(Problem("note", slug, message, shown_as))
    if made.deleted:
        message = f"the file has tracked changes: {made.deleted} deletions were not read"
        problems.append(Problem("note", "tracked-changes", message, shown_as))
    if not text.strip():
        problems.append(Problem("error", "empty-file", "the document has no text; nothing was read", shown_as))
        return None, problems
    return Draft(text, "rtf", "", marks, remarks=remarks), problems


def _read(data: bytes, encoding: str, shown_as: str) -> tuple[_Reading, bool]:
    """All words of the body, and whether every group was closed."""
    made = _Reading()
    state = _State()
    default = encoding or _UNDECLARED
    groups: list[_State] = []
    fonts: dict[int, str] = {}
    font = starred = 0
    default_font = -1
    place = pending = 0
    high = ""
    while place < len(data):
        token = _TOKEN.match(data, place)
        if token is None:
            place += 1
            continue
        place = token.end()
        word, value, byte, sign, brace, plain, _ = token.groups()
        number = int(value) if value else None
        if word == b"u" and number is not None and not state.skip:
            _flush(made)
            code = number % 65536
            if not state.hidden:
                high = _unit(made, code, high)
            pending = state.fallback
            continue
        if pending and (byte or (sign and sign in b"\\{}") or plain):
            if plain:
                rest = plain[pending:]
                pending = max(0, pending - len(plain))
                if rest:
                    _put(made, state, rest, default)
            else:
                pending -= 1
            continue
        if brace == b"{":
            if len(groups) > _DEEPEST:
                raise InputError("the file nests too deep", "save it as .docx", "damaged", path=shown_as)
            groups.append(replace(state))
            starred = 0
        elif brace == b"}":
            _flush(made)
            pending = 0
            if not groups:
                continue
            if state.aside and state.depth == len(groups):
                _told(made, state.aside, skip=groups[-1].skip)
            state = groups.pop()
            if not groups:
                return made, True
        elif byte:
            _put(made, state, bytes([int(byte, 16)]), default)
        elif plain:
            if not state.fonts:
                _put(made, state, plain, default)
        elif sign:
            if sign == b"*":
                starred = 1
            elif sign in b"\\{}":
                _put(made, state, sign, default)
            elif sign == b"~":
                _say(made, state, "\xa0")
            elif sign == b"_":
                _say(made, state, "-")
            elif sign in b"\r\n":
                _say(made, state, "\n")
        elif word:
            name = word.decode("ascii")
            if name == "bin":
                place += max(0, number or 0)
            elif name == "ansicpg":
                default = encoding or _CODE_PAGES.get(number or 0) or _known(f"cp{number}") or default
            elif name == "deff":
                default_font = number or 0
            elif name == "fonttbl":
                state.fonts = state.skip = True
            elif name == "f" and state.fonts:
                font = number or 0
            elif name == "fcharset" and state.fonts:
                fonts[font] = _CHARSETS.get(number or 0, "")
            elif name == "f":
                _flush(made)
                state.codec = fonts.get(number if number is not None else default_font, "")
            elif name == "plain":
                _flush(made)
                state.codec, state.hidden = fonts.get(default_font, ""), False
            elif name == "uc":
                state.fallback = min(32, max(0, number if number is not None else 1))
            elif name in ("v", "deleted"):
                _flush(made)
                made.deleted += name == "deleted" and number != 0
                state.hidden = number != 0
            elif name in _SIGNS:
                _say(made, state, _SIGNS[name])
            elif name in ("listtext", "pntext"):
                state.listing = True
            elif name in _ASIDE:
                _flush(made)
                made.outer.append(made.words)
                made.words = []
                state.aside, state.depth, state.hidden = name, len(groups), False
            elif name in _DROPPED or (starred and name not in _KEPT):
                state.skip = True
            starred = 0
    _flush(made)
    return made, False


def _told(made: _Reading, aside: str, *, skip: bool) -> None:
    """The end of a group that is no part of the text: what it says is kept, and its place signed in the text."""
    words = unsigned("".join(made.words)).translate({0x1E: " ", 0x1F: " "}).strip()
    made.words = made.outer.pop()
    if aside == "atnauthor":
        made.author = words
    elif aside == "atnref":
        made.number = words
    elif aside in ("atrfstart", "atrfend"):
        if not skip:
            made.words.append(sign("comment", "<" if aside == "atrfstart" else ">", words))
    else:
        kind: RemarkKind = "comment" if aside == "annotation" else "footnote"
        number = made.number or f"#{len(made.said)}"
        if words:
            made.said.setdefault((kind, number), Said(made.author if kind == "comment" else "", words))
            if not skip:
                made.words.append(sign(kind, ".", number))
        made.author = made.number = ""


def _put(made: _Reading, state: _State, raw: bytes, default: str) -> None:
    """Bytes of text, kept until their run ends, as one character may be two escapes."""
    if state.skip or state.hidden:
        return
    codec = state.codec or default
    if made.codec != codec:
        _flush(made)
        made.codec = codec
    made.raw += raw.lstrip(b" ") if state.listing and not made.raw else raw


def _say(made: _Reading, state: _State, words: str) -> None:
    if not state.skip and (not state.hidden or words in "\n\x1e\x1f"):
        _flush(made)
        made.words.append(" " if state.listing and words == "\t" else words)


def _flush(made: _Reading) -> None:
    """Decode the bytes of the run; where its code page does not fit, the other Chinese ones are tried."""
    if not made.raw:
        return
    raw, made.raw = bytes(made.raw), bytearray()
    if made.codec == _UNDECLARED:
        # Programs that forget to declare a code page write that of the machine.
        words = raw.decode("gb18030", "replace")
        made.codec = "gb18030" if all(sign.isascii() or is_wide(sign) for sign in words) else "cp1252"
    for codec in dict.fromkeys((made.codec, "gb18030", "big5")):
        try:
            made.words.append(raw.decode(codec).translate({0x1E: " ", 0x1F: " "}))
            return
        except (UnicodeDecodeError, LookupError):
            continue
    words = raw.decode("gb18030", "replace")
    made.broken += words.count("\ufffd")
    made.words.append(words)


def _unit(made: _Reading, code: int, high: str) -> str:
    """One UTF-16 unit; returns it if it waits for its second half."""
    if 0xD800 <= code < 0xDC00:
        return chr(code)
    if 0xDC00 <= code < 0xE000:
        pair = (high + chr(code)).encode("utf-16", "surrogatepass")
        made.words.append(pair.decode("utf-16") if high else "\ufffd")
        made.broken += not high
    elif code >= 0x20:
        made.words.append(chr(code))
    return ""


def _known(name: str) -> str:
    import codecs

    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def _composed(words: str) -> tuple[str, tuple[Mark, ...]]:
    """Rows of tables as lines with tabs between cells."""
    lines: list[str] = []
    marks: list[Mark] = []
    offset = 0
    for index, block in enumerate(parts := words.split("\x1e")):
        is_row = index < len(parts) - 1 and "\x1f" in block
        before, row = block, ""
        if is_row:
            # What stands above the row in the same stretch ends with the last line end before the first cell.
            cut = block.rfind("\n", 0, block.index("\x1f")) + 1
            before, row = block[:cut], block[cut:]
        elif not before and index:
            continue
        if before:
            for line in before.replace("\x1f", "\t").removesuffix("\n").split("\n"):
                lines.append(line)
                offset += len(line) + 1
        if row:
            cells = [re.sub(r"[ \t]*\n\s*", "\n", cell.replace("\t", " ")).strip() for cell in row.split("\x1f")]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                line = "\t".join(cells)
                marks.append(Mark(Span(offset, offset + len(line)), "table-row"))
                lines.append(line)
                offset += len(line) + 1
    return "\n".join(lines), tuple(marks)
