"""Interviews in every layout: heads, questions and answers, initials and codes, time stamps, notes."""

from __future__ import annotations

from corpus_of_forms.containers import plain
from corpus_of_forms.notation import Form

FOLDER = "corpus/甲社区/访谈/"

INTERVIEWS = (
    Form(
        "a full head",
        FOLDER + "J-20200516-W.txt",
        plain(),
        """
        访谈编号：J-20200516-W
        访谈时间：2020年5月16日
        访谈地点：居委会
        访谈者：王某
        被访者：李阿姨
        性别：女
        年龄：62岁
        身份：退休教师

        问：«q 问|您住多久了？»
        答：«a 答|（笑）二十年了。»
        问：«q 问|习惯吗？»
        答：«a 答|习惯。（沉默）»
        """,
        kind="interview",
        head={
            "访谈编号": "J-20200516-W",
            "访谈时间": "2020年5月16日",
            "访谈地点": "居委会",
            "访谈者": "王某",
            "访谈对象": "李阿姨",
            "性别": "女",
            "年龄": "62岁",
            "身份": "退休教师",
        },
        people={"王某": "", "李阿姨": ""},
        date="2020-05-16",
    ),
    Form(
        "Q and A",
        FOLDER + "2022-04-18 QA.txt",
        plain(),
        """
        Q：«q Q|您住多久了？»
        A：«a A|二十年了。»
        Q: «q Q|习惯吗？»
        A: «a A|习惯。»
        """,
        kind="interview",
    ),
    Form(
        "numbered questions",
        FOLDER + "2022-04-18 编号问答.txt",
        plain(),
        """
        访谈对象：李阿姨
        Q1：«q Q|您住多久了？»
        A1：«a A|二十年了。»
        Q2：«q Q|习惯吗？»
        A2：«a A|习惯。»
        """,
        kind="interview",
        head={"访谈对象": "李阿姨"},
        people={"李阿姨": ""},
    ),
    Form(
        "interviewer and interviewee in words",
        FOLDER + "2022-04-18 访谈者被访者.txt",
        plain(),
        """
        访谈者：«q 访谈者|您住多久了？»
        被访者：«a 被访者|二十年了。»
        访谈者：«q 访谈者|习惯吗？»
        被访者：«a 被访者|习惯。»
        """,
        kind="interview",
    ),
    Form(
        "first characters: 访 and 受",
        FOLDER + "2022-04-18 访受.txt",
        plain(),
        """
        访：«q 访|您住多久了？»
        受：«a 受|二十年了。»
        访：«q 访|习惯吗？»
        受：«a 受|习惯。»
        """,
        kind="interview",
    ),
    Form(
        "initials that the head explains",
        FOLDER + "2022-04-18 首字母.txt",
        plain(),
        """
        访谈者：王（W）；记录者：李
        标记：W＝访谈者；孟＝受访者
        受访者：孟某，女，36岁，居委会副主任

        W：«q W|您来几年了？»
        孟：«a 孟|三年。»
        W：«q W|嗯。»
        孟：«a 孟|就这样。»
        """,
        kind="interview",
        head={
            "访谈者": "王（W）",
            "记录者": "李",
            "标记": "W＝访谈者；孟＝受访者",
            "访谈对象": "孟某，女，36岁，居委会副主任",
            "性别": "女",
            "年龄": "36岁",
            "身份": "居委会副主任",
        },
        people={"王": "W", "W": "W", "李": "", "孟某": "女，36岁，居委会副主任", "孟": "女，36岁，居委会副主任"},
    ),
    Form(
        "codes as labels",
        FOLDER + "2022-04-18 编码称谓.txt",
        plain(),
        """
        访谈者：W
        被访者：J01、J02

        W：«q W|您二位住多久了？»
        J01：«a J01|二十年。»
        J02：«a J02|我十年。»
        W：«q W|习惯吗？»
        J01：«a J01|习惯。»
        """,
        kind="interview",
        head={"访谈者": "W", "访谈对象": "J01、J02"},
        people={"W": "", "J01": "", "J02": ""},
    ),
    Form(
        "the number of the interview as a label, which the head does not explain",
        FOLDER + "2022-04-18 访谈号作称谓.txt",
        plain(),
        """
        W：«q W|您住多久了？»
        J-20200516-W：«a J-20200516-W|二十年。»
        W：«q W|习惯吗？»
        J-20200516-W：«a J-20200516-W|习惯。»
        """,
        kind="interview",
        problems=("roles-guessed",),
    ),
    Form(
        "time stamps and notes in brackets of every kind",
        FOLDER + "2022-04-18 时间与标注.txt",
        plain(),
        """
        [00:00:05] 访谈者：«q 访谈者|您住多久了？»
        [00:00:09] 受访者：«a 受访者|二十年了。（笑）［听不清］后来【电话响】就忘了。»
        [00:01:00] 访谈者：«q 访谈者|好。»
        """,
        kind="interview",
    ),
    Form(
        "questions and answers on one line",
        FOLDER + "2022-04-18 同行.txt",
        plain(),
        """
        问：«q 问|您住多久了？» 答：«a 答|二十年了。»
        问：«q 问|习惯吗？» 答：«a 答|习惯，邻居都好。»
        """,
        kind="interview",
    ),
    Form(
        "questions in bold without labels",
        FOLDER + "2022-04-18 粗体提问.md",
        plain(),
        """
        # 访谈李阿姨

        **«q 访谈者|您住多久了？»**

        «a 被访者|二十年了。

        还行吧。»

        **«q 访谈者|您觉得社区怎么样？»**

        «a 被访者|挺好的。»
        """,
        kind="interview",
        title="访谈李阿姨",
        problems=("unlabelled-interview",),
    ),
    Form(
        "who asks is not said",
        FOLDER + "2022-04-18 姓名.txt",
        plain(),
        """
        周敏：«q 周敏|您住多久了？»
        王芳：«a 王芳|二十年。»
        周敏：«q 周敏|习惯吗？»
        王芳：«a 王芳|习惯。»
        """,
        kind="interview",
        problems=("roles-guessed",),
    ),
    Form(
        "an interview in Traditional characters",
        FOLDER + "2022-04-18 繁體訪談.txt",
        plain(),
        """
        受訪者：林女士
        訪談者：小陳

        問：«q 問|您住多久？»
        答：«a 答|三十年。»
        """,
        kind="interview",
        head={"访谈对象": "林女士", "访谈者": "小陳"},
        people={"林女士": "", "小陳": ""},
    ),
    Form(
        "topics between the questions",
        FOLDER + "2022-04-18 小标题.txt",
        plain(),
        """
        一、居住
        问：«q 问|您住多久了？»
        答：«a 答|二十年了。»
        二、参与
        问：«q 问|您开过会吗？»
        答：«a 答|没有。
        没人叫我。»
        """,
        kind="interview",
    ),
)
