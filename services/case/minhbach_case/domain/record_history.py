"""What changed from one version of a site's record to the next, field by field."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import AwareDatetime

from minhbach_case.domain.register import Known, Personal
from minhbach_case.domain.register_changes import FieldChange
from minhbach_shared.events import SiteRecord, Value, YearlyReports

_SAID_APART = frozenset(
    {
        "id",
        "site_id",
        "version",
        "recorded_at",
        "responsible_person",
        "emails",
        "phones",
        "salt",
        "reports",
    }
)
_COLUMNS = {"site_class": "class", "emails": "email", "phones": "phone"}


class RecordVersion(Value):
    """One version of a record; ``changes`` is empty for the first."""

    version: int
    recorded_at: AwareDatetime
    changes: tuple[FieldChange, ...]


def versions(newest_first: Sequence[Known], whole: bool) -> tuple[RecordVersion, ...]:
    """The versions with what each changed, newest first.

    Args:
        whole: whether the last one given is the first that there was; else it is left out,
            since nobody knows here what it changed.
    """
    before = (*newest_first[1:], None)
    pairs = zip(newest_first, before, strict=True)
    return tuple(
        RecordVersion(
            version=known.record.version,
            recorded_at=known.record.recorded_at,
            changes=tuple(_changes(earlier, known)) if earlier else (),
        )
        for known, earlier in pairs
        if earlier or whole
    )


def _changes(before: Known, after: Known) -> Iterator[FieldChange]:
    for name in SiteRecord.model_fields:
        if name not in _SAID_APART:
            old, new = _shown(getattr(before.record, name)), _shown(getattr(after.record, name))
            if old != new:
                yield FieldChange(field=_COLUMNS.get(name, name), old=old, new=new)
    yield from _reports(before.record.reports, after.record.reports)
    for name in Personal.model_fields:
        # What was erased still shows by its digest that it changed.
        if getattr(before.record, name) != getattr(after.record, name):
            old, new = _personal(before, name), _personal(after, name)
            yield FieldChange(field=_COLUMNS.get(name, name), old=old, new=new, personal=True)


def _reports(before: YearlyReports | None, after: YearlyReports | None) -> Iterator[FieldChange]:
    for field, told in (("reports_since", _owed_since), ("reports", _received)):
        old, new = told(before), told(after)
        if old != new:
            yield FieldChange(field=field, old=old, new=new)


def _owed_since(reports: YearlyReports | None) -> str | None:
    since = reports.owed_since if reports else None
    return since.isoformat() if since else None


def _received(reports: YearlyReports | None) -> str | None:
    return ", ".join(str(one.year) for one in reports.received) or None if reports else None


def _personal(known: Known, name: str) -> str | None:
    return _shown(getattr(known.personal, name)) if known.personal else None


def _shown(value: Any) -> str | None:
    match value:
        case None | () | "":
            return None
        case True | False:
            return "true" if value else "false"
        case tuple():
            return "; ".join(value)
    return str(value)
