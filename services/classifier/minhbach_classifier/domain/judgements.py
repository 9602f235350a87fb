"""What has been said of one capture so far, and what must be said now.

A capture is judged again when an article that it may have been copied from arrives later. What
is no longer found is withdrawn by an event of its own; a withdrawn suspicion of a capture does
not come back: subscribers keep one suspicion a capture and fault, and a later capture raises it
anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from minhbach_classifier.domain.judging import JudgedPage
from minhbach_shared.events import Assessed, Event, Snapshot, Suspected, Withdrawn
from minhbach_shared.ids import derived_id


@dataclass(frozen=True, slots=True)
class Judgement:
    """Stands under the capture's id; ``revision`` rises by one with every judging."""

    snapshot: Snapshot
    article: UUID | None
    """Id of the article that the page is, by which a later source finds its copies."""
    revision: int = 0
    assessed: Assessed | None = None
    """None until it was judged once."""
    suspicions: dict[UUID, Suspected] = field(default_factory=dict)
    withdrawn: dict[UUID, Suspected] = field(default_factory=dict)
    awaits: tuple[UUID, ...] = ()
    """Ids of addresses on which it depends and that were asked for: a look judges it again."""

    @property
    def id(self) -> UUID:
        """The snapshot's id, which is its capture's."""
        return self.snapshot.id


def revised(before: Judgement, judged: JudgedPage, awaits: tuple[UUID, ...] = ()) -> Judgement:
    """The judgement after one more judging."""
    found = {s.id: s for s in judged.suspicions if s.id not in before.withdrawn}
    gone = {key: s for key, s in before.suspicions.items() if key not in found}
    return Judgement(
        before.snapshot,
        before.article,
        before.revision + 1,
        judged.assessed,
        found,
        before.withdrawn | gone,
        awaits,
    )


def events(judgement: Judgement) -> Iterator[Event]:
    """All that a judgement says, however often it was said before: the same ids, in order."""
    if judgement.assessed is not None:
        yield judgement.assessed
    for suspicion in judgement.withdrawn.values():
        # First the suspicion, which a crash may have kept from being said.
        yield suspicion
        yield _withdrawal(suspicion)
    yield from judgement.suspicions.values()


def _withdrawal(suspicion: Suspected) -> Withdrawn:
    return Withdrawn(
        id=derived_id("withdrawn", suspicion.suspicion_id),
        suspicion_id=suspicion.suspicion_id,
        fault_id=suspicion.fault_id,
        kind=suspicion.kind,
        duty=suspicion.duty,
        address=suspicion.address,
        site_id=suspicion.site_id,
        site_version=suspicion.site_version,
        rule_set=suspicion.rule_set,
        engine=suspicion.engine,
        captured_at=suspicion.captured_at,
        reason="Khi đối chiếu lại với các nguồn mới có, trang này không còn lỗi đã nêu.",
    )
