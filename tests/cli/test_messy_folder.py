"""A folder as researchers have it: forty good files in every format, twenty that are hostile, broken or beside the
point. Every file is accounted for, nothing stops the others."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

MINUTES = (
    "第{n}次议事会会议记录\n时间：2022年{m}月8日\n主持人：张主任\n\n"
    "张主任：第{n}件事是停车，交给居民自己定。\n王阿姨：结果要公示。\n"
)
INTERVIEW = "访谈编号：J-2022{m:02d}08-W\n访谈时间：2022年{m}月8日\n\n问：第{n}次会您去了吗？\n答：去了，坐在后排，没有人问我。\n"


def text(i: int) -> str:
    return (MINUTES if i % 2 else INTERVIEW).format(n=i, m=i % 12 + 1)


def word(i: int) -> bytes:
    document = docx.Document()
    for line in text(i).splitlines():
        document.add_paragraph(line)
    return saved(document)


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def requests(i: int) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["编号", "日期", "来源", "诉求人", "诉求内容", "办理情况"])
    sheet.append([1, "2022-04-18", "热线", "王阿姨", f"第{i}号楼道灯不亮", "已修"])
    return saved(book)


def zipped(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def html(i: int) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in text(i).splitlines())
    return f"<html><head><meta charset='utf-8'><title>x</title></head><body>{body}</body></html>".encode()


def subtitles(i: int, vtt: bool) -> bytes:
    dot = "." if vtt else ","
    cue = f"00:00:01{dot}000 --> 00:00:05{dot}000\n张主任：第{i}件事。\n\n"
    other = f"00:00:06{dot}000 --> 00:00:09{dot}000\n王阿姨：要公示。\n\n"
    return ("WEBVTT\n\n" + cue + other if vtt else "1\n" + cue + "2\n" + other).encode()


def good_files() -> dict[str, bytes]:
    """Forty documents."""
    made: dict[str, bytes] = {}
    encodings = [
        "utf-8",
        "utf-8-sig",
        "gb18030",
        "utf-16",
        "utf-8",
        "gb18030",
        "utf-8",
        "utf-8-sig",
        "utf-8",
        "gb18030",
    ]
    for i, encoding in enumerate(encodings, 1):
        content = text(i).replace("\n", "\r\n") if i % 3 == 0 else text(i)
        made[f"会议记录/2022-0{i % 9 + 1}-08_{i}.txt"] = content.encode(encoding)
    traditional = "張主任：今天說停車的事，大家都可以發言。\n王阿姨：結果要公示，這件事我們社區說了很多次。\n"
    made["会议记录/2022-10-01_繁體.txt"] = traditional.encode("big5")
    made |= {
        f"会议记录/2022-03-{i}_{i}.md": f"# 会\n\n### 张主任：\n第{i}件事。\n\n### 王阿姨：\n好。\n".encode()
        for i in range(11, 17)
    }
    made |= {f"访谈/2022-05-{i}_{i}.docx": word(i) for i in range(11, 21)}
    made |= {f"台账/诉求 {i}.xlsx": requests(i) for i in range(1, 4)}
    made["台账/发言.csv"] = "发言人,内容\n张主任,第一件事\n王阿姨,要公示\n".encode("utf-8-sig")
    made |= {f"网页/{i}.html": html(i) for i in range(31, 34)}
    made["录音/一.srt"] = subtitles(1, vtt=False)
    made["录音/二.vtt"] = subtitles(2, vtt=True)
    made["包/旧材料.zip"] = zipped(
        {"会议记录/2021-01-02.txt": text(51).encode(), "访谈/2021-02-03.txt": text(52).encode()}
    )
    made["会议/纪要.xml"] = AKOMA.encode()
    made["录音/腾讯会议.txt"] = (
        "张主任(00:00:01):\n今天说停车。\n\n王阿姨(00:00:09):\n要公示。\n\n张主任(00:00:15):\n好。\n".encode()
    )
    return made


AKOMA = """<?xml version="1.0" encoding="utf-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0/CSD13"><debate>
<meta><references><TLCPerson href="/o/z" id="z" showAs="张主任"/><TLCPerson href="/o/w" id="w" showAs="王阿姨"/></references></meta>
<debateBody><debateSection><heading>2022-04-18 会</heading>
<speech by="#z"><p>今天说停车。</p></speech><speech by="#w"><p>结果要公示。</p></speech>
</debateSection></debateBody></debate></akomaNtoso>
"""


SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>endobj\n"
    b"4 0 obj<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8/Length 4>>stream\n"
    b"\x00\xff\xff\x00\nendstream endobj\n5 0 obj<</Length 30>>stream\nq 200 0 0 200 0 0 cm /I Do Q \nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


def locked_zip() -> bytes:
    """A zip archive whose only member says that it has a password."""
    data = bytearray(zipped({"a.txt": text(1).encode()}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def hostile_files() -> dict[str, tuple[str, bytes]]:
    """Twenty files that cannot be documents, each in a way of its own, and the message that says so."""
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><w:document>&y;</w:document>'
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]><akomaNtoso><debate>&a;</debate></akomaNtoso>'
    deep = zipped({"b.zip": zipped({"c.zip": zipped({"d.txt": b"x"})})})
    password = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    return {
        "empty.txt": ("empty-file", b""),
        "blank.txt": ("empty-file", b" \r\n\t\n"),
        "zeros.txt": ("empty-file", b"\0" * 5000),
        "noise.txt": ("not-text", bytes(range(256)) * 40),
        "endless.txt": ("endless-line", "停车".encode() * 600_000),
        "none.docx": ("damaged", b"this is no zip archive"),
        "cut.docx": ("damaged", word(1)[:900]),
        "other.docx": ("damaged", zipped({"hello.txt": b"hello"})),
        "locked.docx": ("encrypted", password),
        "entity.docx": ("xml-entities", zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": entity})),
        "bomb.docx": ("zip-bomb", zipped({"word/document.xml": b"0" * 60_000_000})),
        "empty.xlsx": ("empty-file", saved(openpyxl.Workbook())),
        "cut.pdf": ("damaged", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"),
        "scan.pdf": ("scanned-pdf", SCAN),
        "laughs.xml": ("xml-entities", laughs),
        "program.exe": ("unsupported-format", b"MZ" + b"\0" * 100),
        "broken.zip": ("damaged", b"PK\x03\x04" + b"\xff" * 200),
        "out.zip": ("archive-path", zipped({"../../../etc/a.txt": text(1).encode()})),
        "secret.zip": ("encrypted", locked_zip()),
        "deep.zip": ("archive-too-deep", deep),
    }


@pytest.fixture
def messy(make_study) -> Path:
    good = {f"corpus/甲社区/{name}": content for name, content in good_files().items()}
    bad = {f"corpus/甲社区/杂/{name}": content for name, (_, content) in hostile_files().items()}
    return make_study({**good, **bad})


def test_forty_good_and_twenty_hostile_files(qda, messy):
    ran = qda("ingest", study=messy)
    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err
    documents = qda("documents", "--json", study=messy).data
    problems = qda("documents", "--problems", "--json", study=messy).data
    read = {row["path"].removeprefix("corpus/甲社区/") for row in documents}
    assert len(documents) == 40, sorted(set(good_files()) ^ read)
    assert not {path for path in read if path.startswith("杂/")}
    named: dict[str, set[str]] = {}
    for row in problems:
        if row["severity"] == "error":
            file = row["path"].removeprefix("corpus/甲社区/杂/").partition("/")[0]
            named.setdefault(file, set()).add(row["slug"])
    assert named == {name: {slug} for name, (slug, _) in hostile_files().items()}
    for row in problems:
        assert row["message"].strip() and row["slug"], row
    assert {row["case"] for row in documents} == {"甲社区"}
    assert all(row["turns"] for row in documents), [row["path"] for row in documents if not row["turns"]]


def test_one_table_shows_what_was_read_and_what_was_not(qda, messy):
    ran = qda("ingest", study=messy)
    assert ran.out.count(" 已读 ") == 40 and ran.out.count(" 未读 ") == 20
    assert all(f"杂/{name}" in ran.out for name in hostile_files())
    rows = qda("table", "files", "--format", "json", study=messy).data
    assert [row["state"] for row in rows] == ["read"] * 40 + ["not read"] * 20
    assert all(row["message"] for row in rows[40:]) and all(row["turns"] for row in rows[:40])
    assert qda("ingest", study=messy).out == "", "nothing changed, nothing to show"


def test_the_number_of_workers_changes_nothing(qda, messy, tmp_path):
    text = (messy / "study.toml").read_text(encoding="utf-8")
    results = []
    for workers in (0, 2):
        (messy / "study.toml").write_text(text + f"\n[corpus]\nworkers = {workers}\n", encoding="utf-8")
        (messy / "study.sqlite").unlink(missing_ok=True)
        assert qda("ingest", study=messy).code == 0
        results.append(
            (qda("segments", "--json", study=messy).data, qda("documents", "--problems", "--json", study=messy).data)
        )
    assert results[0] == results[1]


def test_every_segment_is_cut_from_the_stored_text(qda, messy):
    from qda.store import open_study, rows

    qda("ingest", study=messy)
    with open_study(messy) as study:
        texts = {d.id: d.text for d in rows.documents(study)}
        places = rows.places(study).values()
        units = {u.segment_id: u for u in rows.coding_units(study)}
    assert len(places) > 60
    for place in places:
        words = place.span.of(texts[place.document_id])
        assert words == units[place.segment_id].text == words.strip() != ""
