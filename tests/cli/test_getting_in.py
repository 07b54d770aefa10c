"""Getting files in: what study.toml, manifests, folders and names say about them, and what is kept beside the text."""

from __future__ import annotations

import io

import docx
import pytest

MINUTES = "张主任：今天说停车的事。\n王阿姨：结果要公示。\n"


def origins(rows: list[dict], path: str) -> dict[str, tuple[str, str]]:
    return {row["field"]: (row["value"], row["origin"]) for row in rows if row["path"] == path}


def test_what_is_said_about_single_files_and_folders(qda, make_study):
    """Latin letters in GB18030 that are right Big5 too, and a folder of them: only the researcher knows."""
    settings = """
[[files]]
path = "corpus/旧"
encoding = "big5"
kind = "interview"
variables = {"轮次" = "第一轮"}

[[files]]
path = "corpus/旧/甲.txt"
encoding = "gb18030"
case = "甲社区"
date = "二〇二一年三月"
title = "第一次访谈"

[[files]]
path = "*.csv"
columns = {"发言人" = "谁", text = "说了啥"}
"""
    short = "问：好吗\n答：好的\n"
    files = {
        "corpus/旧/甲.txt": short.encode("gb18030"),
        "corpus/旧/乙.txt": "問：習慣嗎\n答：習慣\n".encode("big5"),
        "corpus/新/丙.csv": "谁,说了啥\n张三,好\n",
    }
    root = make_study(files, settings)
    assert qda("ingest", study=root).code == 0
    rows = qda("table", "metadata", "--format", "json", study=root).data
    assert origins(rows, "corpus/旧/甲.txt") == {
        "case": ("甲社区", "study.toml"),
        "kind": ("interview", "study.toml"),
        "date": ("2021-03", "study.toml"),
        "title": ("第一次访谈", "study.toml"),
        "轮次": ("第一轮", "study.toml"),
    }
    documents = {row["path"]: row for row in qda("documents", "--json", study=root).data}
    assert documents["corpus/旧/乙.txt"]["encoding"] == "big5"
    assert documents["corpus/旧/甲.txt"]["encoding"] == "gb18030"
    assert documents["corpus/新/丙.csv"]["turns"] == 1


def test_an_entry_that_fits_no_file_is_named(qda, make_study):
    root = make_study({"corpus/甲/a.txt": MINUTES}, '[[files]]\npath = "corpus/甲/b.txt"\ncase = "乙"\n')
    qda("ingest", study=root)
    problems = qda("documents", "--problems", "--json", study=root).data
    assert [row["path"] for row in problems if row["slug"] == "files-path"] == ["study.toml"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[[files]]\nencoding = "gbk"\n', "needs path"),
        ('[[files]]\npath = "a"\nencoding = "gkb"\n', "'gkb', which is no encoding"),
        ('[[files]]\npath = "a"\ndate = "前天"\n', "'前天', which is no date"),
        ('[[files]]\npath = "a"\nkind = "会"\n', "must be one of minutes"),
        ('[corpus]\ncolumns = {"谁" = "发言人"}\n', "names 谁 on the left; known are 发言人"),
        ('[corpus]\nkinds = {例会 = "minutes"}\n', 'left of = too: "例会" = "minutes"'),
        ("[corpus]\npaths = [“corpus”]\n", "without the Chinese input method"),
        ('[corpus]\npaths = ["D:\\材料"]\n', "write paths with /"),
        ('[corpus]\nencoding = "gkb"\n', "'gkb', which is no encoding"),
    ],
)
def test_faults_in_settings(qda, make_study, settings, said):
    ran = qda("ingest", study=make_study(settings=settings))
    assert ran.code == 1 and said in ran.err and "Traceback" not in ran.err


def test_every_field_says_where_it_came_from_the_strongest_first(qda, make_study):
    """One field less in each stronger source, so that every source decides one of them."""
    head = "会议时间：2020年1月1日\n地点：活动室\n主持人：张主任\n\n"
    settings = '[[files]]\npath = "corpus/甲社区/2022-04-18 例会.txt"\ntitle = "来自设置"\n'
    files = {
        "corpus/甲社区/2022-04-18 例会.txt": head + MINUTES,
        "corpus/甲社区/别的.txt": head.replace("活动室", "会议室") + MINUTES,
        "corpus/manifest.csv": "文件,标题,日期,主题\n甲社区/2022-04-18 例会.txt,来自说明表,2022-05-01,停车\n",
    }
    root = make_study(files, settings)
    assert qda("ingest", study=root).code == 0
    rows = qda("table", "metadata", "--format", "json", study=root).data
    assert origins(rows, "corpus/甲社区/2022-04-18 例会.txt") == {
        "case": ("甲社区", "folder"),
        "kind": ("minutes", "file name"),
        "date": ("2022-05-01", "manifest"),
        "title": ("来自设置", "study.toml"),
        "主题": ("停车", "manifest"),
        "主持人": ("张主任", "head of the text"),
        "地点": ("活动室", "head of the text"),
        "时间": ("2020年1月1日", "head of the text"),
    }
    other = origins(rows, "corpus/甲社区/别的.txt")
    assert other["date"] == ("2020-01-01", "head of the text")
    assert other["kind"] == ("minutes", "layout of the text")
    assert qda("ingest", root / "corpus/甲社区", "--case", "乙社区", "--kind", "other", study=root).code == 0
    rows = qda("table", "metadata", "--format", "json", study=root).data
    found = origins(rows, "corpus/甲社区/2022-04-18 例会.txt")
    assert (found["case"], found["kind"]) == (("乙社区", "command line"), ("other", "command line"))
    assert found["title"] == ("来自设置", "study.toml")


