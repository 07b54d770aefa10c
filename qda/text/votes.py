"""Votes as minutes report them: 同意12票，反对2票，弃权1票; 二十四票赞成; 26:3:2; 一致通过; 举手表决, and rows of tables.

Only what is said is recorded. Numbers of people count as votes where a word for voting stands near (表决, 投票, 举手,
票); otherwise "39户同意" is the result of a survey and no vote. The outcome is what the minutes call it; it is never
concluded from the numbers.

Doubts: a motion is looked for in the sentence, in the two before it, and in a field 表决事项; where none of them names
one, it is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qda.model import Span
from qda.text.fold import simplify
from qda.text.numerals import NUMBER, value
from qda.text.proceedings import Outcome, Vote

_FOR = r"(?:同意|赞成|支持)"
_AGAINST = r"(?:不同意|不赞成|反对)"
_ABSTAIN = r"(?:弃权|保留意见|中立)"
_SIDE = rf"(?P<side>{_AGAINST}|(?<!不){_FOR}|{_ABSTAIN})"
_UNIT = r"(?P<unit>票|人|户|名|位|家)"
_COUNTS = (
    re.compile(
        rf"{_SIDE}(?:票数?|意见|者|的|人数|户数)?[:：|｜ \t\u3000]*(?:为|有|共|计|是)?[ \t]*(?P<n>{NUMBER})[ \t]*{_UNIT}?"
    ),
    re.compile(
        rf"(?P<n>{NUMBER})[ \t]*{_UNIT}[ \t]*(?:代表|居民|业主|住户|委员|成员)?(?:表示|投了?|举手|明确)?{_SIDE}票?"
    ),
    re.compile(rf"(?:无|没有|未有)(?:人|户|一?票)?(?:表示|投)?{_SIDE}票?(?P<n>)(?P<unit>)"),
    re.compile(rf"{_SIDE}票?[:：|｜ \t\u3000]*(?:为)?(?P<n>)(?P<unit>)无(?![^\s，。；|])"),
)
# Without one of these words nothing is counted or decided; searched for first, because that is ten times faster.
_SIDES = re.compile("同意|赞成|支持|反对|弃权|保留意见|中立")
_DECIDING = re.compile("表决|举手|投票|鼓掌通过")
# The digit comes before the look behind it, so that the search can leap from digit to digit.
_TUPLE = re.compile(
    r"(?P<a>\d(?<![\d:：.]\d)\d{0,3})\s*(?:票)?\s*(?:[:：∶]|比|对|/)\s*(?P<b>\d{1,4})\s*(?:票)?"
    r"(?:\s*(?:[:：∶]|比|对|/)\s*(?P<c>\d{1,4}))?(?![\d:：.])"
)
_ALL = re.compile(
    r"一致(?:表决)?(?:通过|同意|赞成)|全票(?:通过|同意|赞成)|全体(?:与会|参会|到会)?(?:人员|代表|成员|委员|居民|业主)?(?:一致)?(?:表决)?"
    r"(?:通过|同意|赞成)|无(?:人反对|异议)(?:，)?通过|鼓掌通过"
)
_VOTING = re.compile(r"表决|投票|举手|票决|计票|唱票|赞成票|票数|弃权|鼓掌通过|一致|全票|\d票|[一二三四五六七八九十]票")
_METHOD = re.compile(
    r"(?:举手|无记名(?:投票)?|记名(?:投票)?|投票|口头|鼓掌|书面|线上(?:投票)?|微信(?:群)?(?:投票)?|现场)(?:方式)?(?:进行)?表决|无记名投票|记名投票|鼓掌通过|举手通过"
)
_NOT_PASSED = re.compile(
    r"(?:未|没有?|不予?|未能|未获)(?:获得?|得到|能)?(?:通过)|否决|不通过|未达到?[^。，]{0,12}(?:票|数|三分之二|半数)"
)
_POSTPONED = re.compile(r"(?:暂缓|延期|择日|改日|下次|另行)(?:[^。，]{0,8})?(?:表决|再议|审议|讨论|决定)|暂不表决|搁置")
_PASSED = re.compile(
    r"通过(?!了?解)|表决同意|获得?(?:多数|三分之二|半数)[^。，]{0,6}同意|全票(?:同意|赞成)|一致(?:同意|赞成)"
)
_TOTAL = re.compile(
    rf"(?<!发出)(?<!发放)(?:收回(?:有效)?(?:表决票|选票)?|有效(?:表决)?票|总票数|参加(?:表决|投票)(?:人数|的?代表|者)?|参与(?:表决|投票)|实到|到会|总计|合计|共计?|共有|"
    rf"表决票)[:：]?\s*(?:居民|业主|代表|有表决权的?代表)?\s*(?P<n>{NUMBER})\s*(?:票|人|户|名|位|张|份)"
)
_MOTIONS = (
    re.compile(r"(?:表决|投票)(?:事项|议题|内容|议案)\s*[:：]\s*(?P<motion>[^。；;\n\t|]{2,80})"),
    re.compile(r"(?:现?就|(?<!反)对|针对|围绕)(?P<motion>[^，。；：]{2,60}?)(?:一事|事宜|问题|事项)?(?:，)?(?:进行了?|开展|举行|采取)?(?:了)?"
               r"(?:无记名|记名|举手|现场|集体|口头|线上|书面|民主)*(?:方式)?(?:进行了?)?(?:投票)?(?:表决|投票)"),
    re.compile(r"(?P<motion>(?:是否|要不要|同不同意)[^，。；：？?]{2,50}?)(?:一事)?(?:[，。；？?\n]|进行|举手|投票|表决|$)"),
    re.compile(r"(?:表决通过|审议通过|一致通过|投票通过|全票通过|一致同意|全票同意|否决|通过)了?(?:关于)?(?P<motion>《[^》\n]{2,60}》|[^，。；：\n\t|]{3,60})"),
    re.compile(r"(?:关于)(?P<motion>[^，。；：]{2,60}?)的?(?:议案|提案|方案|议题|事项|动议|表决)"),
    re.compile(r"(?P<motion>《[^》\n]{2,60}》)"),
)  # fmt: skip
_POINT = re.compile(
    r"\s*(?:\d{1,2}[.．、)）](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]|[①-⑳]|[一二三四五六七八九十]{1,2}、)\s*"
)
_SENTENCE = re.compile(r"[^。！？\n]*(?:[。！？]|\n|$)")
_DECIDED = re.compile(
    r"(?:举手|投票|记名|口头|现场|民主)?表决(?:同意|一致)?(?:，)?(?:未获?|不予|没有|获得?)?(?:通过|否决)|(?:举手|投票)(?:未获?)?通过|鼓掌通过"
)
_FULLWIDTH = "０１２３４５６７８９"
_HALFWIDTH = str.maketrans(_FULLWIDTH, "0123456789")
_GAP = 24


def find_votes(text: str, within: Sequence[Span]) -> tuple[Vote, ...]:
    """The votes reported in the given stretches, in order, without agenda items."""
    view = simplify(text)
    if any(digit in view for digit in _FULLWIDTH):
        view = view.translate(_HALFWIDTH)
    made = []
    for stretch in within:
        last = stretch.start
        groups = list(_groups(view, stretch))
        for place, group in enumerate(groups):
            following = groups[place + 1] if place + 1 < len(groups) else None
            # Two votes in one sentence: each has its own part of it.
            stop = view.find("；", group.end, following.start) if following else -1
            stop = stretch.end if stop < 0 else stop
            made.append(_vote(view, Span(last, stop), group))
            last = stop if following and stop < following.start else last
    return tuple(made)


@dataclass(slots=True)
class _Group:
    """Counts that belong to one vote."""

    start: int
    end: int
    counts: dict[str, int] = field(default_factory=dict)
    unanimous: bool = False
    ballots: bool = False


def _found(view: str, stretch: Span) -> Iterator[tuple[int, int, dict[str, int], bool, bool]]:
    """Every sign of a vote: its place, what it counts, whether it says 一致, whether it speaks of ballots."""
    taken: set[int] = set()
    signs = []
    for start, end in _lines_with(_SIDES, view, stretch):
        for pattern in _COUNTS:
            for match in pattern.finditer(view, start, end):
                number = value(match["n"]) if match["n"] else 0
                if number is not None and not taken.intersection(range(match.start("side"), match.end("side"))):
                    taken.update(range(*match.span()))
                    signs.append((*match.span(), {_side(match["side"]): number}, False, "票" in match[0]))
    for match in _TUPLE.finditer(view, stretch.start, stretch.end):
        near = view[max(stretch.start, match.start() - 30) : min(stretch.end, match.end() + 12)]
        clock = re.match(r"[0-2]?\d[:：][0-5]\d", match[0]) and not match["c"]
        if not re.search(r"表决|投票|票|同意.{0,4}$", near) or (clock and "票" not in match[0]) or match[0][0] == "0":
            continue
        counts = {"for": int(match["a"]), "against": int(match["b"])}
        if match["c"]:
            counts["abstain"] = int(match["c"])
        signs.append((*match.span(), counts, False, True))
    for match in _ALL.finditer(view, stretch.start, stretch.end):
        signs.append((*match.span(), {}, True, True))
    for start, end in _lines_with(_DECIDING, view, stretch):
        for match in _DECIDED.finditer(view, start, end):
            signs.append((*match.span(), {}, False, True))
    yield from sorted(signs, key=lambda sign: sign[:2])


def _lines_with(words: re.Pattern[str], view: str, stretch: Span) -> Iterator[tuple[int, int]]:
    """The lines of a stretch that hold one of these words; no count reaches over a line end."""
    place = stretch.start
    while (found := words.search(view, place, stretch.end)) is not None:
        start = max(place, view.rfind("\n", place, found.start()) + 1)
        end = view.find("\n", found.end(), stretch.end)
        end = stretch.end if end < 0 else end
        yield start, end
        place = end


def _groups(view: str, stretch: Span) -> Iterator[_Group]:
    open_group: _Group | None = None
    for start, end, counts, unanimous, ballots in _found(view, stretch):
        if open_group is not None and _joins(view, open_group, start, counts, unanimous):
            open_group.end = max(open_group.end, end)
            open_group.counts |= counts
            open_group.unanimous |= unanimous
            open_group.ballots |= ballots
            continue
        if open_group is not None and _is_vote(view, stretch, open_group):
            yield open_group
        open_group = _Group(start, end, dict(counts), unanimous, ballots)
    if open_group is not None and _is_vote(view, stretch, open_group):
        yield open_group


def _joins(view: str, group: _Group, start: int, counts: dict[str, int], unanimous: bool) -> bool:
    """Whether one more sign belongs to the same vote."""
    between = view[group.end : start]
    if set(counts) & set(group.counts) or (unanimous and group.unanimous):
        return False
    if not between.strip(" \t\n|，,、；;。：:-*票人户"):
        return True
    if not counts or not group.counts:
        return len(between) <= 2 * _GAP and not re.search(r"[。！？\n；]", between)
    return len(between) <= 2 * _GAP and not re.search(r"[。！？\n]", between)


def _is_vote(view: str, stretch: Span, group: _Group) -> bool:
    """Whether the numbers are votes and not the result of a survey, nor somebody's opinion."""
    near = view[max(stretch.start, group.start - 40) : min(stretch.end, group.end + 20)]
    if group.unanimous and not group.counts:
        return True
    if group.ballots:
        return True
    return bool(_VOTING.search(near)) and not re.search(r"走访|调查|摸底|问卷|征求意见", near)


