"""Minutes: agenda, votes, resolutions and tasks, each with its exact words."""

from __future__ import annotations

from itertools import pairwise
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.model import Draft, Span
from qda.text.layout import read_layout
from qda.text.minutes import MinutesRecord, Vote, read_minutes
from qda.text.numerals import value
from qda.text.votes import find_votes


def minutes_of(text: str) -> tuple[MinutesRecord, str]:
    text = dedent(text).strip("\n")
    return read_minutes(text, read_layout(Draft(text, "plain"), "minutes")), text


def words(span: Span | None, text: str) -> str | None:
    return None if span is None else span.of(text)


def votes_of(text: str) -> list[tuple[Vote, str]]:
    return [(vote, vote.span.of(text)) for vote in find_votes(text, [Span(0, len(text))])]


MINUTES = """
    幸福社区议事厅第3次会议记录
    会议时间：2022年4月18日
    主持人：张建国

    一、加装电梯
    张书记：大家好。
    经讨论，形成以下意见：
    1. 启动三号楼电梯加装。
    责任人：王经理
    完成时限：5月底
    2. 由物业负责清理楼道，4月30日前完成。
    二、停车管理
    李主任：我说。
    会议决定，暂停收取停车费。
    三、表决
    就停车方案进行举手表决，同意12票，反对2票，弃权1票，获得通过。
    四、下一步工作
    任务\t责任人\t完成时限
    清理堆物\t王经理\t2022年5月30日前
    公示方案\t小陈\t本周五
    散会。
"""


def test_agenda() -> None:
    record, text = minutes_of(MINUTES)
    assert [(item.number, item.title.of(text)) for item in record.agenda] == [
        ("一", "加装电梯"),
        ("二", "停车管理"),
        ("三", "表决"),
        ("四", "下一步工作"),
    ]
    spans = [item.span for item in record.agenda if item.span is not None]
    assert [span.of(text).split("\n")[0] for span in spans] == [
        "一、加装电梯",
        "二、停车管理",
        "三、表决",
        "四、下一步工作",
    ]
    assert spans[1].of(text) == "二、停车管理\n李主任：我说。\n会议决定，暂停收取停车费。"
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_votes_resolutions_and_tasks_know_their_item() -> None:
    record, text = minutes_of(MINUTES)
    (vote,) = record.votes
    assert (vote.for_, vote.against, vote.abstain, vote.total, vote.outcome, vote.item) == (12, 2, 1, None, "passed", 2)
    assert (words(vote.motion, text), vote.method) == ("停车方案", "举手表决")
    assert [(one.item, one.number, one.span.of(text), one.lead.of(text)) for one in record.resolutions] == [
        (0, "1", "启动三号楼电梯加装。", "经讨论，形成以下意见"),
        (0, "2", "由物业负责清理楼道，4月30日前完成。", "经讨论，形成以下意见"),
        (1, "", "暂停收取停车费。", "会议决定"),
    ]
    assert [
        (task.item, words(task.what, text), words(task.who, text), words(task.due, text), task.due_date)
        for task in record.tasks
    ] == [
        (0, "启动三号楼电梯加装。", "王经理", "5月底", "2022-05"),
        (0, "清理楼道", "物业", "4月30日前", "2022-04-30"),
        (3, "清理堆物", "王经理", "2022年5月30日前", "2022-05-30"),
        (3, "公示方案", "小陈", "本周五", None),
    ]


def test_topics_in_the_head_when_the_body_has_no_headings() -> None:
    record, text = minutes_of("会议纪要\n时间：2021年12月20日\n议题：1. 加装电梯；2. 停车\n\n张书记：开会。")
    assert [(item.number, item.title.of(text), item.span) for item in record.agenda] == [
        ("1", "加装电梯", None),
        ("2", "停车", None),
    ]


