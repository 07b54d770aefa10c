"""People: those whom head and attendance tables name, one record a person, and by which labels they speak.

"社区党委书记周敏", "周敏（社区党委书记）" and the row 周敏 | 社区 | 党委书记 are one kind of statement: a name, a post, an
organisation. In the text the same person may be 周书记: that is an alias if nobody else in the document is a 周 with that
post. Two people of one surname and one post share no alias, and a label that fits nobody stays unknown; nobody is made up
from a label.

Doubts: 小周, 周姐 and 周阿姨 are aliases only where the head gives them; a post without a name (物业公司1人) is no person.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qda.model import Span
from qda.text import label_words as words
from qda.text.fold import simplify
from qda.text.head import Attendee
from qda.text.labels import is_name, key_of
from qda.text.layout import Layout

_POSTS = words.words_of(
    "党委书记 党总支书记 党支部书记 党工委书记 第一书记 总支书记 支部书记 书记 主任 理事长 董事长 会长 总经理 项目经理 "
    "客服经理 经理 主管 队长 组长 秘书长 秘书 委员 干事 社工师 社工 网格长 网格员 楼栋长 楼组长 楼门长 单元长 楼长 "
    "门长 民警 警官 律师 法官 教授 老师 工程师 设计师 规划师 站长 所长 科长 科员 处长 局长 镇长 区长 校长 院长 园长 "
    "店长 居民代表 业主代表 租户代表 商户代表 党员代表 代表 监督员 协商员 议事员 调解员 联络员 志愿者 会计 出纳 医生 "
    "护士 师傅 总监 部长 主席 专员 助理 保安队长 负责人 居民 业主 租户 商户 里长 议员 专家 顾问"
)
_POST = "|".join(sorted(_POSTS, key=len, reverse=True))
_SURNAME = "(?:" + "|".join(words.COMPOUND_SURNAMES) + "|[" + "".join(sorted(words.SURNAMES)) + "])"
_POST_AND_NAME = re.compile(
    rf"(?P<organisation>.*?)(?P<post>(?:副|原|代|兼)?(?:{_POST}))[\s\u3000:：]*(?P<name>{_SURNAME}[\u4e00-\u9fff某×]{{1,2}}|"
    rf"[小老阿]{_SURNAME}|{_SURNAME}(?:副?(?:{_POST})|[大二三]?(?:爷|妈|姐|哥|叔|婶|嫂|姨|伯)|阿姨|大爷|大妈|师傅|老师|工|总))$"
)
_NAME_AND_POST = re.compile(rf"(?P<name>{_SURNAME}[\u4e00-\u9fff某×]{{1,2}})(?P<post>(?:副|原|代|兼)?(?:{_POST}))$")
_SURNAME_POST = re.compile(rf"(?P<organisation>.*?)(?P<name>(?P<surname>{_SURNAME})(?P<post>副?(?:{_POST})))$")
_ADDRESSED = re.compile(
    rf"(?P<organisation>.+?)(?P<name>{_SURNAME}(?:阿姨|大爷|大妈|师傅|老师|先生|女士|奶奶|爷爷|大姐|大哥))$"
)
_IS_POST = re.compile(rf"(?P<organisation>.*?)(?P<post>(?:副|原|代|兼)?(?:{_POST}))$")
_ORDER = ("chair", "recorder", "interviewer", "interviewee", "observer", "present", "listed", "absent")


@dataclass(frozen=True, slots=True)
class Person:
    """A person or body that the head or an attendance table names. name: as written, without post and organisation.
    post, organisation: as written, "" if not said. note: what else stood in brackets (女，62岁). status: as in
    `Attendee`; of several the weightiest. span: of the first mention of the name. aliases: other labels that can only
    mean this person in this document, in order of the alphabet."""

    name: str
    post: str
    organisation: str
    note: str
    status: str
    span: Span
    aliases: tuple[str, ...] = ()


def people(layout: Layout, text: str) -> tuple[Person, ...]:
    """Everybody whom the head and the attendance tables name, in order, each once, with the labels that mean them."""
    merged = _merged(_described(layout.attendees, text))
    return _with_labels(_with_aliases(merged), layout)


def who_is(label: str, known: Sequence[Person]) -> Person | None:
    """The person that a label means, None if nobody or more than one could be meant."""
    key = key_of(label)
    exact = [person for person in known if key_of(person.name) == key]
    if len(exact) == 1:
        return exact[0]
    named = [person for person in known if key in {key_of(alias) for alias in person.aliases}]
    if len(named) == 1:
        return named[0]
    # "居民代表王桂芝" for 王桂芝: a full name with something in front.
    inside = [
        person
        for person in known
        if len(person.name) >= 2 and is_name(person.name) and key.endswith(key_of(person.name))
    ]
    return inside[0] if len(inside) == 1 and not exact and not named else None


def _described(attendees: Sequence[Attendee], text: str) -> list[Person]:
    made: list[Person] = []
    for place, attendee in enumerate(attendees):
        person = _person(attendee)
        before = attendees[place - 1] if place else None
        if made and before is not None and not person.post and not attendee.group and not attendee.note:
            # "居民代表 王桂芝、李大爷": the words in front of the first name are meant for the next names too.
            between = text[before.span.end : attendee.span.start] if before.span.end <= attendee.span.start else "；"
            if between.strip(" \u3000") in ("、", "和", "及") and re.search(r"[\s\u3000]", before.name.strip()):
                person = replace(person, post=made[-1].post, organisation=made[-1].organisation)
        made.append(person)
    return made


def _person(attendee: Attendee) -> Person:
    """An attendee's words taken apart."""
    name, post, organisation, start = _apart(attendee.name)
    note = "" if attendee.note == attendee.group else attendee.note
    if attendee.post or attendee.organisation:
        post, organisation, note = attendee.post or post, attendee.organisation or organisation, ""
    if note and _is_post(note) and (found := _IS_POST.match(simplify(note))):
        # "王经理（物业项目经理）": the longer post says more.
        cut = found.start("post")
        post, organisation, note = note[cut:], organisation or note[:cut].strip("，, "), ""
    if attendee.group:
        found = _IS_POST.match(simplify(attendee.group))
        if found is not None and not post:
            post, organisation = (
                attendee.group[found.start("post") :],
                organisation or attendee.group[: found.start("post")],
            )
        elif found is None:
            organisation = organisation or attendee.group
    if not post and (titled := _SURNAME_POST.match(simplify(name))) and not titled["organisation"]:
        post = name[titled.start("post") :]
    span = Span(attendee.span.start + start, attendee.span.start + start + len(name))
    return Person(name, post, organisation.strip(" \u3000:："), note, attendee.status, span)