def _vote(view: str, stretch: Span, group: _Group) -> Vote:
    start, end = _sentence(view, stretch, group.start, group.end)
    sentence = view[start:end]
    gap = len(view[end : stretch.end]) - len(view[end : stretch.end].lstrip())
    following = _SENTENCE.match(view, end + gap, stretch.end)
    behind = following[0] if following and end < stretch.end else ""
    outcome = _outcome(sentence) or (
        _outcome(behind)
        if re.match(r"\s*(?:该|本|此|这|按|刚好|上述|议案|议题|方案|决议|表决结果|通过|获|未|经表决|会议)", behind)
        else None
    )
    before = view[max(stretch.start, start - 160) : start]
    earlier = re.split(r"(?<=[。！？\n])", before)
    nearest = [piece for piece in earlier if piece.strip()][-2:]
    method = _METHOD.search(sentence) or next((m for piece in reversed(nearest) if (m := _METHOD.search(piece))), None)
    total = _TOTAL.search(sentence) or (_TOTAL.search(nearest[-1]) if nearest and _VOTING.search(nearest[-1]) else None)
    motion = _motion(view, start, end)
    place = start
    for piece in reversed(nearest):
        place = view.rfind(piece, stretch.start, place)
        if motion is not None or place < 0:
            break
        motion = _motion(view, place, place + len(piece), asked=True)
    if motion is None:
        motion = _numbered(view, stretch, start)
    return Vote(
        motion,
        group.counts.get("for"),
        group.counts.get("against"),
        group.counts.get("abstain"),
        value(total["n"]) if total else None,
        outcome,
        Span(start, end),
        method[0] if method else "",
        group.unanimous,
    )


