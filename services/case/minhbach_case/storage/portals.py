"""What was seen of state portals: each duty at each address by month, each item by its day.

Of a month and an address only the last capture of each verdict stands, as a word that sorts by
time: a redelivery, a replay or another order of the records changes nothing. Which site is a
portal the record itself says: only a portal is judged by ``portal.update``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, get_args
from uuid import UUID

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.observed import Span
from minhbach_case.domain.portals.criteria import PORTAL_DUTIES
from minhbach_case.domain.portals.evidence import (
    ItemSeen,
    Looked,
    Observed,
    Ruling,
    Source,
    VisitSeen,
)
from minhbach_case.domain.province import first_moment
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.maxima import Entry, keep_maxima
from minhbach_case.storage.province import ProvinceStore
from minhbach_case.storage.verdicts import VISITS
from minhbach_shared.events import Assessed, Assessment, ItemKind, PortalItem
from minhbach_shared.ids import derived_id, iso
from minhbach_shared.store import Database, Document, guarded
from minhbach_shared.vocabulary import Duty, Verdict

PORTAL_PAGES: Final = "portal_pages"
PORTAL_ITEMS: Final = "portal_items"
CASES_READ: Final = 500

_VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
_KINDS: Final[tuple[ItemKind, ...]] = get_args(ItemKind)
# A dot parts a path in an update.
_KEY_OF: Final[dict[Duty, str]] = {duty: duty.replace(".", "-") for duty in PORTAL_DUTIES}
_DUTY_OF: Final[dict[str, Duty]] = {key: duty for duty, key in _KEY_OF.items()}
_SIGHTINGS: Final = ("opened", "suspicion_added", "suspicion_counted", "suspicion_withdrawn")
_NONE: Final = "-"


class PortalStore:
    """Keeps what is seen of portals for ``days_kept`` days after the capture.

    Raises, all of it, ``Unavailable`` where the store does not answer.
    """

    def __init__(self, store: Database, province: ProvinceStore, days_kept: int) -> None:
        self._pages = store[PORTAL_PAGES]
        self._items = store[PORTAL_ITEMS]
        self._visits = store[VISITS]
        self._events = store[CASE_EVENTS]
        self._province = province
        self._kept = timedelta(days=days_kept)

    async def ensure_indexes(self) -> None:
        """Makes the indexes of the questions below, and those that let old ones go."""
        with guarded("indexes of the portals"):
            for collection, by in ((self._pages, "month"), (self._items, "day")):
                await collection.create_index("expires_at", expireAfterSeconds=0)
                await collection.create_index([("site_id", 1), (by, 1)])

    async def keep(self, records: Sequence[Assessed]) -> None:
        """Keeps what a batch says of portals; other sites' records are passed over."""
        pages: dict[object, Entry] = {}
        items: dict[object, Entry] = {}
        for record in records:
            judged = {said.duty: said for said in record.assessments}
            if "portal.update" in judged:
                _join(pages, self._page(record, judged))
                if (item := judged["portal.update"].item) is not None:
                    _join(items, self._item(record, judged["portal.update"], item))
        if pages:
            await keep_maxima(self._pages, list(pages.values()))
        if items:
            await keep_maxima(self._items, list(items.values()))

    async def seen(self, site: UUID, window: Span) -> Observed:
        """All that was seen of a portal within a window (both ends included)."""
        looks = await self._looks(site, window)
        items = await self._items_seen(site, window)
        breached = _breached(looks) | _breached(items)
        rulings = await self._rulings(site, breached) if breached else {}
        return Observed(looks, items, await self._visits_seen(site, window), rulings)

    async def _looks(self, site: UUID, window: Span) -> tuple[Looked, ...]:
        months = {"$gte": f"{window.first:%Y-%m}", "$lte": f"{window.last:%Y-%m}"}
        with guarded("reading a portal's pages"):
            cursor = self._pages.find({"site_id": site, "month": months})
            return tuple([look async for found in cursor for look in _looks_of(found)])

    async def _items_seen(self, site: UUID, window: Span) -> tuple[ItemSeen, ...]:
        days = {"$gte": window.first.isoformat(), "$lte": window.last.isoformat()}
        with guarded("reading a portal's items"):
            cursor = self._items.find({"site_id": site, "day": days})
            return tuple([_item_of(found) async for found in cursor])

    async def _visits_seen(self, site: UUID, window: Span) -> tuple[VisitSeen, ...]:
        end = first_moment(window.last + timedelta(days=1))
        ended = {"$gte": first_moment(window.first), "$lt": end}
        parts = {"ended_at": 1, "captured": 1, "newest_at": 1}
        with guarded("reading a portal's visits"):
            cursor = self._visits.find({"site_id": site, "ended_at": ended}, parts)
            return tuple(
                [
                    VisitSeen(v["_id"], v["ended_at"], v["captured"], v.get("newest_at"))
                    async for v in cursor
                ]
            )

    async def _rulings(
        self, site: UUID, breached: set[tuple[UUID, Duty]]
    ) -> dict[tuple[UUID, Duty], Ruling]:
        """What became of these suspicions; one that is not named is open."""
        duties = {duty for _, duty in breached}
        found: dict[tuple[UUID, Duty], Ruling] = {}
        cases = await self._province.of_site(site, CASES_READ)
        # The newest case last: what it says of a capture stands.
        for case in reversed(cases):
            ruling = _ruling_of(case)
            if duties & {*case.duties} and (ruling != "open" or case.withdrawn):
                found |= await self._ruled(case, ruling)
        return {key: ruling for key, ruling in found.items() if key in breached}

    async def _ruled(self, case: CaseFold, ruling: Ruling) -> dict[tuple[UUID, Duty], Ruling]:
        query = {"stream": case.case_id, "type": {"$in": list(_SIGHTINGS)}}
        parts = {"_id": 0, "type": 1, "body.suspicion_id": 1, "body.duty": 1, "body.capture": 1}
        sightings: dict[str, tuple[UUID, Duty]] = {}
        withdrawn: set[str] = set()
        with guarded("reading what a case says of captures"):
            async for event in self._events.find(query, parts):
                body = event["body"]
                if event["type"] == "suspicion_withdrawn":
                    withdrawn.add(body["suspicion_id"])
                else:
                    capture = UUID(body["capture"]["capture_id"])
                    sightings[body["suspicion_id"]] = (capture, body["duty"])
        return _by_capture(sightings, withdrawn, ruling)

    def _page(self, record: Assessed, judged: Mapping[Duty, Assessment]) -> Entry:
        month = f"{agency_day(record.assessed_of):%Y-%m}"
        words = {
            f"said.{_KEY_OF[duty]}.{said.verdict}": _word(record)
            for duty, said in judged.items()
            if duty in _KEY_OF
        }
        return Entry(
            derived_id("portal_page", record.site_id, record.address, month),
            {"site_id": record.site_id, "address": record.address, "month": month},
            words | {"expires_at": record.assessed_of + self._kept},
        )

    def _item(self, record: Assessed, said: Assessment, item: PortalItem) -> Entry:
        day = item.published_on or item.happened_on
        taken = _NONE if item.taken_working_days is None else item.taken_working_days
        told = f"{item.kind} {item.happened_on} {item.published_on or _NONE} {taken}"
        # An item that the portal dates anew is another document; the last captured one counts.
        return Entry(
            derived_id("portal_item", record.site_id, record.address, day),
            {"site_id": record.site_id, "address": record.address, "day": day},
            {
                f"said.{said.verdict}": f"{_word(record)} {told}",
                "expires_at": record.assessed_of + self._kept,
            },
        )


