"""From a snapshot to what is said of it: its page read, its sources compared, its duties judged.

Asks the memory and changes nothing in it, so a snapshot can be judged again at any time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from minhbach_classifier.domain.hosts import HostLists
from minhbach_classifier.domain.judging import JudgedPage, article_of, judge, unread
from minhbach_classifier.domain.memory import (
    AddressMemory,
    ArticleMemory,
    JudgementMemory,
    PageMemory,
    RegisterMemory,
    SaltMemory,
)
from minhbach_classifier.domain.model import Digester, RegisterRecord, Unreadable
from minhbach_classifier.domain.rules import Rules, RuleSets
from minhbach_classifier.domain.sources import cited as crediting
from minhbach_classifier.domain.sources.addresses import address_id
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.matching import Article, Match, best, matched, ordered
from minhbach_classifier.domain.sources.states import AddressState, Shown
from minhbach_classifier.domain.sources.times import day_of
from minhbach_classifier.domain.subject import GonePage, Subject
from minhbach_classifier.domain.wishes import Wish, of_copy, of_gone_copy
from minhbach_classifier.errors import CaptureAtFault
from minhbach_shared.events import Captured, CaptureRef, Snapshot
from minhbach_shared.logs import get_logger
from minhbach_shared.personal import PersonalKind, keyed_digest, salt_digest
from minhbach_shared.vocabulary import PageKind

log = get_logger(__name__)

GONE: Final = frozenset({404, 410})
_UNREADABLE: Final = "Không đọc được trang này nên không thể kết luận."
_NOT_HAD: Final = "Không lấy được trang này nên không thể kết luận."


@dataclass(frozen=True, slots=True)
class Stores:
    """What the classifier remembers, and where it reads."""

    register: RegisterMemory
    salts: SaltMemory
    articles: ArticleMemory
    judgements: JudgementMemory
    addresses: AddressMemory
    pages: PageMemory


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is said of a snapshot, what it waits for, and what is to be visited."""

    said: JudgedPage
    awaits: tuple[UUID, ...] = ()
    wishes: tuple[Wish, ...] = ()


@dataclass(frozen=True, slots=True)
class Shows:
    """A snapshot as it was read."""

    record: RegisterRecord
    body: Body | Unreadable | None
    """None where no page came."""
    article: Article | None = None


