"""Layout: heads, labels, turns, narration; what is a speaker and what is not."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.model import DocumentKind, Draft, Mark, Span
from qda.text.layout import Layout, read_layout


def layout_of(text: str, kind: DocumentKind | None = None) -> tuple[Layout, str]:
    text = dedent(text).strip("\n")
    return read_layout(Draft(text, "plain"), kind), text


def turns_of(text: str, kind: DocumentKind | None = None) -> list[tuple[str | None, str]]:
    layout, text = layout_of(text, kind)
    return [(turn.speaker, turn.span.of(text)) for turn in layout.turns if turn.role != "apparatus"]


def speakers_of(text: str, kind: DocumentKind | None = "minutes") -> list[str]:
    return [speaker for speaker, _ in turns_of(text, kind) if speaker]


MINUTES = """
    幸福社区365协商议事厅第3次会议记录
    会议时间：2022年4月18日 14:30
    地点：社区二楼会议室
    主持人：张建国（社区党委书记）
    参会人员：张建国、李梅（业委会主任）、王经理（物业）、居民代表5人
    列席：街道办刘科长
    请假：赵师傅
    记录人：小陈
    议题：加装电梯

    一、开场
    张书记：大家好，今天商量三件事：
    电梯、停车、垃圾。
    王经理（物业）：我先说费用。他跟我说：一户两万。
    二、讨论
    居民代表A（女，62岁）：我同意！时间是14:30吧？
    李梅：网址是 https://a.cn/x?y=1，大家看。
    （鼓掌）
    李梅主任表示，业委会会继续跟进。
    三、表决
    表决结果：同意12票，反对2票，弃权1票。
    决议：
    1. 启动电梯加装。
    责任人：王经理
    完成时限：5月底
    附件：签到表
    散会。