def _join(entries: dict[object, Entry], entry: Entry) -> None:
    known = entries.get(entry.identity)
    if known is None:
        entries[entry.identity] = entry
        return
    maxima = dict(known.maxima)
    for path, value in entry.maxima.items():
        maxima[path] = max(maxima.get(path, value), value)
    entries[entry.identity] = Entry(known.identity, known.named, maxima)


def _word(record: Assessed) -> str:
    # By the capture's own id, as a case names it; the record that told of it has another.
    told = record.capture
    capture, digest = (
        (told.capture_id, told.payload_digest) if told else (record.snapshot_id, _NONE)
    )
    return f"{iso(record.assessed_of)} {capture} {digest}"


def _source(parts: Sequence[str]) -> Source:
    at, capture, digest = parts[:3]
    known = None if digest == _NONE else digest
    return Source(datetime.fromisoformat(at), UUID(capture), known)


def _looks_of(found: Document) -> Iterator[Looked]:
    # Most duties were judged on the same capture: each is read once.
    read: dict[str, Source] = {}
    for key, words in found["said"].items():
        if key in _DUTY_OF:
            for word in words.values():
                if word not in read:
                    read[word] = _source(word.split(" "))
            said = {v: read[words[v]] for v in _VERDICTS if v in words}
            yield Looked(found["address"], _DUTY_OF[key], found["month"], said)


def _item_of(found: Document) -> ItemSeen:
    words: dict[Verdict, list[str]] = {
        verdict: found["said"][verdict].split(" ")
        for verdict in _VERDICTS
        if verdict in found["said"]
    }
    *_, kind, happened, published, taken = max(words.values())
    return ItemSeen(
        address=found["address"],
        day=date.fromisoformat(found["day"]),
        kind=next(one for one in _KINDS if one == kind),
        happened_on=date.fromisoformat(happened),
        published_on=None if published == _NONE else date.fromisoformat(published),
        taken=None if taken == _NONE else int(taken),
        said={verdict: _source(parts) for verdict, parts in words.items()},
    )


def _breached(seen: Iterable[Looked] | Iterable[ItemSeen]) -> set[tuple[UUID, Duty]]:
    return {
        (one.said["breach"].capture_id, one.duty if isinstance(one, Looked) else "portal.update")
        for one in seen
        if "breach" in one.said
    }


def _ruling_of(case: CaseFold) -> Ruling:
    """What a case says of its suspicions.

    A decision against stands until it is lifted, also while an appeal is heard and after the
    case was closed; a case that ended otherwise accuses nobody.
    """
    if case.state in ("dismissed", "lifted"):
        return "ended"
    if case.outcome == "confirmed" and case.decided_at is not None:
        return "decided"
    return "ended" if case.ended or case.state == "remedied" else "open"


def _by_capture(
    sightings: Mapping[str, tuple[UUID, Duty]], withdrawn: set[str], ruling: Ruling
) -> dict[tuple[UUID, Duty], Ruling]:
    left = {place for suspicion, place in sightings.items() if suspicion not in withdrawn}
    gone: dict[tuple[UUID, Duty], Ruling] = dict.fromkeys(sightings.values(), "ended")
    return gone | dict.fromkeys(left, ruling)
