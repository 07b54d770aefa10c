"""Who is meant in a sentence without being named there: 我们, 双方, and the subject that Chinese leaves out.

1. speaker: 我 and 我们 are the actor of whoever speaks, where that is known. Not where they belong to what follows (我们
   小区, 我家, 我们物业), not in somebody else's words (他说我们…), and not 咱们, which takes in the hearer. A request or
   thanks without a subject is the speaker's too, and so is a clause without one if nobody else can be meant
   (`qda.network.direction`).
2. parties: 双方 are the last two different actors named before in the turn, 三方 the last three, 各方 and 多方 all of
   them, if they are two to six. Nobody, where as many are not named.
3. ellipsis: a clause that begins with nothing but adverbs and a verb or preposition (随后向街道反映了) has the subject of
   the sentence before it in the same turn, if that began with one actor or with 我们.

Source: our own operationalisation. Doubts: 我们 in the mouth of a resident may be the building, the family or all
residents, and all count as residents; a subject that is no actor (他, 大家, 钱) stops 3, but only where it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qda.model import ActorId, Span
from qda.network.events import Grounds
from qda.text.fold import fold

_WE = re.compile(r"(?<![自你忘])我们?(?:(?=[这那]边)|(?![们家这那的小社楼院村街里本]|单位))")
_THEY_SAY = re.compile(r"(?:[他她]们?|人家|有人|对方)[^，,。；;：:]{0,8}(?:说|喊|问|讲)[：:，,]?\Z")
_SAYS = re.compile(r"[^我，,。；;：:]{0,8}(?:说|喊|问|讲|表示)[：:，,]?")
_I_SAY = re.compile(r"我[^，,。；;：:]{0,12}(?:说|讲|问|答|道|是|叫)[：:，,]?\Z")
_PARTIES = re.compile(r"[双雙][方边邊]|三方|(?:各|多)方(?![面案])")
_MOST = 6
_ADVERBS = re.compile(
    r"(?:[\s，,“”「」『』]|会上|会后|会前|会议上?|当时|當時|当[天晚场]|當[天晚場]|[今明去前后後昨]年|[今明昨前后後]天|[上下本这這]个?個?(?:周|月|季度)|每[天周月年季次]"
    r"|\d+月(?:\d+日)?|随后|隨後|后来|後來|然后|然後|接着|接著|最后|最後|最终|最終|为此|為此|因此|于是|於是|所以|同时|同時|并且|並且|并|並|而且|但是?|不过|不過"
    r"|多次|曾经|曾經|曾|已经|已經|已|将|將|会|會|要|就|又|再|还|還|也|都|便|即|仍|才|先后|先後|先|可以|可|能|应该?|應該?|必须|必須|需要?|准备|準備|计划|計劃|打算|决定|決定"
    r"|不光|不但|不仅|不僅|或许|或許|也许|也許|大概|可能|比如|例如|譬如|其实|其實|现在|現在|目前|今天|平时|平時|经常|經常|常常|总是|總是|因为|因為|另外|此外|所以|那么?|那麼|当然|當然|之前|以前|过去|過去|甚至|至少|特别|特別|之所以|想要?|愿意|願意|希望|有|在[^，,。；]{1,8}(?:场合|場合|会上|會上|会议上|會議上|这里|這裡|这边|這邊)|陆续|陸續|事实上|事實上|基本上|原则上|原則上|接下来|接下來|像|当初|當初|那时候?|那時候?|这几年|這幾年|这[一]?次|這[一]?次|上[一]?次|[上下这這]个?個?(?:礼拜|禮拜|星期)|刚刚|剛剛|刚才|剛才|会后|也许|一样|一樣|真的|确实|確實|还是|還是|只要|如果|那我?|后续|後續|未来|未來|最近|近期|去|来|來|主动|主動|及时|及時|积极|積極|立即|马上|馬上|尽快|盡快|专门|專門|当面|當面|正式|共同|一起|负责|負責|继续|繼續|定期|不断|不斷|一直|只好|只能|没有?|沒有?|未|不)*"
)
_MARKS = re.compile(r"(?:向|对|對|给|給|为|為|替|把|被|与|與|和|同|跟|找|请|請)?")


def meant(
    sentence: str,
    start: int,
    named: Sequence[tuple[ActorId, Span]],
    *,
    speaker: ActorId | None = None,
    before: Sequence[ActorId] = (),
) -> list[tuple[ActorId, Span, Grounds]]:
    """Actors that words of a sentence stand for, in the order of the text.

    start: the sentence's first code point in the document; spans count in the document. named: actors named in the
    sentence. speaker: the actor whose turn it is. before: actors named earlier in the turn, in order, with repetitions.
    """
    sentence = fold(sentence)
    found = list(_we(sentence, start, named, speaker)) if speaker else []
    for match in _PARTIES.finditer(sentence):
        at = start + match.start()
        if any(span.end == at for _, span in named):
            continue
        earlier = [*before, *(actor for actor, span in sorted(named, key=lambda m: m[1]) if span.end <= at)]
        wanted = 2 if match[0][0] in "双雙" else 3 if match[0][0] == "三" else 0
        last = list(dict.fromkeys(reversed(earlier)))
        chosen = last[:wanted] if wanted else last if 2 <= len(last) <= _MOST else []
        if len(chosen) >= max(wanted, 2):
            found += [(actor, Span(at, start + match.end()), "parties") for actor in sorted(chosen)]
    return sorted(found, key=lambda one: (one[1], one[0]))


def topic_of(
    sentence: str, start: int, named: Sequence[tuple[ActorId, Span]], *, speaker: ActorId | None = None
) -> ActorId | None:
    """The actor that a sentence begins with, whom the next one may leave out; None if there is none or it is a group."""
    sentence = fold(sentence)
    begins = start + _end_of_adverbs(sentence)
    starting = [one for one in sorted(named, key=lambda m: m[1]) if one[1].start == begins]
    if not starting:
        return (
            speaker
            if speaker and any(span.start == begins for _, span, _ in _we(sentence, start, named, speaker))
            else None
        )
    actor, span = starting[0]
    if re.match(r"[、和与與及跟同]", sentence[span.end - start :]):
        return None
    return actor


def left_out(opening: str) -> bool:
    """Whether the words of a clause before its first actor or predicate leave room for a subject only: adverbs, and
    one word that marks the actor behind it. Not where 由, 经 or 在 open it, which name the subject behind it."""
    return bool(_MARKS.fullmatch(opening, _end_of_adverbs(opening)))


def _end_of_adverbs(text: str) -> int:
    match = _ADVERBS.match(text)
    return match.end() if match else 0


def _quoted(sentence: str, start: int, place: int, named: Sequence[tuple[ActorId, Span]]) -> bool:
    """Whether a place stands in somebody else's words: behind 他说, or in quotation marks that 我说 does not open."""
    opened = max(sentence.rfind(mark, 0, place) for mark in "“「『")
    if opened >= 0 and not any(mark in sentence[opened:place] for mark in "”」』"):
        return not _I_SAY.search(sentence[:opened])
    ends = (span.end - start for _, span in named if span.end - start <= place)
    return bool(_THEY_SAY.search(sentence[:place])) or any(_SAYS.fullmatch(sentence, end, place) for end in ends)


def _we(
    sentence: str, start: int, named: Sequence[tuple[ActorId, Span]], speaker: ActorId
) -> Iterator[tuple[ActorId, Span, Grounds]]:
    for match in _WE.finditer(sentence):
        if _quoted(sentence, start, match.start(), named):
            continue
        span = Span(start + match.start(), start + match.end())
        if not any(other.start <= span.end and span.start < other.end for _, other in named):
            yield speaker, span, "speaker"