def test_topics_as_headings() -> None:
    record, text = minutes_of(
        """
        # 会议纪要
        ## 议题一：路灯
        张书记：说说。
        决议：同意更换路灯（责任人：王经理，完成时限：6月10日）。
        ## 议题二：绿化
        大家一致同意补种绿植。
        """
    )
    assert [(item.number, item.title.of(text)) for item in record.agenda] == [("议题一", "路灯"), ("议题二", "绿化")]
    assert [(vote.unanimous, vote.outcome, words(vote.motion, text), vote.item) for vote in record.votes] == [
        (True, "passed", "补种绿植", 1)
    ]
    (task,) = record.tasks
    assert (words(task.what, text), words(task.who, text), words(task.due, text)) == (
        "同意更换路灯",
        "王经理",
        "6月10日",
    )
    # The minutes do not say which year it was.
    assert task.due_date is None


def test_points_inside_one_paragraph() -> None:
    record, text = minutes_of(
        "会议纪要\n时间：2021年12月20日\n"
        "\n会议决定：一是由居委会牵头成立监督小组；二是物业公司于1月15日前公布账目；三是业委会负责联系厂家。"
    )
    assert [(one.number, one.span.of(text)) for one in record.resolutions] == [
        ("一是", "由居委会牵头成立监督小组；"),
        ("二是", "物业公司于1月15日前公布账目；"),
        ("三是", "业委会负责联系厂家。"),
    ]
    assert [(words(task.what, text), words(task.who, text)) for task in record.tasks] == [
        ("成立监督小组", "居委会"),
        ("联系厂家", "业委会"),
    ]


def test_reports_are_no_tasks() -> None:
    record, _ = minutes_of("会议纪要\n\n会上，王经理负责汇报了情况。\n李主任是这件事的负责人。\n大家回去想想。")
    assert record.tasks == ()


def test_nothing_is_found_where_nothing_is_said() -> None:
    record, _ = minutes_of(
        "会议记录\n张书记：我们走访了四十八户，三十九户同意，四户反对。\n李主任：大家都同意，没有意见。"
    )
    assert record == MinutesRecord()


@pytest.mark.parametrize(
    ("text", "counts", "outcome"),
    [
        ("表决结果：同意12票，反对2票，弃权1票。", (12, 2, 1, None), None),
        ("表决结果：同意１２票，反对２票，弃权１票。", (12, 2, 1, None), None),
        ("就加装电梯方案进行举手表决，二十四票赞成，三票反对，无人弃权，表决通过。", (24, 3, 0, None), "passed"),
        ("经投票表决，26:3:2，方案通过。", (26, 3, 2, None), "passed"),
        ("以26比3表决通过", (26, 3, None, None), "passed"),
        ("会议一致通过《停车管理办法》。", (None, None, None, None), "passed"),
        ("全票通过了加装电梯的方案。", (None, None, None, None), "passed"),
        ("全体与会代表举手表决通过了维修基金使用方案。", (None, None, None, None), "passed"),
        ("实到19人，同意18人，反对1人，表决结果：通过。", (18, 1, None, 19), "passed"),
        ("发出表决票30张，收回表决票28张，同意25票，反对3票。", (25, 3, None, 28), None),
        ("同意票24票，反对票0票，没有弃权票。", (24, 0, 0, None), None),
        ("同意：12票\n反对：15票\n弃权：0票\n该议题未获通过。", (12, 15, 0, None), "rejected"),
        ("表决事项：路灯改造\n同意\t12\n反对\t3\n弃权\t无", (12, 3, 0, None), None),
        ("暂缓表决，同意8人，反对8人。", (8, 8, None, None), "postponed"),
        ("贊成十五票，反對兩票，棄權一票，照案通過", (15, 2, 1, None), "passed"),
        ("投票结果：12票同意、3票反对、1票弃权。", (12, 3, 1, None), None),
    ],
)
def test_votes(text: str, counts: tuple[int | None, ...], outcome: str | None) -> None:
    ((vote, span),) = votes_of(text)
    assert (vote.for_, vote.against, vote.abstain, vote.total) == counts
    assert vote.outcome == outcome
    assert span in text


