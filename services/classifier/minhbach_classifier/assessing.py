"""A snapshot's way to its assessment: read, remember, ask for sources, judge, keep, publish.

Two captures that belong together may arrive at once, at different workers. Each first writes its
own fingerprint (and opens its judgement), then asks for others', so at least one sees the pair;
the guard on the judgement's revision makes two that see it one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from minhbach_classifier.asking import Asking
from minhbach_classifier.domain.judgements import Judgement, events, revised
from minhbach_classifier.domain.sources.addresses import address_id
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.matching import Article, Sighting
from minhbach_classifier.domain.sources.states import AddressState
from minhbach_classifier.domain.wishes import Wish, after_removal
from minhbach_classifier.errors import CaptureAtFault
from minhbach_classifier.looking import Looker, Seen
from minhbach_classifier.weighing import Shows, Stores, Weigher
from minhbach_shared.delivery import Publisher
from minhbach_shared.errors import Transient
from minhbach_shared.events import Event, Snapshot
from minhbach_shared.logs import get_logger

log = get_logger(__name__)

_ATTEMPTS: Final = 20
_TAKEN: Final = 0.2
"""From this share of its keys on an article may be a copy of another."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be published of a snapshot, and what is done when it was."""

    judgements: tuple[Judgement, ...] = ()
    events: tuple[Event, ...] = ()
    wishes: tuple[Wish, ...] = ()
    settled: Article | None = None


@dataclass(slots=True)
class _Concerned:
    """The judgements that a source concerns, each once, and what comes of judging them again."""

    judgements: dict[UUID, Judgement] = field(default_factory=dict)
    wishes: list[Wish] = field(default_factory=list)

    def add(self, judgements: Iterable[Judgement]) -> None:
        for judgement in judgements:
            self.judgements.setdefault(judgement.id, judgement)


