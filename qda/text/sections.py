"""What a line without a label is: a section's heading, a stage direction, the end matter, or reported speech.

Only lines that stand between speeches need an answer; inside a speech everything that is not clearly one of these is
speech.
"""

from __future__ import annotations

import re
from collections.abc import Set

from qda.text.fold import simplify
from qda.text.labels import STRONG, judge, key_of

_ASIDE = re.compile(
    r"\s*(?:[（(][^（）()]*(?:[（(][^（）()]*[)）][^（）()]*)*[)）]|［[^［］]*］|〔[^〔〕]*〕|\[[^\[\]]*\]|"
    r"【[^【】]{0,30}】|\*[^*]+\*|<[^<>]+>)\s*[。.]?\s*$"
)
_ADDRESS = re.compile(r"\s*(?:\[[^\]]*\]\()?https?://\S+\s*$")
_CHAT_NOTICE = re.compile(
    r"\s*(?:[“\"「]?[^\s“”\"，。]{1,20}[”\"」]?\s*(?:(?:通过扫描[^，。]{0,40})?(?:加入了?群聊|撤回了?一条消息|退出了?群聊|拍了拍.{0,20})|"
    r"(?:邀请.{1,40}加入了?群聊|修改群名为.{1,40}|将群主转让给.{1,40}))|以上是打招呼的内容|—+\s*以[上下][是为](?:历史|群聊)消息\s*—+)[。.]?\s*$"
)
_CHINESE_ITEM = re.compile(
    r"\s*(?:[一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3}[、.．:：]|[（(][一二三四五六七八九十]{1,3}[)）]、?|"
    r"第[一二三四五六七八九十\d]{1,3}(?:部分|项|章|节|阶段|环节|议题|个议题)"
    r"|(?:议题|议程|议案|案由|提案|环节|主题)\s*[一二三四五六七八九十\d]{1,2}\s*(?:[:：、.．]|\s|$)|Part\s*\d)"
)
_SECTION_WORDS = re.compile(
    r"(?:会议|议事|协商|讨论|发言|访谈|采访)?(?:内容|记录|纪要|议程|议题|过程|讨论|发言|决议|决定|小结|总结|"
    r"签到|附件|通报|开场|开场白|表决|投票"
    r"|背景|摘要|要点|名单|正文|情况|结果|事项|行动|分工|结论|共识|流程|下一步|下一步工作|意见|自由讨论|交流|"
    r"提问|问答|结束|结语|汇报|公示|介绍|寒暄"
    r"|基本信息|基本情况|受访者信息|访谈提纲|备注|附录|反思|观察)(?:环节|部分|阶段|如下|情况|安排|计划|记录|表|"
    r"内容|摘要|纪要|事项|工作|及表决|与表决)?[:：]?$"
)
_FINDING = re.compile(
    r"(?:会议|协商|议事|讨论|表决|投票|最终|最后|本次|初步|形成|达成|主要|一致|现场|处理)*"
    r"(?:决议|决定|议定|议定事项|表决结果|投票结果|结果|责任人|责任单位|责任方|责任部门|牵头人|牵头单位|牵头|"
    r"配合单位|完成时限|完成时间|完成日期|时限|期限|行动项|待办|待办事项"
    r"|下一步|下一步工作|下一步计划|下一步安排|后续|后续工作|后续安排|任务分工|分工|工作安排|共识|意见|"
    r"协商结果|协商意见|处理意见|结论|小结|会议小结|跟进事项|整改措施|以下意见"
    r"|如下意见|如下决议|以下决议|如下共识|以下共识|落实情况|反馈|监督|监督人|公示|表决|表决事项|"
    r"表决情况)(?:事项|如下|情况)?[一二三四五六七八九十\d]{0,2}\s*(?:[（(][^）)]{0,20}[)）])?\s*[:：]"
)
_MINUTES_VOICE = re.compile(
    r"(?:会议(?!室)[^，。]{0,12}(?:指出|强调|决定|认为|要求|提出|同意|通过|明确|议定|听取|讨论|审议|于|由|开始|"
    r"结束|形成|达成|宣布|最后|还|一致|进行|传达)"
    r"|会上[，,]|会后[，,]|会前[，,]|会中[，,]|经(?:与会|现场|大家|充分|讨论|协商|表决|投票|反复|集体|举手|"
    r"各方|全体|民主|审议|多方|热烈)[^。]{0,20}(?:[，,：:。]|形成|通过|决定|达成|同意)"
    r"|(?:与会|参会|到会|在场|全体|出席)(?:的)?(?:人员|代表|居民|者|各方|委员|业主|党员|协商员|"
    r"议事员)[^。]{0,16}(?:表示|认为|一致|同意|提出|围绕|就|通过|进行|举手|表决|鼓掌|讨论|发言)"
    r"|(?:举手|现场|投票|无记名|记名)?表决(?:结果|情况|通过|[：:])|(?:同意|赞成|反对|弃权)\s*\d+\s*[票人名户]|"
    r"大家一致(?:同意|认为|通过)|双方(?:约定|同意|达成)"
    r"|(?:随后|接着|最后|其间|期间|之后|讨论中|讨论环节中?|在?自由讨论(?:环节|阶段)?中?)[，,](?:主持人|会议|"
    r"与会|大家|各方|代表|居民|全体|与会者|双方|.{1,8}(?:表示|指出|强调|宣布|总结|提出|介绍|说明)))"
)
_REPORTING = re.compile(
    r"(?:首先|随后|接着|最后|还|也|则|又|进一步|补充|现场|当场|随即|再次|明确|逐一|代表[^，。]{1,10}|"
    r"在[^，。]{1,14}(?:中|时|上)|就[^，。]{1,20}|对[^，。]{1,20}|从[^，。]{1,14}|向[^，。]{1,12}|"
    r"作为[^，。]{1,12}|根据[^，。]{1,14})?(?:进行|作了?|做了?)?"
    r"(?:表示|指出|强调|认为|提出|建议|介绍|汇报|回应|补充|提问|询问|反映|宣布|总结|通报|说明|解释|要求|答复|"
    r"承诺|坦言|呼吁|提议|反驳|质疑|称|说|谈到|提到|发言|主持|点评|表态|感谢|回答|追问|插话|诉说|主张|反对|"
    r"同意|申明|释疑|提醒|倡议)"
)
_AFTER_REPORTING = re.compile(r"[^，,：:。；“\"]{0,6}[，,：:。“\"]")
_PERSONAL = re.compile(r"我|咱|俺|你|您|[吧吗嘛呀啊哎嗯哦呗啦](?:[。！？，,!?、]|$)|呢[。，！？]")
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|\"[^\"]*\"|[（(][^（）()]*[)）]")
_AT_TIME = re.compile(
    r"(?:约|近)?(?:上午|下午|晚上|中午|凌晨)?(?:\d{1,2}[:：点时]\d{0,2}分?|"
    r"[一二三四五六七八九十两]{1,3}点(?:[一二三四五六七八九十半过多刻整]+分?)?)(?:左右|许|前后|整|钟)?[，,、]"
)
_TOLD = re.compile(
    r"主持人|会场|记录人|众人|会后|散会|休息时|休息后|休会|复会|此处|此后|其间|期间|举手表决|全场|离场|离席|"
    r"退场|中途|几人|多人|未能?逐句|未记录"
    r"|没有记|现场(?:问|推选|投票|表决|一片|安静|鼓掌|有人)|之后大家|大家(?:笑|鼓掌|一边|都笑|议论|沉默|静)|"
    r"^(?:随后|接着|会议)"
)
_VOTES = re.compile(r"(?:同意|赞成|反对|弃权)\s*\d+\s*[票人户名]")
_DOES = re.compile(
    r"介绍|提出|表示|说明|宣布|询问|问|答|念|离开|要求|通报|出示|打电话|回来|起身|拿出|走[到出进]|站起|坐下|"
    r"推辞|点头|摇头|宣读|演示|展示|补充|解释|投票|接电话|递|打开"
)
_EARLIER = re.compile(r"上次|上回|以前|去年|前年|那天|那年|当时|曾|原来|头一回|以后|将来")
_END_MATTER = re.compile(
    r"(?:注|发|主题词|附注|备注|附件|附|附录|附表|整理说明|说明|编者按|抄送|报送|主送|印发|签字|签名|"
    r"主持人签字|记录人签字|与会人员签字|参会人员签字|代表签字|签发|审核|校对|拟稿|盖章|联系人|"
    r"联系电话)\s*(?:[（(][^）)]{0,10}[)）])?[一二三四五六七八九十\d]{0,2}\s*[:：]"
)
_CLOSING = re.compile(
    r"(?:[（(]?\s*(?:会议|访谈|采访|录音|讨论|本次会议|本次访谈)(?:到此|至此|已)?(?:结束|"
    r"完毕)[。.！!]?\s*[)）]?|散会[。.！!]?|[（(]?\s*(?:全文完|完|以下空白|以下无正文)\s*[)）]?)$"
)
_ATTENDANCE = re.compile(
    r"(?:签到|出席名单|参会名单|与会名单|参会人员|出席人员|与会人员|列席人员|缺席人员|请假人员|名单|附件|附录|"
    r"附表|附$|基本信息|受访者信息|访谈信息|基本资料|目录)"
)


