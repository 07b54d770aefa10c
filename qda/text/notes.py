"""Non-verbal notes of transcribers: （笑）, （沉默约十秒）, ［听不清］, [00:12:31], 【电话响】.

What stands in brackets is a note if it says how something was said, what was heard or seen, or that words are missing;
other brackets belong to the words ("物业费（每月两元）"). Look here before counting words or coding a quotation.

Doubts: the list of words ends somewhere; a long bracket that only tells what happened is found by its first word.
"""

from __future__ import annotations

import re

from qda.model import Span
from qda.text.fold import simplify

_BRACKETS = re.compile(
    r"（[^（）()\n]{1,60}）|\([^（）()\n]{1,60}\)|［[^［］\n]{1,60}］|\[[^\[\]\n]{1,60}\]|【[^【】\n]{1,60}】|〔[^〔〕\n]{1,60}〕|"
    r"<[^<>\n]{1,20}>|〈[^〈〉\n]{1,20}〉|\*[^*\n]{1,12}\*"
)
_BODY = (
    r"(?:[大微苦冷轻哄齐偷憨干傻]*笑+声?|[哈呵嘿嘻]{2,}|沉默|静默|停顿|无语|不语|语塞|叹气?|叹息|叹了口气|哽咽|抽泣|哭泣?|流泪|落泪|抹泪|"
    r"擦[眼泪]|咳嗽?|清嗓|喝水|喝茶|点头|摇头|摆手|挥手|鼓掌|掌声|起立|举手|耸肩|皱眉|思考|想了想|犹豫|迟疑|激动|气愤|生气|愤怒|"
    r"拍桌|提高声音|声音?[提变放压]?[高低大小轻]|小声|大声|低声|压低|语速|语气|加重语气|方言|普通话|重复|拖长|停了|顿了|"
    r"指着?|指向|手指|比划|拿出|出示|翻[看阅找]|看[了着向表手]|望[着向]|起身|站起|坐下|离开|离席|离场|进来|走进|回来|走出|递|倒水|"
    r"电话|手机|来电|接电话|接听|铃声?|敲门|门铃|门响|有人|旁人|旁边|隔壁|外面|窗外|众人|全场|现场|大家|会场|休息|中断|打断|插话|"
    r"暂停|录音|中场|散会|听不清|听不[见懂]|不清楚|不清|无法辨[认识]|模糊|无法听清|未听清|没听清|含糊|噪音|杂音|嘈杂|背景音?|音乐|"
    r"省略|略去?|以下略|删节?|未录|未转写|无声|静音|空白|图片|语音|视频|表情|文件|链接|音频|"
    r"laugh\w*|laughter|silence|pause|inaudible|unclear|applause|crying|sighs?|coughs?|cross ?talk|phone rings?)"
)
_NOTE = re.compile(rf"\s*(?:[约近]?\s*\d{{1,3}}秒|{_BODY})", re.IGNORECASE)
_BEHIND_SOMEBODY = re.compile(
    rf"\s*[\u3400-\u9fff]{{1,6}}?(?:在|又|也|都|先|还|一直|突然|忍不住)?{_BODY}(?:[了着声起来]{{0,3}}|[，,、].*)$",
    re.IGNORECASE,
)
_STAMP = re.compile(r"\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:[.,]\d{1,3})?\s*(?:\D{0,8})$")
_WORDY = re.compile(
    r"\s*(?:\d+\s*(?:元|户|人|票|年|月|日|栋|号|岁)|[一二三四五六七八九十\d]{1,3}$|指的?是|电话[:：]?\s*\d|手机[:：号]|"
    r"有人[口大]|现场(?:踏勘|办公)|视频会议|文件[编号〔]|大家庭|略高|略低)"
)


def nonverbal(text: str, span: Span | None = None) -> tuple[Span, ...]:
    """The notes inside a span (the whole text if None), each with its brackets, in order."""
    span = span or Span(0, len(text))
    return tuple(Span(*match.span()) for match in _BRACKETS.finditer(text, span.start, span.end) if _is_note(match[0]))


def _is_note(bracketed: str) -> bool:
    inner = simplify(bracketed[1:-1])
    if _WORDY.match(inner):
        return False
    if bracketed[0] in "*<〈" and len(inner) > 6:
        return False
    return bool(_NOTE.match(inner) or _STAMP.match(inner) or (len(inner) <= 24 and _BEHIND_SOMEBODY.match(inner)))