class Weigher:
    """Weighs snapshots.

    Args:
        secret: keys the digests of personal values.
        hosts: the listed domains in use now.
    """

    def __init__(
        self,
        stores: Stores,
        rule_sets: RuleSets,
        secret: bytes,
        hosts: Callable[[], HostLists] = HostLists.none,
    ) -> None:
        self._hosts = hosts
        self._stores = stores
        self._rule_sets = rule_sets
        self._secret = secret

    async def shown(self, snapshot: Snapshot) -> Shows:
        """Reads a snapshot.

        Raises:
            CaptureAtFault: its capture is gone or altered.
        """
        record = await self._record(snapshot.site_id, snapshot.site_version)
        body = await self._body(snapshot)
        if not isinstance(body, Body) or not isinstance(snapshot.result, Captured):
            return Shows(record, body)
        return Shows(record, body, article_of(snapshot, snapshot.result.capture, record, body))

    async def article_before(
        self, snapshot: Snapshot, record: RegisterRecord, shown: Shown
    ) -> tuple[Body, Article] | None:
        """The article that the snapshot's address showed before; None if it cannot be read."""
        body = await self._read(shown.capture, shown.capture.address)
        article = article_of(snapshot, shown.capture, record, body) if body is not None else None
        return (body, article) if body is not None and article is not None else None

    async def weigh(self, snapshot: Snapshot) -> Weighed:
        """Judges a snapshot on all that is known now.

        Raises:
            CaptureAtFault: its capture is gone or altered.
        """
        shows = await self.shown(snapshot)
        if isinstance(shows.body, Body):
            return await self._page(snapshot, shows, shows.body)
        gone = await self._gone(snapshot, shows.record)
        rules = self.rules(snapshot, shows.record)
        reason = _NOT_HAD if shows.body is None else _UNREADABLE
        said = unread(snapshot, shows.record, rules, reason, gone)
        if gone is None:
            return Weighed(said)
        return _waiting(said, tuple(of_gone_copy(snapshot, gone.before, rules)))

    def rules(self, snapshot: Snapshot, record: RegisterRecord) -> Rules:
        """The duties in force on the snapshot's day."""
        return self._rule_sets.for_day(record.site_class, day_of(snapshot.at))

    def rules_of_copies(self, snapshot: Snapshot) -> Rules:
        """The duties of aggregators on the snapshot's day."""
        return self._rule_sets.for_day("aggregator", day_of(snapshot.at))

    async def _page(self, snapshot: Snapshot, shows: Shows, body: Body) -> Weighed:
        subject = await self._subject(snapshot, shows.record, body, shows.article)
        rules = self.rules(snapshot, shows.record)
        return _waiting(judge(snapshot, subject, rules), tuple(of_copy(snapshot, subject, rules)))

    async def _gone(self, snapshot: Snapshot, record: RegisterRecord) -> GonePage | None:
        """What is known of an address that answers that it is gone; None where it is nothing."""
        result = snapshot.result
        if not isinstance(result, Captured) or result.status not in GONE:
            return None
        own = address_id(snapshot.site_id, snapshot.address)
        state = (await self._stores.addresses.of([own])).get(own)
        if state is None or state.shown is None:
            return None
        before = await self.article_before(snapshot, record, state.shown)
        if before is None:
            return None
        subject = await self._subject(snapshot, record, *before)
        notice = await self._read(result.capture, result.final_address)
        return GonePage(subject, state, result.status, notice.page.text if notice else "")

    async def _subject(
        self, snapshot: Snapshot, record: RegisterRecord, body: Body, article: Article | None
    ) -> Subject:
        salts = await self._stores.salts.of([snapshot.site_id])
        salt = salts[snapshot.site_id]
        digest = _digester(self._secret, salt)
        result = snapshot.result
        subject = Subject(
            body.page,
            comparable(record, salt),
            snapshot.at,
            digest,
            snapshot.linked_from_home,
            server_address=result.server_address if isinstance(result, Captured) else None,
            hosts=self._hosts(),
        )
        if article is None or record.site_class != "aggregator":
            return replace(subject, copy=body if article else None)
        credited = crediting.cited_sources(body.page, await self._stores.register.references())
        matches = await self._matches(body, article, credited)
        states = await self._states(matches, credited)
        known = {at for at, state in states.items() if state.showing in ("article", "other")}
        return replace(
            subject,
            copy=body,
            matches=tuple(replace(m, state=states.get(m.address_id)) for m in matches),
            cited=crediting.unread(credited, matches, known),
        )

    async def _states(
        self, matches: Sequence[Match], credited: Sequence[crediting.Cited]
    ) -> dict[UUID, AddressState]:
        wanted = {m.address_id for m in matches}
        wanted |= {c.address_id for c in credited if c.address_id is not None}
        return dict(await self._stores.addresses.of(wanted))

    async def _matches(
        self, body: Body, article: Article, credited: Sequence[crediting.Cited]
    ) -> tuple[Match, ...]:
        sightings = await self._stores.articles.sharing(article, "reference")
        sites = {cited.site.site_id for cited in credited}
        weighed = [await self._match(body, source) for source in best(sightings, body, sites)]
        return ordered([match for match in weighed if match is not None])

    async def _match(self, copy: Body, source: Article) -> Match | None:
        body = await self._read(source.capture, source.address)
        if body is None:
            return None
        return matched(copy, source, await self._record(source.site_id, source.site_version), body)

    async def _record(self, site: UUID, version: int) -> RegisterRecord:
        found = await self._stores.register.versions([(site, version)])
        return found[(site, version)]

    async def _body(self, snapshot: Snapshot) -> Body | Unreadable | None:
        match snapshot.result:
            case Captured(status=status) as captured if 200 <= status < 300:
                kind: PageKind | None = "home" if snapshot.found_by == "home" else None
                return await self._stores.pages.read(captured.capture, captured.final_address, kind)
        return None

    async def _read(self, capture: CaptureRef, address: str) -> Body | None:
        """Another capture than the one that is judged; None where it cannot be read."""
        try:
            body = await self._stores.pages.read(capture, address)
        except CaptureAtFault as fault:
            # Its own record was, or will be, refused; the one that is judged is not at fault.
            log.warning("other_not_read", capture=str(capture.capture_id), reason=fault.reason)
            return None
        return body if isinstance(body, Body) else None


def _waiting(said: JudgedPage, wishes: tuple[Wish, ...]) -> Weighed:
    """The judgement waits for what the addresses that are asked for will show."""
    awaits = {address_id(wish.site_id, wish.address) for wish in wishes if wish.is_awaited}
    return Weighed(said, tuple(sorted(awaits)), wishes)


def comparable(record: RegisterRecord, salt: bytes) -> RegisterRecord:
    """The record as digests under this salt can be compared with it.

    Once personal data of a site was erased its digests are under a salt that is no more: what
    differs from them is no breach.
    """
    if record.salt in (None, salt_digest(salt)):
        return record
    nothing = {"responsible_person": None, "emails": (), "phones": ()}
    return record.model_copy(update=nothing)


def _digester(secret: bytes, salt: bytes) -> Digester:
    def digest(kind: PersonalKind, value: str) -> str:
        return keyed_digest(secret, salt, kind, value)

    return digest
