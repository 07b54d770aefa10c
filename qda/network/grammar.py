"""What the words around an actor or a predicate say about its part in the sentence, for `qda.network.direction`.

An actor that is greeted, compared or talked about takes no part; one behind 就, 以, 从 is no subject; a predicate that
describes a noun (合作单位) is none; a verb of telling has nobody for its target but whom 给, 到 or 向 marks.

Source: our own operationalisation. Sentences come folded (`qda.text.fold`); places count in their code points. Doubts: the
lists are closed; a subject that is no actor and no pronoun (施工质量, 老太太) is not seen.
"""

from __future__ import annotations

import re

from qda.network.unsaid import left_out

MODIFIER = (
    r"(?:该|本|各|各位|各个|我们|咱们|我|当地|辖区|社区|小区|本社区|相关|有关|广大|全体|部分|一些|[几两多]家|[几两]位)?"
)
"""What may stand between a marking word and the actor's name."""

_THINGS = re.compile(
    r"感谢|谢谢|(?:的)?(?:情况|进展|进度|结果|工作|任务|活儿|事|管理|场地|资金|设备|经费|物资|资源|房间|人手|椅子|车位|用房|便利|意见|建议|问题|费用"
    r"|[万千]?元|[万块]|块钱|箱|物业费|停车费|供暖费|电梯|装电梯|施工|议事|协商|联席|改造|会|人员|干部|专员|专人|小组|公司|我们|他们|大家|领导|负责人"
    r"|[向跟与和给由对]|居民|业主|群众|住户|代表|有人|政府|书记|社区|街道|区里|老板|物业|居委会|业委会|楼门长|部门|各方|双方|两家|各家|几家|主管|密切)"
)
"""What a relation is about or who takes part, in a rule that has its predicate too."""

_COMPOUND = re.compile(
    r"(?:名称|(?:加强)?(?:行动|实施)?方案|条例|登记|章程|[型形]态|世界论坛|论坛|高峰会|运动|责任|治理|政策|制度|采购|标章|资讯|资料|网站|网页|平台"
    r"|法(?!人|官|务)|年(?![轻初底])|月|英文名|股票|股份|股权|统一编号|负责人登记|联络人|(?:以|之)?外(?=的|部))"
)
_GREETED = re.compile(
    r"(?:[、，, ](?:各位|[大诸]家|诸位)[^，,。、]{0,6}|[、，, ]?各位[^，,。、]{0,6})?"
    r"(?:(?:大家)?[你您]?好(?=[，,。、！! ]|\Z)|[早午晚]安|大家好)"
)
_LIKE = re.compile(r"(?:跟|像|好像|如同|好比|和)\Z")
_AS = re.compile(r"(?:似的|似地|一样|那样|那么)")
_ROLE = re.compile(r"的?身[份分]")
_LED = re.compile(
    r"(?:就|关于|针对|对于|根据|按照?|依照|除了?|从|比|以|(?<![现正])在|到|(?<!过)去|往|像|作为|为了|(?<![方导])向|(?<![反面针])对|把|将|给|没有)"
    + MODIFIER
    + r"\Z|(?:是|当|担任|作为|成为)(?:一?[个名位])?\Z"
)
_NOUN_TAIL = re.compile(
    r"(?:单位|伙伴|机制|会议(?!室)|制度|协议|小组|关系|经验|信息|热线|渠道|件(?!事)|函|[者员]|对象|情况|部门|团队|问题|模式|案例|计划|项目)"
)
_NOUN = re.compile(r"(?:单位|伙伴)\Z")
_GIVES_FLOOR = re.compile(
    r"[^，,。；;]{1,10}?帮(?:我们|大家)[^，,。；;]{0,12}?(?:说明|回应|介绍|报告|分享)|"
    r"[^，,。；;]{1,10}?(?:(?:帮|跟|给|为|向)(?:我们|大家|各位)|来|再|先|做一?个?|简单|稍微)*(?:开场|介绍|报告|发言|分享|致[词辞]|补充|自我|(?<=我们)[谈聊讲说]|(?<=大家)[谈聊讲说])"
)
_AND = ("和", "与", "及", "跟")
_CHAIRS = re.compile(
    r"(?:我们|大家)[^，,。；;]{1,12}?(?:的说明|的介绍|说明|介绍|报告|分享|补充|回应)|"
    r"(?:我们|大家|我|各位|现场|政委|在座)?(?:来|再|先|做一?个?|作一?个?|稍微|简单|很快|快速)*"
    r"(?:开场|开个场|主持|介绍|分享|说明|报告|发言|回答|回应|补充|解释|确认|致[词辞]|引言|记录|整理|收一下|复述|宣读|念一)"
)
_GIVES = re.compile(r"(?:提供|出资|派|捐|给|借|拿|拨|送|组织|召集|带领|牵头|联合|会同|协调)\w{0,2}\Z")
_TELLS = re.compile(
    r".*(?:反映|反应|投诉|举报|汇报|通报|介绍了?|说明了?|述职|作报告|说过?|提出|提了|提过|求助|信访|备案|打?热线|12345)\Z"
)
_TO = re.compile(r"[^，,。；]{0,8}[给到至向]" + MODIFIER)
_WISHES = re.compile(r".*(?:希望|建议|呼吁|恳请|盼着|要求|请求|期待)\Z")
_WISHED = re.compile(r"[从请让由]?" + MODIFIER)
_FREE = re.compile(r"[^，,。；;：:！？!?]{0,12}")
_CLOSE = re.compile(r"[了过着给]?" + MODIFIER)
_OF = re.compile("的" + MODIFIER)
_BETWEEN = re.compile(r"(?:在|从|由|被|按|以|像|比|是|因|说|认为|(?<![给为帮])[我你他她您]们?(?!的))")
_PRONOUN = re.compile(r"(?<![向对给跟和与把被为替找帮同])(?:[我你他她它咱]们?|您|大家|有人|别人|人家|谁)(?!的)")
_SAYING = re.compile(
    r"(?:说(?![明法服])|讲(?![座解])|问(?!题|过|了)|认为|觉得|表示|指出|提到|提醒|反映|(?:听说|听到|看到|知道|晓得|发现)(?!了|以?后|之后)|相信|想到|希望|建议|期待|鼓励"
    r"|(?<![邀申聘宴提])请(?!教|示|求)|让|使(?!用)|促使|叫(?!做)|派|好像|如果)"
)