"""


def test_minutes() -> None:
    layout, text = layout_of(MINUTES)
    assert layout.kind == "minutes"
    assert layout.title == "幸福社区365协商议事厅第3次会议记录"
    assert dict(layout.head) == {
        "时间": "2022年4月18日 14:30",
        "地点": "社区二楼会议室",
        "主持人": "张建国（社区党委书记）",
        "参会人员": "张建国、李梅（业委会主任）、王经理（物业）、居民代表5人",
        "列席": "街道办刘科长",
        "请假": "赵师傅",
        "记录人": "小陈",
        "议题": "加装电梯",
    }
    spoken = [(turn.speaker, turn.span.of(text)) for turn in layout.turns if turn.role == "speaker"]
    assert spoken == [
        ("张书记", "大家好，今天商量三件事：\n电梯、停车、垃圾。"),
        ("王经理", "我先说费用。他跟我说：一户两万。"),
        ("居民代表A", "我同意！时间是14:30吧？"),
        ("李梅", "网址是 https://a.cn/x?y=1，大家看。"),
    ]
    told = "\n".join(turn.span.of(text) for turn in layout.turns if turn.role == "narration")
    for words in ("李梅主任表示", "同意12票", "启动电梯加装", "责任人：王经理", "完成时限：5月底"):
        assert words in told
    apart = "\n".join(turn.span.of(text) for turn in layout.turns if turn.role == "apparatus")
    for words in ("会议时间", "一、开场", "（鼓掌）", "附件：签到表", "散会"):
        assert words in apart
    people = {attendee.name: attendee.status for attendee in layout.attendees}
    assert people["张建国"] == "present" and people["刘科长" if "刘科长" in people else "街道办刘科长"] == "observer"
    assert people["赵师傅"] == "absent" and people["小陈"] == "recorder"
    assert all(attendee.span.of(text) == attendee.name for attendee in layout.attendees)


FORMS = [
    ("张书记：你好。", "张书记"),
    ("张书记:你好。", "张书记"),
    ("**张书记：**你好。", "张书记"),
    ("**张书记**：你好。", "张书记"),
    ("【主持人】你好。", "主持人"),
    ("【李主任】：你好。", "李主任"),
    ("[李主任]：你好。", "李主任"),
    ("居民代表A（女，62岁）：你好。", "居民代表A"),
    ("居民代表（女，62岁）：你好。", "居民代表"),
    ("1. 物业王经理发言：你好。", "物业王经理"),
    ("2、居民代表冯国栋（男，66岁）发言：你好。", "居民代表冯国栋"),
    ("（三）社工小田：你好。", "社工小田"),
    ("00:12:31 张师傅：你好。", "张师傅"),
    ("[00:12] 张师傅：你好。", "张师傅"),
    ("王阿姨 ：你好。", "王阿姨"),
    ("老李：你好。", "老李"),
    ("欧阳主任：你好。", "欧阳主任"),
    ("3号楼赵大爷：你好。", "3号楼赵大爷"),
    ("居民甲：你好。", "居民甲"),
    ("業主代表：你好。", "業主代表"),
    ("租户小贾：你好。", "租户小贾"),
    ("602魏国强爱人：你好。", "602魏国强爱人"),
    ("- 刘科长：你好。", "刘科长"),
]


@pytest.mark.parametrize(("line", "speaker"), FORMS)
def test_one_line_is_enough_for_a_speaker(line: str, speaker: str) -> None:
    turns = turns_of(f"会议记录\n\n一、讨论\n{line}", "minutes")
    assert turns == [(speaker, "你好。")]


@pytest.mark.parametrize(
    "line",
    [
        "时间：2022年4月18日",
        "地点：会议室",
        "决议：同意加装。",
        "责任人：王经理",
        "完成时限：5月底",
        "表决结果：同意12票",
        "议题一：加装电梯",
        "议题：加装电梯",
        "注：本记录未经核对",
        "附件：签到表",
        "备注：无",
        "他跟我说：明天再来。",
        "大家提了三点意见：",
        "我问王经理：什么时候修？",
        "感谢张书记：没有您办不成。",
        "网址：https://www.example.cn",
        "https://www.example.cn/会议",
        "14:30 开会",
        "方案：先修后付。",
        "费用：两万元。",
        "第一：先看图纸。",
        "主要问题：停车难。",
        "温馨提示：请戴口罩。",
        "会议指出：要抓落实。",
        "电话：13900000000",
    ],
)
def test_not_a_speaker(line: str) -> None:
    text = f"会议记录\n\n一、讨论\n张书记：大家说说。\n李主任：我先说。\n{line}"
    assert speakers_of(text) == ["张书记", "李主任"]


def test_label_on_a_line_of_its_own_and_further_paragraphs() -> None:
    text = """
        二、讨论
        张书记：

        第一段我说。

        第二段我也说。
        李主任：
        好的。
    """
    assert turns_of(text, "minutes") == [("张书记", "第一段我说。\n\n第二段我也说。"), ("李主任", "好的。")]


def test_markdown_headings_as_labels() -> None:
    text = """
        # 2018-07-30 社會創新座談（桃園）

        > （線上提問：[x](https://a.b)）

        ### 唐鳳：
        大家好。

        決議：這是我說的。

        ### 唐鳳：
        第二段。

        ### 鍾宜珊：
        （點頭）

        > （中場休息）

        ### 王小明：
        一、先說這個。
    """
    layout, content = layout_of(text)
    assert layout.title == "社會創新座談（桃園）"
    assert [(turn.speaker, turn.span.of(content)) for turn in layout.turns if turn.speaker] == [
        ("唐鳳", "大家好。\n\n決議：這是我說的。"),
        ("唐鳳", "第二段。"),
        ("鍾宜珊", "（點頭）"),
        ("王小明", "一、先說這個。"),
    ]
    assert [turn.role for turn in layout.turns] == [
        "apparatus", "speaker", "speaker", "speaker", "apparatus", "speaker"
    ]  # fmt: skip


def test_stage_direction_inside_a_speech_does_not_end_it() -> None:
    text = "一、讨论\n张书记：我说两句。\n（掌声）\n我接着说。\n（散会）"
    assert turns_of(text, "minutes") == [("张书记", "我说两句。\n（掌声）\n我接着说。")]


def test_time_stamps_on_lines_of_their_own() -> None:
    text = "00:00:01\n张师傅：你好。\n\n00:00:09\n李阿姨：我很好。\n"
    assert turns_of(text, "interview") == [("张师傅", "你好。"), ("李阿姨", "我很好。")]


def test_speech_recognition_export() -> None:
    text = "发言人1  00:05\n今天我们聊聊。\n\n发言人2  00:09\n好的。"
    assert turns_of(text, "interview") == [("发言人1", "今天我们聊聊。"), ("发言人2", "好的。")]


def test_narrative_minutes_have_no_speakers() -> None:
    text = """
        幸福社区会议纪要
        时间：2022年4月18日

        会上，张书记指出，要抓落实。李主任表示：物业会配合。
        经讨论，形成如下意见：
        1. 启动加装电梯。
    """
    layout, _ = layout_of(text, "minutes")
    assert {turn.role for turn in layout.turns} == {"apparatus", "narration"}
    assert "no-speakers" in [problem.slug for problem in layout.problems]


def test_observation_after_a_speech_is_narration() -> None:
    text = """
        一、讨论
        张书记：大家表决吧。
        主持人请代表举手表决是否列入本年议题。
        老秦：我还有话。
        19:50，焦警官接电话后离开。
        王阿姨：我同意。
        我再补一句，电梯我出钱。
    """
    assert turns_of(text, "minutes") == [
        ("张书记", "大家表决吧。"),
        (None, "主持人请代表举手表决是否列入本年议题。"),
        ("老秦", "我还有话。"),
        (None, "19:50，焦警官接电话后离开。"),
        ("王阿姨", "我同意。\n我再补一句，电梯我出钱。"),
    ]


@pytest.mark.parametrize(
    ("asks", "answers"),
    [("问", "答"), ("Q", "A"), ("访", "受"), ("访谈者", "被访者"), ("記者", "受訪者"), ("采访人", "孟女士")],
)
def test_interview_labels(asks: str, answers: str) -> None:
    text = f"访谈编号：J-1\n{asks}：您住多久了？\n{answers}：二十年。\n还行吧。\n{asks}：好的。\n{answers}：嗯。"
    layout, content = layout_of(text, "interview")
    assert [(turn.role, turn.speaker) for turn in layout.turns if turn.speaker] == [
        ("interviewer", asks), ("interviewee", answers), ("interviewer", asks), ("interviewee", answers)
    ]  # fmt: skip
    assert layout.turns[2].span.of(content) == "二十年。\n还行吧。"
    assert layout.problems == ()


def test_interview_head() -> None:
    text = """
        访谈记录：副主任孟某
        编号：J-20200516-W
        受访者：孟某，女，36岁，居委会副主任（2019年来）
        时间：2020年5月16日   地点：居委会
        访谈者：王（W）；记录者：李
        标记：W＝访谈者；孟＝受访者

        W：您来几年了？
        孟：三年。
        W：嗯。
        孟：就这样。
    """
    layout, _ = layout_of(text)
    assert layout.kind == "interview"
    assert layout.head["访谈编号"] == "J-20200516-W"
    assert layout.head["访谈对象"].startswith("孟某")
    assert (layout.head["性别"], layout.head["年龄"]) == ("女", "36岁")
    assert layout.head["访谈时间"] == "2020年5月16日" and layout.head["访谈地点"] == "居委会"
    assert (layout.head["访谈者"], layout.head["记录者"]) == ("王（W）", "李")
    assert [turn.role for turn in layout.turns] == [
        "apparatus", "interviewer", "interviewee", "interviewer", "interviewee"
    ]  # fmt: skip


def test_roles_without_a_word_about_them_are_guessed_and_said() -> None:
    text = "周敏：您住多久了？\n王芳：二十年。\n周敏：习惯吗？\n王芳：习惯。"
    layout, _ = layout_of(text, "interview")
    assert [turn.role for turn in layout.turns] == ["interviewer", "interviewee"] * 2
    assert [problem.slug for problem in layout.problems] == ["roles-guessed"]


def test_chair_in_the_head_and_as_a_speaker() -> None:
    text = "会议记录\n主持人：张建国\n\n主持人：大家好，现在开会。\n张书记：好。\n主持人：散会吧。"
    assert speakers_of(text) == ["主持人", "张书记", "主持人"]


def test_table_of_speeches_and_of_signatures() -> None:
    text = "会议记录\n姓名\t单位\t签名\n张三\t物业\t张三\n\n一、发言\n发言人\t发言内容\n张三\t我说。\n李四\t我也说。"
    marks = []
    place = 0
    for line in text.split("\n"):
        if "\t" in line:
            marks.append(Mark(Span(place, place + len(line)), "table-row"))
        place += len(line) + 1
    layout = read_layout(Draft(text, "docx", marks=tuple(marks)), "minutes")
    assert [(turn.speaker, turn.span.of(text)) for turn in layout.turns if turn.speaker] == [
        ("张三", "我说。"),
        ("李四", "我也说。"),
    ]
    assert [(attendee.name, attendee.status) for attendee in layout.attendees] == [("张三", "present")]


def test_markdown_tables_for_head_and_speeches() -> None:
    text = """
        会议记录
        | 时间 | 2022年4月18日 |
        |---|---|
        | 地点 | 会议室 |

        | 发言人 | 内容 |
        |---|---|
        | 张书记 | 大家好。 |
        | 李主任 | 我同意。 |
    """
    layout, _ = layout_of(text, "minutes")
    assert dict(layout.head) == {"时间": "2022年4月18日", "地点": "会议室"}
    assert turns_of(text, "minutes") == [("张书记", "大家好。"), ("李主任", "我同意。")]


def test_traditional_minutes() -> None:
    text = """
        幸福里社區居民座談會議紀錄
        時間：107年7月30日　地點：活動中心
        主席：陳里長
        紀錄：李小姐
        壹、主席致詞
        陳里長：各位好。
        貳、討論事項
        林委員：我覺得要重劃。
        張 三：同意。
        決議：照案通過。
    """
    layout, _ = layout_of(text)
    assert (layout.kind, dict(layout.head)) == (
        "minutes",
        {"时间": "107年7月30日", "地点": "活動中心", "主持人": "陳里長", "记录人": "李小姐"},
    )
    assert turns_of(text) == [
        ("陳里長", "各位好。"),
        ("林委員", "我覺得要重劃。"),
        ("張三", "同意。"),
        (None, "決議：照案通過。"),
    ]


def test_group_chat() -> None:
    text = "微信群记录\n2022-04-18 10:22 张三\n明天停水吗？\n2022-04-18 10:23 物业小王\n不停。\n大家放心。"
    assert turns_of(text, "other") == [("张三", "明天停水吗？"), ("物业小王", "不停。\n大家放心。")]


def test_recorder_at_the_end_is_no_speaker() -> None:
    assert speakers_of("一、讨论\n张书记：好。\n李主任：行。\n记录人：小陈") == ["张书记", "李主任"]


def test_minutes_inside_one_table_cell() -> None:
    text = "会议记录\n时间\t2022年4月18日\t地点\t会议室\n会议内容\t张书记：大家好。\n李主任：我来说。"
    rows = (Mark(Span(5, 26), "table-row"), Mark(Span(27, len(text)), "table-row"))
    layout = read_layout(Draft(text, "docx", marks=rows), "minutes")
    assert layout.head["地点"] == "会议室"
    assert [(turn.speaker, turn.span.of(text)) for turn in layout.turns if turn.speaker] == [
        ("张书记", "大家好。"),
        ("李主任", "我来说。"),
    ]


def test_label_without_speech_is_reported() -> None:
    layout, _ = layout_of("一、讨论\n张书记：\n李主任：好。", "minutes")
    assert [problem.slug for problem in layout.problems] == ["empty-turn"]
    assert [turn.speaker for turn in layout.turns if turn.speaker] == ["李主任"]


def test_stray_name_is_reported() -> None:
    layout, _ = layout_of("会议记录\n\n这是一次会议的说明文字。\n周正：我说一句话吧，各位。", "minutes")
    assert "unclear-label" in [problem.slug for problem in layout.problems]


def test_requests() -> None:
    text = "编号 1｜诉求人 王阿姨\n路灯不亮\n办理情况：已修\n\n编号 2\n没有热水"
    kinds = [("编号 1｜诉求人 王阿姨", "table-row", ""), ("路灯不亮", "record", "王阿姨")]
    kinds += [("编号 2", "table-row", ""), ("没有热水", "record", "")]
    marks = tuple(
        Mark(Span(text.index(words), text.index(words) + len(words)), kind, label=label) for words, kind, label in kinds
    )
    layout = read_layout(Draft(text, "xlsx", marks=marks))
    assert layout.kind == "requests"
    assert [(turn.role, turn.speaker, turn.span.of(text)) for turn in layout.turns] == [
        ("apparatus", None, "编号 1｜诉求人 王阿姨"),
        ("speaker", "王阿姨", "路灯不亮"),
        ("narration", None, "办理情况：已修"),
        ("apparatus", None, "编号 2"),
        ("narration", None, "没有热水"),
    ]


LINES = st.sampled_from(
    [
        "张书记：你好。",
        "李主任：",
        "问：是吗？",
        "答：是。",
        "### 唐鳳：",
        "## 一、讨论",
        "> （掌声）",
        "（笑）",
        "00:12:31",
        "时间：2022年",
        "主持人：张三",
        "一、开场",
        "决议：通过。",
        "1. 修路。",
        "会上，张书记指出，好。",
        "接着说。",
        "",
        "   ",
        "a\tb\tc",
        "| 姓名 | 签名 |",
        "|---|---|",
        "---",
        "**王经理：** 好",
        "【李主任】好",
        "附件：表",
        "散会",
        "会议内容：张书记：好。",
        "参会人员：张三、李四",
        "社区：王五、赵六",
        "\u3000\u3000段首。",
        "W：嗯",
    ]
)


@given(st.lists(LINES, max_size=25), st.sampled_from(["minutes", "interview", "requests", "other", None]))
def test_turns_cover_the_text_in_order(lines: list[str], kind: DocumentKind | None) -> None:
    text = "\n".join(lines)
    layout = read_layout(Draft(text, "markdown"), kind)
    place = 0
    for turn in layout.turns:
        assert turn.span.start >= place
        words = turn.span.of(text)
        assert words and words == words.strip()
        between = text[place : turn.span.start].strip()
        # Only labels, their signs, and time stamps in front of them may stand outside.
        assert all(len(line) <= 40 for line in between.split("\n"))
        if between and turn.speaker is None and layout.turns[-1] is turn:
            assert any(problem.slug == "empty-turn" for problem in layout.problems)
        place = turn.span.end
        assert (turn.speaker is None) == (turn.role in ("narration", "apparatus"))
    assert read_layout(Draft(text, "markdown"), kind) == layout


@given(st.text())
def test_never_fails(text: str) -> None:
    layout = read_layout(Draft(text, "plain"))
    assert sum(len(turn.span) for turn in layout.turns) <= len(text)