def commented() -> bytes:
    document = docx.Document()
    document.add_paragraph("张主任：今天说停车的事。")
    paragraph = document.add_paragraph("王阿姨：")
    about = paragraph.add_run("结果要公示")
    paragraph.add_run("。")
    document.add_comment(runs=about, text="语气激动。\n请核对录音。", author="小李", initials="李")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_comments_are_kept_beside_the_text_with_the_words_they_are_about(qda, make_study):
    root = make_study({"corpus/甲社区/会议记录/a.docx": commented()})
    assert qda("ingest", study=root).code == 0
    (row,) = qda("table", "remarks", "--format", "json", study=root).data
    assert (row["remark"], row["author"], row["quote"]) == ("comment", "小李", "结果要公示")
    assert row["text"].replace("\n", "") == "语气激动。请核对录音。"
    segments = qda("segments", "--json", study=root).data
    assert [s["text"] for s in segments] == ["今天说停车的事。", "结果要公示。"]
    assert (row["start"], row["end"]) == (segments[1]["start"], segments[1]["end"] - 1)


def test_a_footnote_has_a_place_though_it_is_about_no_words(qda, make_study):
    text = "张主任：今天说停车{\\footnote 地下车库}的事。\\par 王阿姨：{\\*\\atrfstart 1}结果{\\*\\atrfend 1}{\\*\\atnauthor 小李}"
    text += "{\\*\\annotation{\\*\\atnref 1}哪个结果？}要公示。"
    root = make_study({"corpus/甲社区/会议记录/a.rtf": ("{\\rtf1\\ansicpg936 " + text + "}").encode("gbk")})
    assert qda("ingest", study=root).code == 0
    note, comment = qda("table", "remarks", "--format", "json", study=root).data
    first, second = qda("segments", "--json", study=root).data
    assert (note["remark"], note["quote"], note["text"]) == ("footnote", None, "地下车库")
    assert note["start"] == note["end"] == first["start"] + len("今天说停车")
    assert (comment["author"], comment["quote"], comment["start"]) == ("小李", "结果", second["start"])


def test_comments_of_a_masked_file_do_not_come_in(qda, make_study):
    settings = '[mask]\nenabled = true\nmap = "../名.csv"\n'
    root = make_study({"corpus/甲社区/会议记录/a.docx": commented()}, settings)
    assert qda("ingest", study=root).code == 0
    assert qda("table", "remarks", "--format", "json", study=root).data == []
    problems = qda("documents", "--problems", "--json", study=root).data
    assert "mask-remarks" in [row["slug"] for row in problems]


PEOPLE = """\
社区,称谓,行动者,本人
甲社区,胖姐,居民,
甲社区,张主任,,居委会主任张某
甲社区,老张,,张某
甲社区,张某,居委会,
甲社区,小李,,李某
"""


def test_the_alias_table_says_who_is_who_and_unknown_labels_stay_unknown(qda, make_study):
    lines = [f"{name}：我说两句。" for name in ("张主任", "老张", "张某", "胖姐", "小李", "阿强")]
    settings = '[actors]\npath = "codebooks/actors.yaml"\npeople = "codebooks/people.csv"\n'
    files = {"corpus/甲社区/会议记录/a.txt": "\n".join(lines), "codebooks/people.csv": PEOPLE}
    root = make_study(files, settings)
    assert qda("run", study=root).code == 0
    rows = qda("table", "speakers", "--format", "json", study=root).data
    assert {row["speaker"]: (row["person"], row["actor_name"]) for row in rows} == {
        "张主任": ("居委会主任张某", "居委会"),
        "老张": ("张某", "居委会"),
        "张某": (None, "居委会"),
        "胖姐": (None, "居民"),
        "小李": ("李某", None),
        "阿强": (None, None),
    }
    problems = qda("documents", "--problems", "--json", study=root).data
    assert [row["line"] for row in problems if row["slug"] == "people-row"] == [6]
    unknown = [row["message"] for row in problems if row["slug"] == "unknown-speaker"]
    assert len(unknown) == 2 and "'阿强'" in "".join(unknown) and "'小李'" in "".join(unknown)