_ASKS = re.compile(r"请|恳请|希望|建议|拜托|麻烦|呼吁|期待|盼望|建请")
_HELPED = re.compile(
    r"[^，,。；;担当]{0,8}的(?:大力|全力|持续|热心|鼎力|很多|许多|相关)*|(?:对|给)[^，,。；;]{1,6}的?|(?:大力|全力|持续|一路|热心|鼎力|相关|这边)*"
)
_FOR_ME = re.compile(r"我们?")
_TALKS = re.compile(r"沟通|讨论|协商|对接|联[系络]|商量|洽谈|座谈|交流|会商")
_THINKS = re.compile(r"(?:也|还|就|都|会|要|真的|其实|个人)*(?:觉得|认为|想|知道|相信|看|猜|说|讲|是|再|们)")
_NO_OBJECT = re.compile(r"(?:一下|才|就|之?后)*(?:[，,。；;！!？?）)、\s]|的|\Z)")
_NEEDS = re.compile(r"(?:需要|有赖于?|仰赖|依靠|全靠|希望|期待|盼着?)(?:有|由)?" + MODIFIER + r"\Z")
_OTHERS = re.compile(r"[你他她它咱]们?|您|大家|有人|人家|自己|谁|这[家位群]|那[家位群]|可以|如果|要是|像|不|没有")
_ORDERS = re.compile(r"请|麻烦|拜托|有劳")
_THANKS = re.compile(r"感谢|谢谢|多谢|感恩|幸亏|多亏")


def no_party(text: str, start: int, end: int) -> bool:
    """Whether a mention takes no part in anything: greeted (政委好), compared (跟菜市场似的), a role (以党员的身份), or but the
    first half of a thing's name (公司章程)."""
    if _GREETED.match(text, end) or _ROLE.match(text, end) or _COMPOUND.match(text, end):
        return True
    return bool(_AS.match(text, end) and _LIKE.search(text, 0, start))


def describes(text: str, start: int, end: int) -> bool:
    """Whether a predicate is but part of a noun: 合作 in 合作单位. Not verbs that take such nouns for their object
    (提供信息)."""
    if _GIVES_FLOOR.match(text, end) and asks(text, start, end):
        return True
    if text.startswith("者", end):
        return True
    if (_CHAIRS.match(text, end) and not text.startswith("邀", start)) or (
        text[start - 1 : start] in _AND and text[start] not in _AND
    ):
        return True
    if _GIVES.search(text, max(start, end - 4), end):
        return False
    return bool(_NOUN.search(text, start, end) or _NOUN_TAIL.match(text, end))


