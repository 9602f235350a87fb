"""Reports: drafts that end by themselves, the lists behind their figures, and what was issued.

What was issued stands in an event log: one stream by period and audience, one event a report. It
is only ever added to, its place is unique, and each holds the digest of the one before.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from bson.binary import Binary
from pymongo import InsertOne

from minhbach_case.domain.reports.counts import Counted
from minhbach_case.domain.reports.model import Audience, Issue, Report
from minhbach_case.domain.reports.model import Document as ReportDocument
from minhbach_case.domain.reports.periods import Period
from minhbach_shared.eventlog import EventLog, LoggedEvent, follow
from minhbach_shared.store import Database, Document, guarded

REPORT_EVENTS: Final = "report_events"
REPORT_DRAFTS: Final = "report_drafts"
REPORT_LISTS: Final = "report_lists"
ISSUED: Final = "issued"
LISTED_AT_ONCE: Final = 2000
_ITEM: Final = struct.Struct(">16s16sIq")
_NOBODY: Final = bytes(16)
_BRIEF: Final = {
    "_id": 0,
    **{f"body.report.{name}": 1 for name in ("audience", "period")},
    **{f"body.issue.{name}": 1 for name in Issue.model_fields if name != "changes"},
}
_DRAFT_BRIEF: Final = {
    "by": 1,
    "made_at": 1,
    "digest": 1,
    **{f"report.{name}": 1 for name in ("audience", "period", "running")},
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that was counted and not issued.

    Attributes:
        by: sealed account.
        behind: how many reports on its period were issued when it was counted.
        listed: how much stands in the list of each figure.
    """

    draft_id: UUID
    by: str
    made_at: datetime
    report: Report
    digest: str
    behind: int
    listed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DraftInBrief:
    """What a list says of a draft."""

    draft_id: UUID
    by: str
    made_at: datetime
    digest: str
    audience: Audience
    period: Period
    running: bool


class ReportDrafts:
    """Drafts, and the lists behind their figures; both end together."""

    def __init__(self, store: Database) -> None:
        self._drafts = store[REPORT_DRAFTS]
        self._lists = store[REPORT_LISTS]

    async def ensure_indexes(self) -> None:
        """Makes the indexes that let old ones go, and the one of the drafts' list."""
        with guarded("indexes of the reports"):
            for collection in (self._drafts, self._lists):
                await collection.create_index("expires_at", expireAfterSeconds=0)
            await self._drafts.create_index("made_at")
            await self._lists.create_index("draft")

    async def keep(self, draft: Draft, expires_at: datetime) -> None:
        """Keeps a draft until it ends."""
        document = {
            "_id": draft.draft_id,
            "by": draft.by,
            "made_at": draft.made_at,
            "report": draft.report.model_dump(mode="json"),
            "digest": draft.digest,
            "behind": draft.behind,
            "listed": [[key, count] for key, count in draft.listed.items()],
            "expires_at": expires_at,
        }
        with guarded("keeping a draft"):
            await self._drafts.insert_one(document)

    async def get(self, draft_id: UUID) -> Draft | None:
        """A draft; None where there is none (any more)."""
        with guarded("reading a draft"):
            found = await self._drafts.find_one({"_id": draft_id})
        return _draft(found) if found else None

    async def newest(self, limit: int, skip: int) -> list[DraftInBrief]:
        """The last drafts without what they say, newest first."""
        with guarded("listing drafts"):
            cursor = self._drafts.find({}, _DRAFT_BRIEF).sort("made_at", -1)
            return [_draft_in_brief(found) async for found in cursor.skip(skip).limit(limit)]

    async def keep_list(
        self, draft_id: UUID, lists: Iterable[tuple[str, int, list[Counted]]], expires_at: datetime
    ) -> None:
        """Keeps parts of lists: each by its figure, its place (from 0) and its items."""
        writes = [
            InsertOne(
                {
                    "_id": _list_id(draft_id, key, place),
                    "draft": draft_id,
                    "items": Binary(b"".join(map(_packed, items))),
                    "expires_at": expires_at,
                }
            )
            for key, place, items in lists
        ]
        if writes:
            with guarded("keeping lists"):
                await self._lists.bulk_write(writes, ordered=False)

    async def list_part(self, draft_id: UUID, key: str, place: int) -> list[Counted]:
        """One part of the list of a figure; empty behind the last."""
        with guarded("reading a list"):
            found = await self._lists.find_one({"_id": _list_id(draft_id, key, place)})
        return [_unpacked(one) for one in _ITEM.iter_unpack(found["items"])] if found else []

    async def keep_for_good(self, draft_id: UUID) -> None:
        """Lets the lists of a draft stand, since it is issued."""
        with guarded("keeping lists for good"):
            await self._lists.update_many({"draft": draft_id}, {"$unset": {"expires_at": ""}})


