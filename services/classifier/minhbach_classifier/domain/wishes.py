"""Addresses that the classifier wants visited, so that a later capture can say what one cannot.

Each wish has a derived id, so that it is asked once however often it comes to mind. Only addresses
of registered sites are ever asked for (safeguard 1).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from minhbach_classifier.domain.duties.retention_90_days import RetentionParameters, stands_since
from minhbach_classifier.domain.duties.source_alive import AliveParameters
from minhbach_classifier.domain.rules import Rules
from minhbach_classifier.domain.sources.addresses import address_id
from minhbach_classifier.domain.sources.carriers import carriers
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.sources.states import AddressState
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import Snapshot, VisitRequest
from minhbach_shared.ids import derived_id

_MARGIN: Final = timedelta(minutes=5)
_SOURCE_FIRST: Final = timedelta(minutes=10)
"""The source is looked at again before its copies: it may be back."""

CITED: Final = "a credited source that was not read yet"
STILL_THERE: Final = "is the source of a copy still there"
COPY_STILL_THERE: Final = "is the copy of a removed source still there"
SOURCE_OF_GONE: Final = "is the source of a removed copy still there"


@dataclass(frozen=True, slots=True)
class Wish:
    """One address to be visited, not before a moment."""

    id: UUID
    site_id: UUID
    address: str
    reason: str
    cause: UUID
    """The snapshot that gave rise to it."""
    not_before: datetime

    @property
    def is_awaited(self) -> bool:
        """Whether the judgement that gave rise to it is made again when the address was seen."""
        return self.reason in (CITED, SOURCE_OF_GONE)

    def request(self, now: datetime) -> VisitRequest:
        """As it is asked for."""
        return VisitRequest(
            id=self.id,
            site_id=self.site_id,
            requested_at=now,
            reason=self.reason,
            address=self.address,
            cause=self.cause,
        )


def of_copy(snapshot: Snapshot, subject: Subject, rules: Rules) -> Iterator[Wish]:
    """Credited sources that were not read, and sources that nobody has looked at for long."""
    for cited in subject.cited:
        if cited.address is not None:
            yield _wish(snapshot, cited.site.site_id, cited.address, CITED)
    alive = _alive(rules)
    if alive is not None:
        earliest = subject.captured_at - timedelta(hours=alive.seen_within_hours)
        for match in _distinct(carriers(subject.matches, alive)):
            if match.seen_at < earliest:
                yield _of_source(snapshot, match, STILL_THERE, subject.day)


def of_gone_copy(snapshot: Snapshot, before: Subject, rules: Rules) -> Iterator[Wish]:
    """The sources of an item that is gone: did they take it down as well?"""
    for cited in before.cited:
        if cited.address is not None:
            yield _wish(snapshot, cited.site.site_id, cited.address, CITED)
    kept = next(
        (r.parameters for r in rules if isinstance(r.parameters, RetentionParameters)), None
    )
    if kept is not None:
        for match in _distinct(m for m in before.matches if m.containment >= kept.partly):
            is_gone = match.state is not None and match.state.gone is not None
            if not is_gone and not stands_since(match, before.captured_at):
                yield _of_source(snapshot, match, SOURCE_OF_GONE, snapshot.id)


def after_removal(
    snapshot: Snapshot, state: AddressState, copies: Iterable[AddressState], rules: Rules
) -> Iterator[Wish]:
    """The copies of a source that was taken down, once they should be gone as well.

    Args:
        snapshot: showed for the first time that the source is gone.
        rules: of aggregators on its day.
    """
    alive = _alive(rules)
    if alive is None:
        return
    at = snapshot.at + timedelta(hours=alive.allowed_hours) + _MARGIN
    standing = [copy for copy in copies if copy.gone is None]
    if standing:
        before = max(snapshot.at, at - _SOURCE_FIRST)
        yield _wish(snapshot, state.site_id, state.address, STILL_THERE, snapshot.id, before)
    for copy in standing:
        yield _wish(snapshot, copy.site_id, copy.address, COPY_STILL_THERE, snapshot.id, at)


def _alive(rules: Rules) -> AliveParameters | None:
    return next((r.parameters for r in rules if isinstance(r.parameters, AliveParameters)), None)


def _distinct(matches: Iterable[Match]) -> Iterable[Match]:
    return {match.address_id: match for match in matches}.values()


def _of_source(snapshot: Snapshot, match: Match, reason: str, once: date | UUID) -> Wish:
    return _wish(snapshot, match.article.site_id, match.article.address, reason, once)


def _wish(
    snapshot: Snapshot,
    site: UUID,
    address: str,
    reason: str,
    once: date | UUID | None = None,
    not_before: datetime | None = None,
) -> Wish:
    """
    Args:
        once: asked once for each of these; once for ever if None.
    """
    identity = derived_id("visit_request", reason, address_id(site, address), once)
    return Wish(identity, site, address, reason, snapshot.id, not_before or snapshot.at)