def is_aside(words: str) -> bool:
    """A stage direction or a bare address on a line of its own: "（掌声）", "［听不清］", "https://…"."""
    return bool(_ASIDE.match(words) or _ADDRESS.match(words) or _CHAT_NOTICE.match(words))


def is_heading(words: str, *, bold: bool = False) -> bool:
    """A section's heading by its look: numbered in Chinese or set in bold, short, no sentence."""
    simple = re.sub(r"[（(][^（）()]*[)）]$", "", simplify(words).strip()) or words
    if len(simple) > 40 or re.search(r"[。！？!?；;…]$", simple) or re.search(r"[。！？]", simple):
        return False
    if _CHINESE_ITEM.match(simple):
        return len(simple) <= 32 and simple.count("，") <= 1 and not re.search(r"[，,]$", simple)
    if _SECTION_WORDS.match(simple):
        return True
    return bold and len(simple) <= 24 and not re.search(r"[，,、]$", simple)


def is_attendance(words: str) -> bool:
    """Whether a heading opens a list of people or an attachment."""
    return bool(_ATTENDANCE.search(simplify(words)))


def is_finding(words: str) -> bool:
    """A line that begins with 决议：, 表决结果：, 责任人： and the like: data without a speaker."""
    simple = simplify(words)
    return bool(
        _FINDING.match(
            re.sub(
                r"^\s*(?:[-*•·]\s+|\d{1,2}[.、]\s*|[（(]?[一二三四五六七八九十]{1,2}[)）、]\s*)?(?:\*\*)?【?",
                "",
                simple,
            ).replace("】", "：", 1)
        )
    )


