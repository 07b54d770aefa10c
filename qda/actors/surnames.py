"""Chinese surnames, for telling 张主任 (a person with a title) from 居民主任 and 老张 from 老旧.

Source: the ranked lists of frequent surnames of the Ministry of Public Security's yearly reports, common knowledge; the
two-character ones by hand. Doubts: rare surnames are left out on purpose, each would turn common words into persons.
"""

from __future__ import annotations

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤温康施文牛樊葛邢安齐易乔伍庞颜"
    "倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕季裴霍涂苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房"
    "滕屈饶牟艾尤阳穆农卓古吉缪简项芦麦褚娄窦戚岑景宫费卜冷晏席卫米柏瞿桂佟臧闵苟邬边卞姬师仇栾隋商刁沙荣"
    "巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封谈匡鞠惠荆乐冀栗燕楚鄢劳谌奚皮粟冼蔺厉伊仝郜区阚苍赖"
)
DOUBTFUL = frozenset("于任何方管关边安文华惠乐路康高常金温费左易项区")
"""Surnames that are also parts of common words (关于, 为何, 地方, 主管): a title makes a person of them only at the
beginning of a clause or directly behind one of `BEFORE_PERSON`."""
BEFORE_PERSON = frozenset("请谢和与跟由是的让找给像问叫及们有听说")
TWO_CHARACTER = frozenset(
    {
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "夏侯",
        "端木",
        "南宫",
        "独孤",
    }
)
AFTER_OLD = frozenset(
    "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖董袁潘蒋蔡余杜叶程苏魏吕沈姚卢姜崔谭陆汪范廖贾夏韦付邹孟熊秦邱"
    "尹薛闫段雷侯陶黎贺顾郝龚邵钱严覃武戴汤康施樊葛邢齐乔庞颜倪聂鲁岳翟殷詹耿焦俞"
)
"""Surnames that make a person of 老: without those that make a word of it (老方法, 老高, 老房, 老路, 老马, 老金)."""
_SURE_SURNAMES = SURNAMES - DOUBTFUL - BEFORE_PERSON
_BEFORE_NAME = BEFORE_PERSON | frozenset("着在前后给对到被为把向从按据")
_THANKING = frozenset("感多致答鸣酬道")


def surname_length(folded: str, end: int) -> int:
    """How many characters directly before `end` are a surname: 2, 1 or 0."""
    if end >= 2 and folded[end - 2 : end] in TWO_CHARACTER:
        return 2
    if end < 1 or folded[end - 1] not in SURNAMES or _thanks(folded, end):
        return 0
    before = folded[end - 2 : end - 1] if end >= 2 else ""
    if folded[end - 1] in DOUBTFUL and before.isalnum() and before not in BEFORE_PERSON:
        return 0
    return 1


def person_start(folded: str, end: int) -> int:
    """Where the name of a person begins that ends at `end`: a surname (汪 of 汪老师), or a full name whose last character
    looks like one (冯燕 of 请冯燕老师, not 燕); `end` itself if there is none."""
    start = end - surname_length(folded, end)
    if start == end:
        return end
    for first in (end - 3, end - 2):
        begins = first == 0 or (first > 0 and (not folded[first - 1].isalnum() or folded[first - 1] in _BEFORE_NAME))
        name = folded[max(first, 0) : end]
        if begins and first < start and name[0] in _SURE_SURNAMES and BEFORE_PERSON.isdisjoint(name):
            return first
    return start


def _thanks(folded: str, end: int) -> bool:
    """Whether the 谢 before `end` belongs to a word of thanks (谢谢老师, 感谢老师) and is no surname (谢谢谢老师)."""
    first = len(folded[:end].rstrip("谢"))
    thanks = end - first - (1 if folded[first - 1 : first] in _THANKING and first else 0)
    return first < end and thanks % 2 == 0
