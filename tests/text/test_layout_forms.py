"""Small layouts of every sort, each with its exact turns: role, speaker, words. Every span is cut from the text."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.model import DocumentKind, Draft, Span
from qda.text.layout import Layout, read_layout
from qda.text.segment import cut, sentences
from qda.text.wrapped import soft_ends

Turns = list[tuple[str, str | None, str]]
SHORT = {"s": "speaker", "q": "interviewer", "a": "interviewee", "n": "narration"}


def read(text: str, kind: DocumentKind) -> tuple[Layout, str]:
    text = dedent(text).strip("\n")
    return read_layout(Draft(text, "plain"), kind), text


def spoken(text: str, kind: DocumentKind) -> Turns:
    layout, text = read(text, kind)
    return [(turn.role, turn.speaker, turn.span.of(text)) for turn in layout.turns if turn.role != "apparatus"]


# Name, kind, text, turns as "role letter, speaker, words".
LAYOUTS: list[tuple[str, DocumentKind, str, list[tuple[str, str | None, str]]]] = [
    (
        "question and answer on one line",
        "interview",
        "问：您住多久了？ 答：二十年了。 问：习惯吗？ 答：习惯，邻居都好。\n问：还有呢？答：没有了。",
        [
            ("q", "问", "您住多久了？"),
            ("a", "答", "二十年了。"),
            ("q", "问", "习惯吗？"),
            ("a", "答", "习惯，邻居都好。"),
            ("q", "问", "还有呢？"),
            ("a", "答", "没有了。"),
        ],
    ),
    (
        "initials explained by lines of the head",
        "interview",
        "访谈记录\nA：访谈者（小王）\nB：被访者，李阿姨，女，62岁\n"
        "访谈时间：2020年5月16日\n\nA：您住多久了？\nB：二十年了。",
        [("q", "A", "您住多久了？"), ("a", "B", "二十年了。")],
    ),
    (
        "initials explained in one line",
        "interview",
        "A为访谈者，B为被访者\nA: 您住多久了？\nB: 二十年了。",
        [("q", "A", "您住多久了？"), ("a", "B", "二十年了。")],
    ),
    (
        "initials of people in minutes",
        "minutes",
        "会议记录\n时间：2022年4月18日\nA：张书记\nB：李主任\n\nA：大家好，今天开会。\nB：我先说。",
        [("s", "A", "大家好，今天开会。"), ("s", "B", "我先说。")],
    ),
    (
        "numbered questions",
        "interview",
        "访谈对象：李阿姨\nQ1：您住多久了？\nA1：二十年了。\nQ2：习惯吗？\nA2：习惯。",
        [("q", "Q", "您住多久了？"), ("a", "A", "二十年了。"), ("q", "Q", "习惯吗？"), ("a", "A", "习惯。")],
    ),
    (
        "numbered questions in words and without colons",
        "interview",
        "问题1：您住多久了？\n回答1：二十年了。\n问2、习惯吗？\n答2、习惯。",
        [("q", "问题", "您住多久了？"), ("a", "回答", "二十年了。"), ("q", "问", "习惯吗？"), ("a", "答", "习惯。")],
    ),
    (
        "codes of interviewees are no numbers of questions",
        "interview",
        "W：您住多久了？\nA1：二十年了。\nA2：我十年。\nW：好。\nA1：嗯。\nA2：嗯。",
        [
            ("q", "W", "您住多久了？"),
            ("a", "A1", "二十年了。"),
            ("a", "A2", "我十年。"),
            ("q", "W", "好。"),
            ("a", "A1", "嗯。"),
            ("a", "A2", "嗯。"),
        ],
    ),
    (
        "post and name with a blank",
        "minutes",
        "社区党委书记 周敏：大家好。\n物业项目经理　陈东：我来说。\n业委会 王建：我同意。",
        [
            ("s", "社区党委书记 周敏", "大家好。"),
            ("s", "物业项目经理　陈东", "我来说。"),
            ("s", "业委会 王建", "我同意。"),
        ],
    ),
    (
        "post and name with signs between them",
        "minutes",
        "书记-周敏：大家好。\n周敏/书记：再见。",
        [("s", "书记-周敏", "大家好。"), ("s", "周敏/书记", "再见。")],
    ),
    (
        "roles in brackets of every kind",
        "minutes",
        "王桂芝（居民代表）：好。\n李大爷【居民】：行。\n陈经理[物业]：可以。\n赵师傅〔保安〕：嗯。",
        [("s", "王桂芝", "好。"), ("s", "李大爷", "行。"), ("s", "陈经理", "可以。"), ("s", "赵师傅", "嗯。")],
    ),
    (
        "English names",
        "minutes",
        "会议记录\n张书记：欢迎。\nMr. Smith: Hello.\nJohn Smith: I agree.\n李主任：好。",
        [
            ("s", "张书记", "欢迎。"),
            ("s", "Mr. Smith", "Hello."),
            ("s", "John Smith", "I agree."),
            ("s", "李主任", "好。"),
        ],
    ),
    (
        "speeches under numbered headings",
        "minutes",
        "会议记录\n（一）张书记讲话\n今天讲三点。\n第一，统一思想。\n"
        "（二）李主任发言\n我完全同意。\n（三）物业公司王经理汇报工作\n上个月修了三处路灯。",
        [
            ("s", "张书记", "今天讲三点。\n第一，统一思想。"),
            ("s", "李主任", "我完全同意。"),
            ("s", "物业公司王经理", "上个月修了三处路灯。"),
        ],
    ),
    (
        "lower headings stay in the speech, a section ends it",
        "minutes",
        "会议纪要\n一、张书记讲话\n今天讲两点。\n（一）抓停车\n"
        "要快。\n（二）抓电梯\n要稳。\n二、表决\n会议一致通过停车方案。",
        [
            ("s", "张书记", "今天讲两点。\n（一）抓停车\n要快。\n（二）抓电梯\n要稳。"),
            ("n", None, "会议一致通过停车方案。"),
        ],
    ),
    (
        "a speech named in a label",
        "minutes",
        "会议记录\n张书记讲话：今天开会。\n李主任总结讲话：散会吧。",
        [("s", "张书记", "今天开会。"), ("s", "李主任", "散会吧。")],
    ),
    (
        "a heading over labels is no label",
        "minutes",
        "会议记录\n一、居民代表发言\n王阿姨：我说。\n二、领导讲话\n张书记：我也说。",
        [("s", "王阿姨", "我说。"), ("s", "张书记", "我也说。")],
    ),
    (
        "summaries of speeches",
        "minutes",
        "会议记录\n三、与会人员发言摘要\n1. 王经理：物业费不能再拖。\n2. 居民代表陈阿姨：我有意见。",
        [("s", "王经理", "物业费不能再拖。"), ("s", "居民代表陈阿姨", "我有意见。")],
    ),
    (
        "chat with date, time and name",
        "other",
        "2022-04-18 10:01:22 张三\n明天停水吗？\n2022-04-18 10:02:22 物业小王\n"
        "不停。\n大家放心。\n2022-04-18 10:03:10 阳光总在风雨后\n收到👍",
        [("s", "张三", "明天停水吗？"), ("s", "物业小王", "不停。\n大家放心。"), ("s", "阳光总在风雨后", "收到👍")],
    ),
    (
        "chat with name and time, days between them",
        "other",
        "—————  2022-04-18  —————\n\n张三 10:01\n明天停水吗？\n\n3栋-李姐 10:02\n"
        "不停。\n\n——— 2022-04-19 ———\n\n张三 10:05\n好的",
        [("s", "张三", "明天停水吗？"), ("s", "3栋-李姐", "不停。"), ("s", "张三", "好的")],
    ),
    (
        "chat with Chinese and English times",
        "other",
        "张三(zhangsan) 2022/4/18 10:01:22\n停水吗？\n李四 2022年4月18日 上午10:02\n不停\n"
        "王五  10:03 AM\n好\n赵六 昨天 10:04\n行",
        [("s", "张三", "停水吗？"), ("s", "李四", "不停"), ("s", "王五", "好"), ("s", "赵六", "行")],
    ),
    (
        "notices of a chat are no speech",
        "other",
        "张三 10:01\n停水吗？\n“李四”加入了群聊\n王五 10:02\n不停\n王五撤回了一条消息\n赵六 10:03\n好",
        [("s", "张三", "停水吗？"), ("s", "王五", "不停"), ("s", "赵六", "好")],
    ),
    (
        "a timetable is no chat",
        "minutes",
        "会议记录\n会议时间：2022年4月18日\n\n一、议程\n14:00 签到\n"
        "14:10 领导致辞\n14:30 自由讨论\n15:00 散会\n二、讨论\n张书记：开始。",
        [("n", None, "14:00 签到\n14:10 领导致辞\n14:30 自由讨论\n15:00 散会"), ("s", "张书记", "开始。")],
    ),
    (
        "names with time stamps of recognisers",
        "minutes",
        "会议主题：议事会\n张书记(00:00:05): 大家好。\n李主任 00:00:09\n好的。\n说话人 3 00:01:00\n我也说。",
        [("s", "张书记", "大家好。"), ("s", "李主任", "好的。"), ("s", "说话人 3", "我也说。")],
    ),
    (
        "full-width digits",
        "minutes",
        "会议时间：２０２２年４月１８日\n１．张书记发言：大家好。\n"
        "２、李主任：好的。\n（１）王经理：我说。\n１０：３０ 赵师傅：行。",
        [("s", "张书记", "大家好。"), ("s", "李主任", "好的。"), ("s", "王经理", "我说。"), ("s", "赵师傅", "行。")],
    ),
    (
        "more than two parties",
        "interview",
        "访谈者：王（W）、刘（L）\n被访者：李阿姨、张大爷\nW：您二位住多久了？\n"
        "李阿姨：二十年。\n张大爷：我十年。\nL：习惯吗？\n老伴：她不习惯。",
        [
            ("q", "W", "您二位住多久了？"),
            ("a", "李阿姨", "二十年。"),
            ("a", "张大爷", "我十年。"),
            ("q", "L", "习惯吗？"),
            ("a", "老伴", "她不习惯。"),
        ],
    ),
    (
        "questions in bold",
        "interview",
        "# 访谈李阿姨\n\n**您住多久了？**\n\n二十年了。\n\n还行吧。\n\n**您觉得社区怎么样？**\n\n挺好的。",
        [
            ("q", "访谈者", "您住多久了？"),
            ("a", "被访者", "二十年了。\n\n还行吧。"),
            ("q", "访谈者", "您觉得社区怎么样？"),
            ("a", "被访者", "挺好的。"),
        ],
    ),
    (
        "questions as headings, sides named by the head",
        "interview",
        "# 专访\n被访者：李阿姨\n访谈者：小王\n\n## 您住多久了？\n二十年了。\n## 习惯吗？\n习惯。",
        [
            ("q", "小王", "您住多久了？"),
            ("a", "李阿姨", "二十年了。"),
            ("q", "小王", "习惯吗？"),
            ("a", "李阿姨", "习惯。"),
        ],
    ),
    (
        "questions behind a dash",
        "interview",
        "访谈时间：2020年5月16日\n\n——您住多久了？\n二十年了。\n——习惯吗？\n习惯。",
        [
            ("q", "访谈者", "您住多久了？"),
            ("a", "被访者", "二十年了。"),
            ("q", "访谈者", "习惯吗？"),
            ("a", "被访者", "习惯。"),
        ],
    ),
    (
        "traditional question and answer",
        "interview",
        "受訪者：林女士\n訪談者：小陳\n\n問：您住多久？ 答：三十年。\n問：習慣嗎？\n答：習慣。",
        [("q", "問", "您住多久？"), ("a", "答", "三十年。"), ("q", "問", "習慣嗎？"), ("a", "答", "習慣。")],
    ),
    (
        "lower-case letters and half-width colons",
        "interview",
        "q: 您住多久了?\na: 二十年了。\nq: 习惯吗?\na: 习惯。",
        [("q", "q", "您住多久了?"), ("a", "a", "二十年了。"), ("q", "q", "习惯吗?"), ("a", "a", "习惯。")],
    ),
    (
        "time stamps in front of questions",
        "interview",
        "[00:00:05] 访谈者：您住多久了？\n[00:00:09] 受访者：二十年了。（笑）\n[00:01:00] 访谈者：好。",
        [("q", "访谈者", "您住多久了？"), ("a", "受访者", "二十年了。（笑）"), ("q", "访谈者", "好。")],
    ),
    (
        "labels on lines of their own with roles",
        "minutes",
        "会议记录\n\n主持人（张书记）：\n大家好。\n\n居民代表A（女，62岁）\n：我同意。\n\n王经理：\n好的。",
        [("s", "主持人", "大家好。\n\n居民代表A（女，62岁）\n：我同意。"), ("s", "王经理", "好的。")],
    ),
    (
        "reported speech, vote and tasks are told",
        "minutes",
        "会议记录\n张书记：说说吧。\n李主任表示，业委会支持。\n表决结果：同意12票。\n责任人：王经理\n完成时限：5月底",
        [
            ("s", "张书记", "说说吧。"),
            ("n", None, "李主任表示，业委会支持。\n表决结果：同意12票。\n责任人：王经理\n完成时限：5月底"),
        ],
    ),
]


@pytest.mark.parametrize(
    ("kind", "text", "turns"), [entry[1:] for entry in LAYOUTS], ids=[entry[0] for entry in LAYOUTS]
)
def test_turns(kind: DocumentKind, text: str, turns: list[tuple[str, str | None, str]]) -> None:
    assert spoken(text, kind) == [(SHORT[role], speaker, words) for role, speaker, words in turns]


def test_there_are_thirty_layouts() -> None:
    assert len(LAYOUTS) >= 30


def test_explained_initials_give_the_head_too() -> None:
    layout, _ = read("访谈记录\nA：访谈者（小王）\nB：被访者，李阿姨，女，62岁\n\nA：您好吗？\nB：好。", "interview")
    assert dict(layout.head) == {"访谈者": "小王", "访谈对象": "李阿姨，女，62岁", "性别": "女", "年龄": "62岁"}
    assert dict(layout.aliases) == {"a": "访谈者", "b": "被访者"}


def test_two_interviewees_have_no_particulars() -> None:
    layout, _ = read("被访者：李阿姨、张大爷\n问：好吗？\n答：好。", "interview")
    assert [attendee.name for attendee in layout.attendees] == ["李阿姨", "张大爷"]
    assert "身份" not in layout.head


def test_an_interview_without_labels_is_reported() -> None:
    layout, _ = read("**您住多久了？**\n二十年了。\n**习惯吗？**\n习惯。", "interview")
    assert "unlabelled-interview" in [problem.slug for problem in layout.problems]


def test_one_bold_question_is_not_an_interview_without_labels() -> None:
    layout, _ = read("**您住多久了？**\n二十年了。\n还行。", "interview")
    assert [turn.speaker for turn in layout.turns if turn.speaker] == []


def test_semicolon_ends_a_group_of_those_present() -> None:
    layout, text = read("会议记录\n参会人员：物业：陈经理、小刘；街道办刘科长\n\n陈经理：好。", "minutes")
    assert [(attendee.name, attendee.group) for attendee in layout.attendees] == [
        ("陈经理", "物业"),
        ("小刘", "物业"),
        ("街道办刘科长", ""),
    ]
    assert all(attendee.span.of(text) == attendee.name for attendee in layout.attendees)


WRAPPED = """
    幸福社区365协商议事厅第3次会议记录
    会议时间：2022年4月18日
    参会人员：张书记、李梅

    张书记：今天请大家来，主要是商量三号楼加装电梯的事情，这件事已经拖
    了两年，低层住户和高层住户意见不统一，街道也很着急，希望今天能有
    个说法。
    李梅：我先说一下业委会的想法。我们在上个月做了一次入户调查，一共走
    访了四十八户，其中同意的有三十九户，反对的有四户，剩下五户没有表
    态，主要是担心费用。他们跟我说，问题有三个，我转告给大家，第一个是
    费用：一户要出两万，太贵了。
    我再补充一点，电梯公司给了两个报价方案，便宜的每户出一万二，贵的每
    户出一万八。