@dataclass(frozen=True, slots=True)
class IssuedReport:
    """A report as it was issued, and the draft whose lists stand behind it."""

    document: ReportDocument
    draft_id: UUID
    event: LoggedEvent

    @property
    def issue(self) -> Issue:
        """How it was issued."""
        issue = self.document.issue
        assert issue is not None  # noqa: S101 - it is written with it
        return issue


@dataclass(frozen=True, slots=True)
class IssuedInBrief:
    """What a list says of an issued report; ``issue`` is without its changes."""

    audience: Audience
    period: Period
    issue: Issue


class IssuedReports:
    """The reports that were issued: only ever added to."""

    def __init__(self, store: Database) -> None:
        self._events = store[REPORT_EVENTS]
        self._log = EventLog(self._events)

    async def ensure_indexes(self) -> None:
        """Makes the event log's indexes, and the one of the list."""
        await self._log.ensure_indexes()
        with guarded("indexes of the issued reports"):
            await self._events.create_index("at")

    async def last(self, stream: UUID) -> IssuedReport | None:
        """The last report of a stream: what is in force."""
        found = await self._log.find({"stream": stream}, [("sequence", -1)], 1)
        return _issued(found[0]) if found else None

    async def all_of(self, stream: UUID) -> list[IssuedReport]:
        """Every report of a stream, in order."""
        return [_issued(event) for event in await self._log.read(stream)]

    async def get(self, report_id: UUID) -> IssuedReport | None:
        """A report by its id; None where there is none."""
        found = await self._log.find({"cause": str(report_id)}, limit=1)
        return _issued(found[0]) if found else None

    async def newest(self, limit: int, skip: int) -> list[IssuedInBrief]:
        """Issued reports without what they say, newest first."""
        with guarded("listing reports"):
            cursor = self._events.find({}, _BRIEF).sort("at", -1).skip(skip).limit(limit)
            return [_in_brief(found["body"]) async for found in cursor]

    async def stands(self, reports: Iterable[UUID]) -> set[UUID]:
        """Which of these ids are an issued report's."""
        known = await self._log.known_causes(map(str, reports))
        return {UUID(cause) for cause in known}

    async def append(
        self,
        stream: UUID,
        last: IssuedReport | None,
        document: ReportDocument,
        draft_id: UUID,
    ) -> None:
        """Issues a report behind the last one.

        Raises:
            StreamMoved: another was issued first.
            AlreadyCaused: it is issued already.
            Refused: it is too large.
        """
        issue = document.issue
        assert issue is not None  # noqa: S101 - the caller issues it
        body: dict[str, Any] = {**document.model_dump(mode="json"), "draft_id": str(draft_id)}
        head = last.event.head if last else None
        event = follow(
            head, stream, cause=str(issue.report_id), at=issue.issued_at, type=ISSUED, body=body
        )
        await self._log.append([event])


def _list_id(draft_id: UUID, key: str, place: int) -> str:
    return f"{draft_id}:{key}:{place:06d}"


def _packed(one: Counted) -> bytes:
    case = one.case_id.bytes if one.case_id else _NOBODY
    at = round(one.at.timestamp() * 1000)
    return _ITEM.pack(case, one.site_id.bytes, one.count, at)


def _unpacked(one: tuple[bytes, bytes, int, int]) -> Counted:
    case, site, count, at = one
    case_id = UUID(bytes=case) if case != _NOBODY else None
    return Counted(case_id, UUID(bytes=site), count, datetime.fromtimestamp(at / 1000, UTC))


def _draft(found: Document) -> Draft:
    return Draft(
        draft_id=found["_id"],
        by=found["by"],
        made_at=found["made_at"],
        report=Report.model_validate(found["report"]),
        digest=found["digest"],
        behind=found["behind"],
        listed=dict(found["listed"]),
    )


def _draft_in_brief(found: Document) -> DraftInBrief:
    about = found["report"]
    return DraftInBrief(
        draft_id=found["_id"],
        by=found["by"],
        made_at=found["made_at"],
        digest=found["digest"],
        audience=about["audience"],
        period=Period.model_validate(about["period"]),
        running=about["running"],
    )


def _in_brief(body: Document) -> IssuedInBrief:
    about = body["report"]
    period = Period.model_validate(about["period"])
    return IssuedInBrief(about["audience"], period, Issue.model_validate(body["issue"]))


def _issued(event: LoggedEvent) -> IssuedReport:
    body = dict(event.body)
    draft_id = UUID(str(body.pop("draft_id")))
    return IssuedReport(ReportDocument.model_validate(body), draft_id, event)
