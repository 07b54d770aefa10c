"""Real containers made from a bare text: what office programs, recorders and archivers write."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence

Maker = Callable[[str], bytes]


def plain(encoding: str = "utf-8", ends: str = "\n") -> Maker:
    """A text file. ends: the line end, or several used in turn."""
    ways = ends.split("|")

    def make(text: str) -> bytes:
        lines = text.split("\n")
        mixed = "".join(line + ways[i % len(ways)] for i, line in enumerate(lines[:-1])) + lines[-1]
        return mixed.encode(encoding)

    return make


def constant(data: bytes | str, encoding: str = "utf-8") -> Maker:
    """A file that is written out in the form itself."""
    return lambda text: data if isinstance(data, bytes) else data.encode(encoding)


def saved(thing: object) -> bytes:
    """What a library's own `save` writes."""
    stream = io.BytesIO()
    thing.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def word(change: Callable[[object], None] | None = None) -> Maker:
    """A Word file: a paragraph a line, a table for neighbouring lines with tabs. change: what else is done to it."""

    def make(text: str) -> bytes:
        import docx

        document = docx.Document()
        rows: list[list[str]] = []
        for line in [*text.split("\n"), None]:
            if line is not None and "\t" in line:
                rows.append(line.split("\t"))
                continue
            if rows:
                table = document.add_table(len(rows), max(map(len, rows)))
                for r, cells in enumerate(rows):
                    for c, cell in enumerate(cells):
                        table.cell(r, c).text = cell
                rows = []
            if line is not None:
                document.add_paragraph(line)
        if change:
            change(document)
        return saved(document)

    return make


def with_footnote(behind: str, words: str) -> Maker:
    """A Word file with one footnote, behind the given words."""

    def make(text: str) -> bytes:
        spaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        note = f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote>'
        separator = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        with zipfile.ZipFile(io.BytesIO(word()(text))) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        body = parts["word/document.xml"].decode()
        reference = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>'
        parts["word/document.xml"] = body.replace(behind, f"{behind}</w:t></w:r>{reference}", 1).encode()
        parts["word/footnotes.xml"] = f"<w:footnotes {spaces}>{separator}{note}</w:footnotes>".encode()
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
        parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
            b"</Relationships>",
            f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
        )
        form = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{form}"/></Types>'.encode()
        )
        return zipped(parts)

    return make


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> Maker:
    """An Excel file."""

    def make(text: str) -> bytes:
        import openpyxl

        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
        return saved(book)

    return make


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def old_zip(entries: Mapping[str, bytes], encoding: str = "gb18030") -> bytes:
    """A zip archive whose names carry no sign of their encoding."""

    class Old(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
            return self.filename.encode(encoding), self.flag_bits & ~0x800

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(Old(name), content)
    return stream.getvalue()


def tarred(entries: Mapping[str, bytes], packing: str) -> bytes:
    """A tar archive. packing: "", gz, xz or bz2."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=f"w:{packing}") as archive:
        for name, content in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def rtf(text: str) -> bytes:
    """Rich text as Chinese Word writes it: GBK in \\'xx, what GBK does not have in \\uN."""

    def escaped(character: str) -> str:
        if character == "\n":
            return "\\par\n"
        if character in "\\{}":
            return "\\" + character
        if character.isascii():
            return character
        try:
            return "".join(f"\\'{byte:02x}" for byte in character.encode("gbk"))
        except UnicodeEncodeError:
            units = character.encode("utf-16-le")
            return "".join(
                f"\\u{int.from_bytes(units[i : i + 2], 'little', signed=True)}?" for i in range(0, len(units), 2)
            )

    body = "".join(map(escaped, text))
    return (r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0\fs24 " + body + "}").encode()


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def odt(text: str) -> bytes:
    """An OpenDocument text."""
    lines = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODF}><office:body><office:text>{lines}'
        "</office:text></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def web(charset: str = "utf-8", front: str = "", behind: str = "") -> Maker:
    """A web page with scripts, styles and a menu around the text."""

    def make(text: str) -> bytes:
        body = "".join(f"<p>{line}</p>\n" for line in text.split("\n"))
        return (
            f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>网页</title>'
            "<style>p {color: red}</style><script>var a = '张书记：不是发言';</script></head>"
            f"<body>{front}{body}{behind}<!-- 李主任：注释 --></body></html>"
        ).encode(charset)

    return make


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]]) -> Maker:
    """A printed file: on each page words at places (left, top) in points."""

    def make(text: str) -> bytes:
        import matplotlib

        matplotlib.use("Agg")
        import pylopdf_fonts_zh_cn as fonts
        from matplotlib import pyplot, rc_context
        from matplotlib.backends.backend_pdf import PdfPages
        from matplotlib.font_manager import FontProperties

        font = FontProperties(fname=str(fonts.sans_path()))
        stream = io.BytesIO()
        with rc_context({"pdf.fonttype": 42}), PdfPages(stream) as target:
            for page in pages:
                figure = pyplot.figure(figsize=(6, 8))
                for left, top, words in page:
                    figure.text(left / 432, 1 - top / 576, words, fontproperties=font, fontsize=12)
                target.savefig(figure)
                pyplot.close(figure)
        return stream.getvalue()

    return make


def old_word(text: str) -> bytes:
    """A Word file of the time before 2007, made by LibreOffice."""
    from qda.readers import converted

    office = converted.find_office()
    if office is None:
        return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    return converted.convert(office, word()(text), "docx", "doc:MS Word 97", "MS Word 2007 XML", "a.docx")