def is_narrative(words: str, known: Set[str] = frozenset(), *, simple: str | None = None) -> bool:
    """A paragraph in the voice of the minutes: "会议决定……", "经讨论，……", "李主任表示，……". simple: the words simplified,
    where they are at hand."""
    simple = (simplify(words) if simple is None else simple).lstrip("*-•· ")
    if _MINUTES_VOICE.match(simple):
        return True
    comma = re.search(r"[，,：:。]", simple)
    head = simple[: comma.end() if comma else len(simple)]
    for match in _REPORTING.finditer(head):
        name = head[: match.start()]
        if 1 < len(name) <= 16 and _AFTER_REPORTING.match(simple[match.end() : match.end() + 12]):
            bare = re.sub(r"[（(][^）)]*[)）]", "", name)
            if judge(bare, known) >= STRONG:
                return True
    return False


def is_observed(words: str, names: Set[str] = frozenset(), *, simple: str | None = None) -> bool:
    """Whether a paragraph behind a speech is told by the one who takes the minutes: no "I" or "you" and no particles
    outside of quotations, and a sign of telling (a time, the room, votes, somebody of `names` who does something)."""
    simple = _QUOTED.sub("", simplify(words) if simple is None else simple).strip("*-•· ")
    if _PERSONAL.search(simple):
        return False
    if _AT_TIME.match(simple) or _TOLD.search(simple) or len(_VOTES.findall(words)) >= 2:
        return True
    folded = key_of(simple)
    begins = next((name for name in names if len(name) >= 2 and 0 <= folded.find(name) <= 20), None)
    return begins is not None and bool(_DOES.search(simple[:60])) and not _EARLIER.search(simple)


def is_list_opening(words: str) -> bool:
    """A short line that ends in a colon and announces a list: "定下来的："."""
    return len(words) <= 20 and words[-1] in ":：" and not re.search(r"[，。！？]", words)


def is_list_item(words: str) -> bool:
    """A numbered line."""
    return bool(re.match(r"\s*(?:\d{1,2}[.．、)）]|[（(]?[一二三四五六七八九十]{1,2}[)）、]|[①-⑳])", words))


def is_end_matter(words: str) -> bool:
    """Notes, attachments, signatures: "注：", "附件：", "记录人签字："."""
    return bool(_END_MATTER.match(simplify(words)))


def is_closing(words: str, *, simple: str | None = None) -> bool:
    """ "散会", "访谈结束", "（录音结束）"."""
    return bool(_CLOSING.match((simplify(words) if simple is None else simple).strip()))


def may_be_heading(words: str) -> bool:
    """The cheap test before `is_heading`: short, or ending in a bracket that does not count."""
    return len(words) <= 40 or words[-1] in ")）"
