"""Plain lines: those with no sign of anything but running text, told from the others by one search over the whole text.

Nine lines in ten of a transcript are such. A line is signed, and looked at one by one, if it begins with a blank, a sign
of Markdown or of a list, a number, a bracket, a day, or a letter that numbers questions; if it holds a tab or a notice of
a chat program; if a colon, bracket, star or bar is reached before any sign that no label holds (a comma, say); or if the
file's format marks it. Whatever `qda.text.lines`, `qda.text.labels`, `qda.text.openings` (numbers) and
`qda.text.sections.is_aside` look for stands on signed lines only; a test compares both ways over made-up texts.

Doubts: whoever teaches one of these modules a new sign at the beginning of a line has to name it here, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from qda.model import Span

_HAN_NUMBER = "一二三四五六七八九十"
# What no label holds outside of brackets: at these signs the search for a colon ends.
_STOPS = '，,。！？；;、“”\\"《》…】\\]］）)〕#>\\\\'
_TURNS_UP = "：:︰﹕∶【\\[［〔<（(*|\\t"
_SIGNED = re.compile(
    rf"\n(?:[^\S\n]|[#>|:：=_—\-－─━~～.．·*+•●▪■◆◇○＝\d①-⑳（(\[［【<〔问答問回QA]"
    rf"|第?[{_HAN_NUMBER}]+[、.．:：)）]|[壹贰叁肆伍陆柒捌玖拾]{{1,2}}、"
    rf"|[昨今前]天|(?:星期|[周週])[{_HAN_NUMBER}日天]"
    rf"|[^\n{_STOPS}{_TURNS_UP}]*[{_TURNS_UP}])"
)
_TABBED = re.compile(r"\n[^\n\t]*\t")
_NOTICE = re.compile(r"群聊|撤回|拍了拍|群名|群主|打招呼")


def signed_lines(text: str, marked: Iterable[Span] = ()) -> set[int]:
    """Where the lines begin that are not plain, the first line among them. marked: stretches about which the format says
    something."""
    signed = {match.start() + 1 for match in _SIGNED.finditer(text)}
    signed.add(0)
    if "\t" in text:
        signed.update(match.start() + 1 for match in _TABBED.finditer(text))
    signed.update(text.rfind("\n", 0, match.start()) + 1 for match in _NOTICE.finditer(text))
    for span in marked:
        place = text.rfind("\n", 0, span.start) + 1
        while 0 <= place <= span.end:
            signed.add(place)
            place = text.find("\n", place, span.end) + 1 or -1
    return signed