def _sentence(view: str, stretch: Span, first: int, last: int) -> tuple[int, int]:
    """The sentence or sentences that hold a stretch, without blanks at either end."""
    start = max((view.rfind(mark, stretch.start, first) for mark in "。！？\n"), default=-1) + 1
    start = max(start, stretch.start)
    ends = [place for mark in "。！？\n" if (place := view.find(mark, max(last, first), stretch.end)) >= 0]
    end = min(ends) + 1 if ends else stretch.end
    while start < end and (view[start].isspace() or view[start] in "；，"):
        start += 1
    while end > start and view[end - 1].isspace():
        end -= 1
    return start, end


def _motion(view: str, start: int, end: int, *, asked: bool = False) -> Span | None:
    """What was voted on. asked: in an earlier sentence, where only the more explicit patterns count."""
    for place, pattern in enumerate(_MOTIONS):
        if asked and place == 3:
            continue
        for match in pattern.finditer(view, start, end):
            left, right = match.span("motion")
            words = view[left:right].strip("了的 　“”")
            if len(words) < 2 or re.fullmatch(
                r"(?:表决|此|该|上述|本)?(?:议题|方案|事项|议案|提案|决议)|与会.*|会议.*|全体.*", words
            ):
                continue
            left += len(view[left:right]) - len(view[left:right].lstrip("了 　"))
            right = left + len(view[left:right].rstrip(" 　"))
            return Span(left, right)
    return None


def _numbered(view: str, stretch: Span, start: int) -> Span | None:
    """The numbered point that the count stands behind on the same line: "（一）试行三个月。同意25票…"."""
    begins = max(stretch.start, view.rfind("\n", 0, start) + 1)
    number = _POINT.match(view, begins, start)
    if number is None:
        return None
    words = view[number.end() : start].rstrip()
    return Span(number.end(), number.end() + len(words)) if len(words) > 3 else None


def _outcome(words: str) -> Outcome | None:
    if _NOT_PASSED.search(words):
        return "rejected"
    if _POSTPONED.search(words):
        return "postponed"
    return "passed" if _PASSED.search(words) else None


def _side(word: str) -> str:
    if re.fullmatch(_AGAINST, word):
        return "against"
    return "abstain" if re.fullmatch(_ABSTAIN, word) else "for"