@pytest.mark.parametrize(
    "text",
    [
        "开会时间14:30，表决15:20开始。",
        "大家都同意，没有意见。",
        "我不同意。",
        "三十九户同意，四户反对。",
        "比例是3:2。",
        "00:12:31 投票开始",
        "",
    ],
)
def test_no_votes(text: str) -> None:
    assert votes_of(text) == []


@pytest.mark.parametrize(
    ("text", "motion"),
    [
        ("就加装电梯方案进行举手表决，同意12票。", "加装电梯方案"),
        ("是否更换物业公司？现场举手表决。同意12票，反对2票。", "是否更换物业公司"),
        ("表决事项：路灯改造\n同意12票，反对2票。", "路灯改造"),
        ("全票通过了加装电梯的方案。", "加装电梯的方案"),
        ("会议一致通过《停车管理办法》。", "《停车管理办法》"),
        ("（一）试行三个月，由自管会管理。同意25票，反对1票。", "试行三个月，由自管会管理。"),
        ("表决结果：同意12票，反对2票。", None),
    ],
)
def test_motions(text: str, motion: str | None) -> None:
    ((vote, _),) = votes_of(text)
    assert words(vote.motion, text) == motion


def test_two_votes_in_one_sentence() -> None:
    assert [
        (vote.for_, vote.against, span) for vote, span in votes_of("同意12票，反对2票；第二项，同意8票，反对6票。")
    ] == [
        (12, 2, "同意12票，反对2票"),
        (8, 6, "第二项，同意8票，反对6票。"),
    ]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", 12),
        ("１２", 12),
        ("十", 10),
        ("二十六", 26),
        ("廿三", 23),
        ("一百零七", 107),
        ("一〇七", 107),
        ("两百", 200),
        ("三千二百", 3200),
        ("", None),
        ("票", None),
    ],
)
def test_numerals(written: str, number: int | None) -> None:
    assert value(written) == number


LINES = st.sampled_from(
    [
        "一、加装电梯",
        "（一）经过",
        "## 议题一：路灯",
        "议题：1. 电梯；2. 停车",
        "会议决定：",
        "决议：同意。",
        "1. 修路。",
        "2、种树。责任人：王经理",
        "责任人：王经理",
        "完成时限：5月底",
        "表决结果：同意12票，反对2票",
        "26:3:2",
        "一致通过。",
        "任务\t责任人\t时限",
        "修路\t小陈\t5月",
        "|事项|责任人|",
        "|---|---|",
        "|修|他|",
        "张书记：由物业负责清理。",
        "会上，李主任负责联系。",
        "",
        "时间：2022年4月18日",
        "形成以下意见：一是好；二是行。",
        "就方案进行表决，三票赞成",
        "同意",
        "反对无",
        "全体同意",
        "第一，好。",
    ]
)


@given(st.lists(LINES, max_size=20))
def test_any_mixture_gives_spans_inside_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    layout = read_layout(Draft(text, "plain"), "minutes")
    record = read_minutes(text, layout)
    spans = [item.span for item in record.agenda if item.span] + [vote.span for vote in record.votes]
    spans += [one.span for one in record.resolutions] + [task.span for task in record.tasks]
    spans += [part for task in record.tasks for part in (task.what, task.who, task.due) if part]
    spans += [vote.motion for vote in record.votes if vote.motion]
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()
    for one in (*record.votes, *record.resolutions, *record.tasks):
        if one.item is not None:
            item = record.agenda[one.item].span
            assert item is not None and item.start <= one.span.start < item.end
    assert read_minutes(text, layout) == record


@given(st.text(alphabet="同意反对弃权票一二三十12:：；，。\n就进行表决通过《》责任人由负责0"))
def test_never_fails(text: str) -> None:
    read_minutes(text, read_layout(Draft(text, "plain"), "minutes"))