def led(text: str, start: int) -> bool:
    """Whether a mention stands behind a preposition or verb that keeps it from being the subject: 就业主名册, 在学校."""
    return bool(_LED.search(text, 0, start))


def acts_itself(text: str, end: int, place: int) -> bool:
    """Whether a subject that ends at `end` can still be the subject at `place`: no pronoun took over in between, and
    nothing was done to it (政委被院长指定去做)."""
    return "被" not in text[end:place] and not _PRONOUN.search(text, end, place)


def wished(text: str, end: int, place: int) -> bool:
    """Whether a mention that ends at `end` only says, thinks or wishes what 由 at a place begins (我们希望由街道协调)."""
    return bool(_SAYING.search(text, end, place))


def reported(text: str, end: int, place: int) -> bool:
    """Whether a subject only says that somebody else does it: 科长说别的社区吵得…; not 书记说要督促物业."""
    said = list(_SAYING.finditer(text, end, place))
    if not said:
        return False
    return text[said[-1].start() - 1] == "所" or not left_out(text[said[-1].end() : place])


def tells(text: str, end: int, stop: int) -> bool:
    """Whether a subject that ends at `end` only says or thinks what its clause, up to `stop`, goes on to tell (我们认为身障者的
    就业): what follows is not its own act."""
    said = [m for m in _SAYING.finditer(text, end, stop) if m[0] != "问"]
    return bool(said) and bool(text[said[-1].end() : stop]) and not left_out(text[said[-1].end() : stop])


def asks(text: str, start: int, end: int) -> bool:
    """Whether a predicate is a request, whose subject, if none is named, is whoever speaks: 请, 希望, 建议."""
    return bool(_ASKS.fullmatch(text, start, end))


def others(text: str, place: int) -> bool:
    """Whether words before a place mean somebody else or nobody in particular, who can be the subject of a clause without
    one."""
    return bool(_OTHERS.search(text, 0, place))


def orders(text: str, start: int, end: int) -> bool:
    """Whether a predicate asks for an act here and now, so that whoever speaks is its subject where none is named."""
    return bool(_ORDERS.fullmatch(text, start, end))


def thanked(text: str, clause: int, helper: int, end: int, place: int, stop: int) -> bool:
    """Whether the helper at [helper, end) is thanked, in its clause, for what the predicate at [place, stop) says (感谢街道的
    支持)."""
    if not _THANKS.search(text, clause, helper):
        return False
    return bool(_HELPED.fullmatch(text, end, place)) and not _FOR_ME.match(text, stop)


def talks(text: str, start: int, end: int) -> bool:
    """Whether a predicate is talk, to which 由A跟B names both sides."""
    return bool(_TALKS.search(text, start, end))


def called(text: str, end: int, clause: int) -> bool:
    """Whether a mention that ends at `end` is called at the beginning of a sentence, and the clause goes on with you (物业，
    你去跟街道反映)."""
    return text[end:clause] in ("，", ",") and text[clause : clause + 1] in ("你", "您")


def needed(text: str, start: int, end: int) -> int | None:
    """Where the words of need before a helper that begins at `start` begin (居民需要街道协调), None if there are none or the
    help, which ends at `end`, has an object of its own."""
    found = _NEEDS.search(text, 0, start) if _NO_OBJECT.match(text, end) else None
    return found.start() if found else None


def begins_anew(text: str, end: int) -> bool:
    """Whether 我 or 我们 that ends at a place is the subject of what follows, not the object of what stands before it."""
    return bool(_THINKS.match(text, end))


def reaches(text: str, start: int, end: int, target: int, *, close: bool = False) -> bool:
    """Whether the predicate at [start, end) can have an actor that begins at `target`, behind it in the text, for its
    target. close: only directly behind."""
    word, gap = text[start:end], text[end:target]
    if gap[:1] in "、和与及或跟同“「『" and gap:
        return False
    if word[-1:] in "给到向找" and len(gap) > 6:
        return False
    if _TELLS.fullmatch(word):
        return bool(_TO.fullmatch(gap))
    if _WISHES.fullmatch(word):
        return bool(_WISHED.fullmatch(gap))
    if gap[:1] == "的" or close:
        return bool((_CLOSE if close else _OF).fullmatch(gap))
    return bool(_FREE.fullmatch(gap)) and not _BETWEEN.search(gap)


def thing(word: str) -> bool:
    """Whether a word of a rule only says what a relation is about (情况, 场地, 的事) and is no predicate."""
    return bool(_THINGS.fullmatch(word))
