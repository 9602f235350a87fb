"""Sites in the figures: the versions of their records, and what of them was visited."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minhbach_case.domain.reports.counts import Counted
from minhbach_case.domain.reports.layout import NO_STATUS, UNLISTED
from minhbach_case.domain.reports.model import TableKey
from minhbach_case.domain.reports.windows import Window, Windows
from minhbach_shared.vocabulary import LicenceStatus, SiteClass


@dataclass(frozen=True, slots=True)
class SiteVersion:
    """A version of a site's record, as far as a report needs it."""

    site_id: UUID
    at: datetime
    active: bool
    site_class: SiteClass
    status: LicenceStatus | None
    organisation: str | None


@dataclass(frozen=True, slots=True)
class Visited:
    """One visit that ended."""

    site_id: UUID
    ended_at: datetime
    captured: int
    failed: int

    @property
    def at(self) -> datetime:
        """When it counts."""
        return self.ended_at


class SiteCounting:
    """Counts sites, then visits to them. It holds the register's versions, not the visits."""

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        self._versions: dict[UUID, list[SiteVersion]] = {}
        self._seen: dict[tuple[bool, TableKey, str, str, UUID], tuple[int, datetime]] = {}

    def take(self, versions: Iterable[SiteVersion]) -> None:
        """Takes the next versions; those of a site in their order."""
        for version in versions:
            self._versions.setdefault(version.site_id, []).append(version)

    def visited(self, visits: Iterable[Visited]) -> None:
        """Counts visits, in any order, once every version was taken."""
        for visit in visits:
            window = self._windows.of(visit.ended_at)
            if window is not None:
                self._visit(window, visit)

    def close(self) -> None:
        """Counts what stands at the ends, and everything that was gathered."""
        for site in sorted(self._versions):
            self._moves(self._versions[site])
            for window in self._windows.both:
                self._stands(window, self._versions[site])
        for key in sorted(self._seen):
            is_now, table, row, column, site = key
            window = self._windows.now if is_now else self._windows.before
            count, at = self._seen[key]
            window.counts.add(table, row, column, Counted(None, site, count, at))

    def _visit(self, window: Window, visit: Visited) -> None:
        version = _at(self._versions.get(visit.site_id, ()), visit.ended_at)
        row = version.site_class if version else UNLISTED
        made = visit.captured > 0
        window.counts.add_month(
            "visits_made" if made else "visits_failed", window.month(visit.ended_at)
        )
        self._saw(window, "visits", row, "made" if made else "failed", visit)
        self._saw(window, "visits", row, "total", visit)
        self._saw(window, "pages", row, "captured", visit, visit.captured)
        self._saw(window, "pages", row, "failed", visit, visit.failed)
        self._saw(window, "pages", row, "total", visit, visit.captured + visit.failed)

    def _saw(
        self,
        window: Window,
        table: TableKey,
        row: str,
        column: str,
        visit: Visited,
        count: int = 1,
    ) -> None:
        if count:
            key = (window is self._windows.now, table, row, column, visit.site_id)
            known, at = self._seen.get(key, (0, visit.ended_at))
            self._seen[key] = (known + count, max(at, visit.ended_at))

    def _moves(self, versions: Sequence[SiteVersion]) -> None:
        before: SiteVersion | None = None
        owner: str | None = None
        for version in versions:
            for table_row, column in _changes(before, version):
                self._add("sites_moved", table_row, column, version)
            named = _plain(version.organisation)
            if version.active and owner and named and named != owner:
                self._add("sites_moved", version.site_class, "changed_hands", version)
            owner, before = named or owner, version

    def _add(self, table: TableKey, row: str, column: str, version: SiteVersion) -> None:
        window = self._windows.of(version.at)
        if window is not None:
            window.counts.add(table, row, column, Counted(None, version.site_id, 1, version.at))

    def _stands(self, window: Window, versions: Sequence[SiteVersion]) -> None:
        start = _before(versions, window.begins)
        if start is not None and start.active:
            self._count(window, "sites_moved", start, "at_start", window.begins)
        for place, ends in enumerate(window.month_ends):
            version = _before(versions, ends)
            if version is not None and version.active:
                window.counts.add_month("sites", place)
        end = _before(versions, window.until)
        if end is not None and end.active:
            self._ends(window, end)

    def _ends(self, window: Window, end: SiteVersion) -> None:
        at = window.until
        self._count(window, "sites_moved", end, "at_end", at)
        self._count(window, "sites_status", end, end.status or NO_STATUS, at)
        self._count(window, "sites_status", end, "total", at)
        visited = self._was_visited(window, end.site_id)
        self._count(window, "sites_visited", end, "visited" if visited else "not_visited", at)
        self._count(window, "sites_visited", end, "total", at)

    def _count(
        self, window: Window, table: TableKey, version: SiteVersion, column: str, at: datetime
    ) -> None:
        counted = Counted(None, version.site_id, 1, at)
        window.counts.add(table, version.site_class, column, counted)

    def _was_visited(self, window: Window, site: UUID) -> bool:
        is_now = window is self._windows.now
        classes = {version.site_class for version in self._versions[site]}
        return any((is_now, "visits", row, "made", site) in self._seen for row in classes)


def _changes(before: SiteVersion | None, version: SiteVersion) -> list[tuple[str, str]]:
    """What a version changed in the register: rows and columns."""
    was = before if before is not None and before.active else None
    if was is None:
        return [(version.site_class, "joined")] if version.active else []
    if not version.active:
        return [(was.site_class, "left")]
    if version.site_class != was.site_class:
        return [(was.site_class, "class_out"), (version.site_class, "class_in")]
    return []


def _before(versions: Sequence[SiteVersion], moment: datetime) -> SiteVersion | None:
    """The last version from before a moment."""
    found = None
    for version in versions:
        if version.at >= moment:
            break
        found = version
    return found


def _at(versions: Sequence[SiteVersion], moment: datetime) -> SiteVersion | None:
    """The version in force at a moment; the first where the moment is from before it."""
    if not versions:
        return None
    place = bisect_right(versions, moment, key=lambda version: version.at)
    return versions[max(place - 1, 0)]


def _plain(name: str | None) -> str:
    """A name however it is written: the same organisation is no other one for its spaces."""
    return " ".join(unicodedata.normalize("NFC", name or "").casefold().split())