class Assessor:
    """Judges snapshots."""

    def __init__(
        self, stores: Stores, weigher: Weigher, asking: Asking, publisher: Publisher
    ) -> None:
        self._stores = stores
        self._weigher = weigher
        self._looker = Looker(stores.addresses, weigher)
        self._asking = asking
        self._publisher = publisher

    async def ready_for(self, snapshots: Sequence[Snapshot]) -> None:
        """Asks for all that judging them needs, before any of them is judged.

        Raises:
            RegisterBehind, SaltMissing: wait, and call again.
        """
        versions = await self._stores.register.versions(
            (s.site_id, s.site_version) for s in snapshots
        )
        await self._stores.salts.of(
            v.site_id for v in versions.values() if v.site_class != "reference"
        )

    async def assess(self, snapshot: Snapshot) -> Outcome:
        """Judges one snapshot, and again the copies of what it shows.

        Raises:
            CaptureAtFault: its capture is gone or altered.
            Transient: the store is behind or does not answer.
        """
        shows = await self._weigher.shown(snapshot)
        seen = await self._looker.look(snapshot, shows)
        if seen.article is not None:
            await self._stores.articles.put(seen.article)
        if shows.record.site_class == "reference":
            return await self._of_reference(snapshot, shows, seen)
        before = await self._article_before(snapshot, shows, seen.state)
        if not isinstance(shows.body, Body) and before is None:
            weighed = await self._weigher.weigh(snapshot)
            return Outcome(events=(weighed.said.assessed,))
        known = seen.article or before
        opened = Judgement(snapshot, known.id if known else None)
        judgement, wishes = await self._judged(await self._stores.judgements.open(opened))
        return Outcome((judgement,), wishes=wishes)

    async def publish(self, outcomes: Sequence[Outcome]) -> None:
        """Says all that the stored judgements say; returns when the broker has it.

        A judgement that another worker changed meanwhile is said once more as it now stands, so
        the last word on the topic is the store's.
        """
        said = {j.id: j for outcome in outcomes for j in outcome.judgements}
        await self._publisher.publish([e for outcome in outcomes for e in outcome.events])
        pending: Iterable[Judgement] = said.values()
        while pending := list(pending):
            await self._publisher.publish([e for one in pending for e in events(one)])
            latest = await self._stores.judgements.latest(said) if said else []
            pending = [one for one in latest if one.revision != said[one.id].revision]
            said |= {one.id: one for one in pending}
        await self._asking.ask(wish for outcome in outcomes for wish in outcome.wishes)
        for outcome in outcomes:
            if outcome.settled is not None:
                await self._stores.articles.settle(outcome.settled)

    async def _article_before(
        self, snapshot: Snapshot, shows: Shows, state: AddressState | None
    ) -> Article | None:
        """What an address showed that is gone now, so that a later source finds its judgement."""
        if state is None or state.gone is None or state.shown is None:
            return None
        before = await self._weigher.article_before(snapshot, shows.record, state.shown)
        return before[1] if before is not None else None

    async def _of_reference(self, snapshot: Snapshot, shows: Shows, seen: Seen) -> Outcome:
        """Judges again every capture of an aggregator that the source may concern."""
        concerned, settled = _Concerned(), None
        article, state = seen.article, seen.state
        if article is not None and not await self._stores.articles.is_settled(article):
            settled = article
            for sighting in await self._stores.articles.sharing(article, "aggregator"):
                concerned.add(await self._stores.judgements.of_article(sighting.article.id))
        if state is not None:
            concerned.add(await self._stores.judgements.awaiting(state.id))
            await self._turned(snapshot, shows, state, concerned)
        done = [await self._judged_again(one) for one in concerned.judgements.values()]
        again = [one for one in done if one is not None]
        wishes = (*concerned.wishes, *(wish for _, wishes in again for wish in wishes))
        return Outcome(tuple(judgement for judgement, _ in again), wishes=wishes, settled=settled)

    async def _turned(
        self, snapshot: Snapshot, shows: Shows, state: AddressState, concerned: _Concerned
    ) -> None:
        """What a source concerns that was taken down, or is back, since this very capture."""
        since = state.turned_since(snapshot.at)
        if since is None or state.shown is None:
            return
        before = await self._weigher.article_before(snapshot, shows.record, state.shown)
        if before is None:
            return
        near = [
            s
            for s in await self._stores.articles.sharing(before[1], "aggregator")
            if _may_be_copy(s, before[1])
        ]
        for sighting in near:
            found = await self._stores.judgements.of_article(sighting.article.id)
            concerned.add(j for j in found if j.snapshot.at >= since)
        if state.gone is not None:
            copies = await self._stores.addresses.of(
                {address_id(s.article.site_id, s.article.address) for s in near}
            )
            rules = self._weigher.rules_of_copies(snapshot)
            concerned.wishes += after_removal(snapshot, state, copies.values(), rules)

    async def _judged_again(
        self, judgement: Judgement
    ) -> tuple[Judgement, tuple[Wish, ...]] | None:
        try:
            return await self._judged(judgement)
        except CaptureAtFault as fault:
            # Its own record was, or will be, refused; the source's record is not at fault.
            log.warning("copy_not_read", capture=str(judgement.id), reason=fault.reason)
            return None

    async def _judged(self, judgement: Judgement) -> tuple[Judgement, tuple[Wish, ...]]:
        """Judges on all that is known now; begins again where another worker was faster."""
        for _ in range(_ATTEMPTS):
            weighed = await self._weigher.weigh(judgement.snapshot)
            after = revised(judgement, weighed.said, weighed.awaits)
            if await self._stores.judgements.replace(judgement, after):
                return after, weighed.wishes
            (judgement,) = await self._stores.judgements.latest([judgement.id])
        raise Transient(
            f"the judgement of capture {judgement.id} is changed by others all the time"
        )


def _may_be_copy(sighting: Sighting, source: Article) -> bool:
    same = sighting.article.text_digest == source.text_digest
    return same or sighting.shared >= _TAKEN * len(sighting.article.keys)
