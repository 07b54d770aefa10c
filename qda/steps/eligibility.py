"""Who could be named in a document: `[network] eligible`, for the backbone and the activity null of co-mention.

    all      anybody can be named in any document
    present  in minutes with an attendance list only who is on it or speaks; other namings there are left out, and the
             cells they stood in are structural zeros of the null (SDSM-EC, Neal & Neal 2023; `qda.network.bipartite`)

The question differs: with "present", whether actors *of those at the meeting* are named together more than chance. Two
actors that are invited to the same few meetings share these for that reason, and are no longer a finding. Documents
without a list (interviews, minutes whose list is lost or has no known name) leave everybody eligible. Networks themselves,
their weights and indices do not change. Doubt: lists name persons; whose actor is not known is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qda.steps.document_networks import Shared
from qda.steps.settings import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Occasions:
    """present: tied actors × documents, 0 or 1. eligible: the same shape, 0 where presence was impossible; None: nowhere.
    limited: documents with such a limit. dropped: namings left out for it."""

    present: NDArray[np.float64]
    eligible: NDArray[np.float64] | None
    limited: int
    dropped: int


def occasions(shared: Shared, settings: Settings, case_id: str | None) -> Occasions:
    """Who is named in which document of a community (None: of all), and who could be."""
    ours = shared.networks
    named = ours.occasions(case_id)
    if settings.network.eligible != "present":
        return Occasions(named, None, 0, 0)
    documents, tied = ours.of_case(case_id)
    there = {m.document.id: set(m.present) for m in shared.stored.meetings if m.has_list and m.listed}
    allowed = np.ones_like(named)
    limited = 0
    for column, document in enumerate(documents.tolist()):
        if (known := there.get(ours.documents[document])) is not None:
            allowed[:, column] = [ours.actors[actor] in known for actor in tied.tolist()]
            limited += 1
    if not limited:
        return Occasions(named, None, 0, 0)
    kept = named * allowed
    return Occasions(kept, allowed, limited, int((named - kept).sum()))


def eligibility_note(settings: Settings, told: list[tuple[str, Occasions, int]]) -> str:
    """What the null takes for possible. told: community, its occasions, its documents."""
    if settings.network.eligible != "present":
        return '资格：任何行动者都可能在任何文档中被提及；只算在场者用 [network] eligible = "present"。'
    parts = [f"{name}{one.limited}/{documents}份有名单，略去{one.dropped}处" for name, one, documents in told]
    return (
        "资格：有参会名单的会议记录中，只有名单上或发言的行动者算可能出现（SDSM-EC），提到的不在场者在本零模型中略去；"
        f"没有名单的文档不设限。{'；'.join(parts)}。"
    )