"""


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    layout, text = read(WRAPPED, "minutes")
    assert [turn.speaker for turn in layout.turns if turn.speaker] == ["张书记", "李梅"]
    parts = [part.span.of(text) for part in cut(text, layout.turns, "paragraph")]
    assert len(parts) == 3
    assert parts[0].startswith("今天请大家来") and parts[0].endswith(
        "已经拖\n了两年，低层住户和高层住户意见不统一，街道也很着急，希望今天能有\n个说法。"
    )
    assert parts[1].endswith("第一个是\n费用：一户要出两万，太贵了。")
    assert parts[2].startswith("我再补充一点") and parts[2].endswith("贵的每\n户出一万八。")
    assert [part.span.of(text) for part in cut(text, layout.turns, "sentence")][1] == "我先说一下业委会的想法。"


def test_sentences_of_a_wrapped_unit_alone() -> None:
    text = "我先说一下业委会的想法，我们在上个月做了一次入户调查，一共走\n访了四十八户。还有五户没有表态。"
    assert len(soft_ends(text)) == 1
    assert [span.of(text) for span in sentences(text, Span(0, len(text)))] == [
        "我先说一下业委会的想法，我们在上个月做了一次入户调查，一共走\n访了四十八户。",
        "还有五户没有表态。",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "张书记：今天请大家来。\n李主任：好的，我先说一下。\n王经理：我来说费用问题。",
        "一、加装电梯\n二、停车管理\n三、垃圾分类\n四、物业收费\n五、绿化改造",
        "参会人员名单\n" + "\n".join(f"幸福社区第{n}网格居民代表王某某、李某某、张某某、刘某某" for n in range(1, 9)),
        "这是一个很长的自然段，里面有很多句子。" * 12 + "\n" + "又一段，同样很长很长。" * 20,
    ],
)
def test_what_is_not_wrapped(text: str) -> None:
    assert soft_ends(text) == frozenset()


def test_indented_paragraphs_in_wrapped_text() -> None:
    first = "\u3000\u3000今天请大家来主要是商量三号楼加装电梯的事情这件事已经拖了两年整整\n"
    text = (
        first
        + "低层住户和高层住户意见不统一街道也很着急希望今天能有一个说法给大家\n"
        + "就这样定下来吧各位看看还有没有别的意见要提的没有就往下进行了好的。\n"
    ) * 3
    breaks = [place for place, character in enumerate(text[:-1]) if character == "\n"]
    assert len(soft_ends(text.rstrip())) == len(breaks) - 2


PIECES = st.sampled_from(
    [
        "张书记：你好。",
        "李大爷【居民】：行。",
        "Q1：是吗？",
        "A1：是。",
        "问：是吗？ 答：是。",
        "问2、对吗？",
        "（一）张书记讲话",
        "二、李主任发言",
        "张书记讲话：好。",
        "三、表决",
        "# 题目",
        "## 您好吗？",
        "**您好吗？**",
        "——您好吗？",
        "2022-04-18 10:01:22 张三",
        "张三 10:01",
        "王五 10:03 AM",
        "— 2022-04-18 —",
        "“李四”加入了群聊",
        "A：访谈者（小王）",
        "B：被访者，李阿姨",
        "A: 好。",
        "B: 嗯。",
        "参会人员：居民代表 王桂芝、李大爷；物业：陈经理",
        "姓名\t单位\t职务\t签到",
        "周敏\t社区\t书记\t",
        "表决结果：同意12票，反对2票。",
        "会议决定：",
        "1. 修路。责任人：王经理；完成时限：5月底",
        "（笑）",
        "",
        "  ",
        "接着说。",
        "会议一致通过方案。",
        "今天请大家来，主要是商量三号楼加装电梯的事情，这件事已经拖",
        "了两年，低层住户和高层住户意见不统一，街道也很着急，希望今天能有",
        "\u3000\u3000段首。",
        "１０：３０ 赵师傅：行。",
        "|a|b|",
        "---",
        "> 引",
        "散会",
    ]
)


@given(st.lists(PIECES, max_size=30), st.sampled_from(["minutes", "interview", "other", None]))
def test_any_mixture_is_read_in_order_and_nothing_is_lost(pieces: list[str], kind: DocumentKind | None) -> None:
    text = "\n".join(pieces)
    layout = read_layout(Draft(text, "plain"), kind)
    place = 0
    for turn in layout.turns:
        assert turn.span.start >= place
        words = turn.span.of(text)
        assert words and words == words.strip()
        assert (turn.speaker is None) == (turn.role in ("narration", "apparatus"))
        # Only labels stand between turns.
        assert all(len(line) <= 40 for line in text[place : turn.span.start].strip().split("\n"))
        place = turn.span.end
    units = cut(text, layout.turns, "paragraph")
    assert all(unit.span.of(text) == unit.span.of(text).strip() for unit in units)
    held = "".join(unit.span.of(text) for unit in units)
    assert "".join(held.split()) == "".join(
        "".join(turn.span.of(text).split()) for turn in layout.turns if turn.role != "apparatus"
    )
    assert read_layout(Draft(text, "plain"), kind) == layout
