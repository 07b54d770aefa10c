"""Who speaks: the label of a turn to an actor type. What the list does not know stays None, never a guess.

In this order: what the actor list says for the community; a speaker label of the list (居民代表2); the attendance
list, by name (李明: 物业项目经理) or by surname and title (张书记 for 张建国: 社区党委书记); an organisation, alias or
unambiguous title in the label (业委会李主任, 张书记, 书记老张); what stands in brackets behind it (王经理（物业）); a
prefix and a surname (老张).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from qda.actors.load import Gazetteer
from qda.actors.surnames import AFTER_OLD, surname_length
from qda.model import ActorId
from qda.text.fold import fold

_TAIL = re.compile(r"[\s\da-z0-9甲乙丙丁戊己庚辛壬癸某一二三四五六七八九十号\-_.:、]+$")
_BRACKETS = re.compile(r"[(（【\[](.*?)[)）】\]]")
_NO_ACTORS: Mapping[str, str] = {}


def resolve_speaker(
    label: str, gazetteer: Gazetteer, *, case: str = "", attendees: Mapping[str, str] = _NO_ACTORS
) -> ActorId | None:
    """The actor type of a speaker label, None if it cannot be told.

    case: the community as under `cases`. attendees: name to post or organisation, from the attendance list.
    """
    folded = fold(label).strip(" \t:")
    bare = _BRACKETS.sub("", folded).strip()
    names = {fold(name): actor_id for name, actor_id in gazetteer.cases.get(case, {}).items()}
    labels = {fold(word): t.id for t in reversed(gazetteer.types) for word in t.labels}
    for form in dict.fromkeys((folded, bare, _TAIL.sub("", bare))):
        if form in names:
            return names[form]
        if form in labels:
            return labels[form]
    posts = {fold(name).strip(): fold(post) for name, post in attendees.items()}
    post = posts.get(bare) or _post_by_title(bare, posts, gazetteer)
    if post:
        found = _from_words(post, gazetteer)
        if found:
            return found
    found = _from_words(bare, gazetteer)
    if found:
        return found
    for inside in _BRACKETS.findall(folded):
        found = labels.get(inside.strip()) or _from_words(inside, gazetteer)
        if found:
            return found
    for actor_type in gazetteer.types:
        for prefix in actor_type.prefixes:
            rest = bare.removeprefix(fold(prefix))
            if rest != bare and len(rest) == 1 and rest in AFTER_OLD:
                return actor_type.id
    return None


def _post_by_title(label: str, posts: Mapping[str, str], gazetteer: Gazetteer) -> str:
    """The post of the one attendee whose surname and title a label has: 张书记 for 张建国, 社区党委书记; "" if none or
    several."""
    found = []
    for title in _titles(gazetteer):
        if label.endswith(title) and surname_length(label, len(label) - len(title)) == len(label) - len(title) > 0:
            surname = label[: -len(title)]
            found += [post for name, post in posts.items() if name.startswith(surname) and title in post]
            break
    return found[0] if len(found) == 1 else ""


def _titles(gazetteer: Gazetteer) -> list[str]:
    """All titles, folded, longest first."""
    return sorted({fold(title) for t in gazetteer.types for title in t.titles}, key=lambda title: (-len(title), title))


def _from_words(words: str, gazetteer: Gazetteer) -> ActorId | None:
    """The type of the longest alias in the words (the last of equally long ones); failing that, of a title that only
    one type has, at the end or the beginning."""
    best: tuple[int, int, ActorId] | None = None
    for actor_type in gazetteer.types:
        friends = [fold(friend) for friend in actor_type.false_friends if fold(friend) in words]
        for alias in actor_type.aliases:
            folded = fold(alias)
            at = words.rfind(folded)
            if (
                at >= 0
                and not any(folded in friend for friend in friends)
                and (best is None or (len(folded), at) > best[:2])
            ):
                best = (len(folded), at, actor_type.id)
    if best:
        return best[2]
    for title in _titles(gazetteer):
        if words.endswith(title) or words.startswith(title):
            types = [t.id for t in gazetteer.types if title in {fold(word) for word in t.titles}]
            return types[0] if len(types) == 1 else None
    return None