def _is_post(written: str) -> bool:
    """Whether words are a post, with or without an organisation in front: "项目经理", "社区党委书记"."""
    return len(written) <= 20 and not re.search(r"[，,、；;\d]", written) and bool(_IS_POST.match(simplify(written)))


def _apart(written: str) -> tuple[str, str, str, int]:
    """Name, post, organisation, and where the name begins."""
    simple = simplify(written)
    if is_name(simple) and not _SURNAME_POST.fullmatch(simple):
        return written, "", "", 0
    for pattern in (_SURNAME_POST, _POST_AND_NAME, _NAME_AND_POST, _ADDRESSED):
        match = pattern.match(simple)
        if match is None:
            continue
        if pattern is _SURNAME_POST and (
            match["organisation"] and _POST_AND_NAME.match(simple) and is_name(simple[-3:]) and not match["post"]
        ):
            continue
        start, end = match.span("name")
        groups = match.groupdict()
        post = written[slice(*match.span("post"))] if "post" in groups else ""
        organisation = written[slice(*match.span("organisation"))] if "organisation" in groups else ""
        if pattern is not _NAME_AND_POST:
            # "居民代表 王师傅": what stands in front may be a post and no organisation.
            front = _IS_POST.match(simplify(organisation).strip(" \u3000"))
            if front is not None and organisation:
                lead = organisation.strip(" \u3000")
                post, organisation = lead[front.start("post") :], lead[: front.start("post")]
        return written[start:end], post, organisation.strip(" \u3000"), start
    blank = re.match(r"(.+?)[\s\u3000]+(\S+)$", written)
    if blank and is_name(simplify(blank[2])) and not is_name(simplify(re.sub(r"\s", "", written))):
        return blank[2], "", blank[1].strip(), blank.start(2)
    return written, "", "", 0


