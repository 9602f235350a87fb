"""Which addresses are looked at again when an operator says that its faults are mended.

An officer need not take the operator's word, and the operator need not wait for the next round: the
crawler is asked to come. What it finds clears faults, or does not, as any capture does; that it was
asked proves nothing. Few addresses are asked for, each on the registered site, at the site's own
pace (safeguard 1); a later round sees the rest.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from minhbach_case.domain.commands import LOOKED_AT
from minhbach_case.domain.signed import Replied
from minhbach_case.domain.standing import Standing
from minhbach_shared.events import VisitRequest
from minhbach_shared.ids import derived_id
from minhbach_shared.vocabulary import Duty

REASON: Final = "its operator says that it is mended"
_OVER_A_VISIT: Final[frozenset[Duty]] = frozenset({"portal.update"})
"""Judged over all that a visit found: one address would not tell."""
_ON_PAPER: Final[frozenset[Duty]] = frozenset({"report.yearly"})
"""No page shows it."""


def look_again(standing: Standing) -> tuple[str | None, ...]:
    """At most 20 addresses of what was heard and stands; null asks for the whole site."""
    duties = frozenset(standing.duties)
    if duties <= _ON_PAPER:
        return ()
    if duties & _OVER_A_VISIT:
        return (None,)
    return standing.addresses[:LOOKED_AT]


def requests(case: UUID, sequence: int, at: datetime, body: Replied) -> Sequence[VisitRequest]:
    """What the crawler is asked for by a reply; however often it is told, each is one."""
    return tuple(
        VisitRequest(
            id=derived_id("look_again", case, sequence, address),
            site_id=body.site_id,
            requested_at=at,
            reason=REASON,
            address=address,
            cause=case,
        )
        for address in body.look_again
    )
