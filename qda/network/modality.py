"""How a linkage is said to be, beyond what stands in the predicate's own clause: asked for, planned, supposed.

`qda.codebook.polarity` judges a coding by its clause. An event has a source, so more can be told: who is asked to act
(请街道协调物业) has not acted; what follows 以后, 下一步 or 如果 at the beginning of a clause, or 要, 愿意, 为了 in the
predicate's own, is not done yet. Only what was judged realised is looked at again, and a 了 or 过 behind the predicate
leaves it realised.

An appeal is itself a request: 我建议居委会主持 is an appeal that was made, and stays realised.

Source: our own operationalisation. Doubts: a duty that minutes assign (街道负责对接企业) reads like a report; questions count
as what they ask about.
"""

from __future__ import annotations

import re

from qda.model import Polarity
from qda.network.events import LinkageEvent
from qda.network.grammar import MODIFIER
from qda.text.fold import fold

_ASKED = re.compile(
    r"(?:(?<![邀申聘宴提])请|麻烦|拜托|希望|盼望|期待|建议|要求|恳请|呼吁|应该?|应当|需要|必须)(?:是否)?(?:可以|能够?)?(?:由|让|请|是)?"
    + MODIFIER
    + r"\Z"
)
_LATER = re.compile(
    r"(?:^|[，,。；;：:“])(?:那|那么|所以|我们?|他们?|您|你们?)?(?:以后|今后|往后|日后|将来|未来|下一?步|下次|下回|回头|回去|明天|后天|下周|下个?月|明年|到时候?)"
)
_IF = re.compile(r"如果|要是|假如|倘若|万一|假设|的话")
_MAY = re.compile(r"是不是(?:可以|能)|是否(?:可以|能)|能不能|可不可以|可否|能否|会不会")
_INTENDS = re.compile(
    r"(?<![主重需必还只就])要(?![求是么])|想(?=[跟与和找请向])|愿意|乐意|为了|促使|以便|推动|加强|鼓励|期待|期望|希望|能力|有机会|可能|能够|打算"
)
_CLAUSE = re.compile(r"[，,。；;：:！？!?]")
_DONE = re.compile(r"[^，,。；;！？!?]{0,4}(?:了|过(?!程|后|去))")


def modality(event: LinkageEvent, sentence: str, start: int) -> Polarity | None:
    """The event's polarity, read again with its source. sentence: the sentence alone; start: its first code point in the
    document. An event without a predicate's place, or of another polarity than realised, comes back as it is."""
    if event.polarity != "realised" or event.predicate is None or event.source_span is None:
        return event.polarity
    folded = fold(sentence)
    hit, end = event.predicate.start - start, event.predicate.end - start
    if _DONE.match(folded, end):
        return "realised"
    first = min(event.source_span.start - start, hit)
    asked = first == event.source_span.start - start and _ASKED.search(folded[:first])
    clause = max((m.end() for m in _CLAUSE.finditer(folded, 0, hit)), default=0)
    if asked or _MAY.search(folded, clause, hit):
        return "demanded"
    before = folded[:hit]
    own = folded[event.source_span.end - start : hit]
    if _LATER.search(before) or _LATER.match(own) or _INTENDS.search(folded, clause, hit) or _IF.search(before):
        return "planned"
    return "realised"