def _merged(listed: Sequence[Person]) -> list[Person]:
    """Each person once: the same name, or a surname with a post (张书记) that just one full name can mean."""
    by_name: dict[str, Person] = {}
    for person in listed:
        key = key_of(person.name)
        by_name[key] = _joined(by_name[key], person) if key in by_name else person
    for key, person in list(by_name.items()):
        short = _SURNAME_POST.fullmatch(key)
        if short is None or short["organisation"]:
            continue
        meant = [other for other in by_name.values() if other is not person and key in _own_aliases(other)]
        if len(meant) == 1 and not (
            person.organisation and meant[0].organisation and person.organisation != meant[0].organisation
        ):
            full = key_of(meant[0].name)
            joined = _joined(meant[0], person)
            by_name[full] = replace(joined, aliases=(*joined.aliases, person.name))
            del by_name[key]
    return list(by_name.values())


def _joined(first: Person, second: Person) -> Person:
    status = min(first.status, second.status, key=lambda status: _ORDER.index(status) if status in _ORDER else 99)
    return Person(
        first.name,
        max(first.post, second.post, key=len),
        first.organisation or second.organisation,
        first.note or second.note,
        status,
        first.span,
        first.aliases,
    )


def _own_aliases(person: Person) -> set[str]:
    """What a person may be called by surname and post, folded."""
    name = key_of(person.name)
    surname = next((two for two in words.COMPOUND_SURNAMES if name.startswith(two)), name[:1])
    short = _SURNAME_POST.fullmatch(name)
    if short is None and not (is_name(name) and re.fullmatch(r"[\u3400-\u9fff×]{2,4}", name)):
        return set()
    posts = {found[0] for found in re.finditer(rf"副?(?:{_POST})", key_of(person.post)) if found[0]}
    made = {key_of(person.organisation) + name} if short and person.organisation else set()
    for post in (post for post in posts if not post.endswith("代表")):
        # 居委会主任 is called 主任; 副主任 is called 主任 as well where there is no other.
        ends = {post, post.removeprefix("副")} | {word for word in _POSTS if post.endswith(word) and len(word) == 2}
        made |= {surname + end for end in ends if end not in ("居民", "业主", "租户", "商户", "委员")}
        made |= {key_of(person.organisation) + surname + post} if person.organisation and not short else set()
    return made - {name}


def _with_aliases(listed: Sequence[Person]) -> list[Person]:
    """Aliases that just one person can have; somebody's own name is nobody else's alias."""
    owners: Counter[str] = Counter()
    own = {person.span: _own_aliases(person) for person in listed}
    for person in listed:
        owners.update(own[person.span] | {key_of(alias) for alias in person.aliases})
    names = {key_of(person.name) for person in listed}
    # A 主任 and a 副主任 of one surname: the short form is the chief's.
    chiefs = {alias for person in listed for alias in own[person.span] if "副" not in person.post and "副" not in alias}
    made = []
    for person in listed:
        given = {key_of(alias) for alias in person.aliases}
        kept = set()
        for alias in own[person.span] - names:
            shared = owners[alias] > 1 or (given and alias in given)
            rivals = [
                other for other in listed if other is not person and alias in own[other.span] and "副" not in other.post
            ]
            if not shared or alias in given or ("副" not in person.post and alias in chiefs and not rivals):
                kept.add(alias)
        made.append(replace(person, aliases=tuple(sorted(kept | {key_of(alias) for alias in person.aliases}))))
    return made


def _with_labels(listed: Sequence[Person], layout: Layout) -> tuple[Person, ...]:
    """The labels of the turns, and the short ones that the head explains (W = 访谈者, A: 张书记), as aliases of whom they
    mean."""
    found: dict[Span, set[str]] = defaultdict(set)
    labels = dict.fromkeys(turn.speaker for turn in layout.turns if turn.speaker)
    for label in labels:
        stands = layout.aliases.get(key_of(label))
        person = who_is(label, listed) or (who_is(stands, listed) if stands else None)
        if person is None and stands:
            person = _only_side(key_of(stands), listed)
        if person is None:
            noted = [other for other in listed if other.note and key_of(other.note) == key_of(label)]
            person = noted[0] if len(noted) == 1 else None
        if person is not None and label != person.name:
            found[person.span].add(label)
    made = []
    for person in listed:
        more = {
            label for label in found[person.span] if key_of(label) not in {key_of(alias) for alias in person.aliases}
        }
        made.append(replace(person, aliases=tuple(sorted({*person.aliases, *more}))))
    return tuple(made)


def _only_side(word: str, listed: Sequence[Person]) -> Person | None:
    """The only interviewer or interviewee, for a label that stands for that side."""
    for side, status in ((words.INTERVIEWERS, "interviewer"), (words.INTERVIEWEES, "interviewee")):
        if word in side:
            those = [person for person in listed if person.status == status]
            return those[0] if len(those) == 1 else None
    return None
