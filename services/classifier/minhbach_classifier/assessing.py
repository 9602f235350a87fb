"""A snapshot's way to its assessment: read, remember, ask for sources, judge, keep, publish.

Two captures that belong together may arrive at once, at different workers. Each first writes its
own fingerprint (and opens its judgement), then asks for others', so at least one sees the pair;
the guard on the judgement's revision makes two that see it one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from minhbach_classifier.domain.judgements import Judgement, events, revised
from minhbach_classifier.domain.judging import article_of, judge, unread
from minhbach_classifier.domain.model import Digester, Page, RegisterRecord, Unreadable
from minhbach_classifier.domain.rules import RuleSets
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.matching import Article, Match, best, matched, ordered
from minhbach_classifier.domain.sources.times import day_of
from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.errors import CaptureAtFault
from minhbach_classifier.storage.articles import Articles
from minhbach_classifier.storage.judgements import Judgements
from minhbach_classifier.storage.pages import Pages
from minhbach_classifier.storage.register import Register, Salts
from minhbach_shared.delivery import Publisher
from minhbach_shared.errors import Transient
from minhbach_shared.events import Captured, Event, Failed, Snapshot
from minhbach_shared.logs import get_logger
from minhbach_shared.personal import PersonalKind, keyed_digest
from minhbach_shared.vocabulary import PageKind

log = get_logger(__name__)

_ATTEMPTS: Final = 20
_UNREADABLE: Final = "Không đọc được trang này nên không thể kết luận."
_NOT_HAD: Final = "Không lấy được trang này nên không thể kết luận."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be published of a snapshot, and what is done when it was."""

    judgements: tuple[Judgement, ...] = ()
    events: tuple[Event, ...] = ()
    settled: Article | None = None


@dataclass(frozen=True, slots=True)
class Stores:
    """What the classifier remembers, and where it reads."""

    register: Register
    salts: Salts
    articles: Articles
    judgements: Judgements
    pages: Pages


class Assessor:
    """Judges snapshots.

    Args:
        secret: keys the digests of personal values.
    """

    def __init__(
        self, stores: Stores, rule_sets: RuleSets, publisher: Publisher, secret: bytes
    ) -> None:
        self._stores = stores
        self._rule_sets = rule_sets
        self._publisher = publisher
        self._secret = secret

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
        record = await self._record(snapshot.site_id, snapshot.site_version)
        body = await self._body(snapshot)
        if not isinstance(body, Body):
            return self._not_read(snapshot, record, body)
        article = self._article(snapshot, record, body)
        if article is not None:
            await self._stores.articles.put(article)
        if record.site_class == "reference":
            return await self._copies_judged(article)
        opened = Judgement(snapshot, article.id if article else None)
        judgement = await self._stores.judgements.open(opened)
        return Outcome((await self._judged(judgement, record, body, article),))

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
        for outcome in outcomes:
            if outcome.settled is not None:
                await self._stores.articles.settle(outcome.settled)

    async def _copies_judged(self, source: Article | None) -> Outcome:
        """Judges again every capture of an aggregator that the new source may concern."""
        articles = self._stores.articles
        if source is None or await articles.is_settled(source):
            return Outcome()
        done: list[Judgement] = []
        for sighting in await articles.sharing(source, "aggregator"):
            for judgement in await self._stores.judgements.of_article(sighting.article.id):
                done += await self._judged_again(judgement)
        return Outcome(tuple(done), settled=source)

    async def _judged_again(self, judgement: Judgement) -> list[Judgement]:
        snapshot = judgement.snapshot
        record = await self._record(snapshot.site_id, snapshot.site_version)
        try:
            body = await self._body(snapshot)
        except CaptureAtFault as fault:
            # Its own record was, or will be, refused; the source's record is not at fault.
            log.warning("copy_not_read", capture=str(snapshot.id), reason=fault.reason)
            return []
        if not isinstance(body, Body):
            return []
        article = self._article(snapshot, record, body)
        return [await self._judged(judgement, record, body, article)]

    async def _judged(
        self,
        judgement: Judgement,
        record: RegisterRecord,
        body: Body,
        article: Article | None,
    ) -> Judgement:
        """Judges on all that is known now; begins again where another worker was faster."""
        for _ in range(_ATTEMPTS):
            matches = await self._matches(record, body, article)
            subject = await self._subject(judgement.snapshot, record, body.page)
            subject = replace(subject, copy=body if article else None, matches=matches)
            rules = self._rule_sets.for_day(subject.site_class, subject.day)
            judged = judge(judgement.snapshot, subject, rules)
            after = revised(judgement, judged)
            if await self._stores.judgements.replace(judgement, after):
                return after
            (judgement,) = await self._stores.judgements.latest([judgement.id])
        raise Transient(
            f"the judgement of capture {judgement.id} is changed by others all the time"
        )

    async def _matches(
        self, record: RegisterRecord, body: Body, article: Article | None
    ) -> tuple[Match, ...]:
        if article is None or record.site_class != "aggregator":
            return ()
        sightings = await self._stores.articles.sharing(article, "reference")
        weighed = [await self._match(body, source) for source in best(sightings, body)]
        return ordered([match for match in weighed if match is not None])

    async def _match(self, copy: Body, source: Article) -> Match | None:
        try:
            body = await self._stores.pages.read(source.capture, source.address)
        except CaptureAtFault as fault:
            capture = str(source.capture.capture_id)
            log.warning("source_not_read", capture=capture, reason=fault.reason)
            return None
        if not isinstance(body, Body):
            return None
        return matched(copy, source, await self._record(source.site_id, source.site_version), body)

    async def _subject(self, snapshot: Snapshot, record: RegisterRecord, page: Page) -> Subject:
        salts = await self._stores.salts.of([snapshot.site_id])
        digest = _digester(self._secret, salts[snapshot.site_id])
        return Subject(page, record, snapshot.at, digest, snapshot.linked_from_home)

    async def _record(self, site: UUID, version: int) -> RegisterRecord:
        found = await self._stores.register.versions([(site, version)])
        return found[(site, version)]

    async def _body(self, snapshot: Snapshot) -> Body | Unreadable | None:
        match snapshot.result:
            case Captured(status=status) as captured if 200 <= status < 300:
                kind: PageKind | None = "home" if snapshot.found_by == "home" else None
                return await self._stores.pages.read(captured.capture, captured.final_address, kind)
            case Captured() | Failed():
                return None

    def _article(self, snapshot: Snapshot, record: RegisterRecord, body: Body) -> Article | None:
        if not isinstance(snapshot.result, Captured):
            return None
        return article_of(snapshot, snapshot.result.capture, record, body)

    def _not_read(
        self, snapshot: Snapshot, record: RegisterRecord, why: Unreadable | None
    ) -> Outcome:
        if record.site_class == "reference":
            return Outcome()
        rules = self._rule_sets.for_day(record.site_class, day_of(snapshot.at))
        said = unread(snapshot, record, rules, _UNREADABLE if why else _NOT_HAD)
        return Outcome(events=(said.assessed,))


def _digester(secret: bytes, salt: bytes) -> Digester:
    def digest(kind: PersonalKind, value: str) -> str:
        return keyed_digest(secret, salt, kind, value)

    return digest
