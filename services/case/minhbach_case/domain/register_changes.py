"""What a register file would change: compared field by field, nothing written."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import Field

from minhbach_case.domain.register import PLAIN, Known, Personal, SiteEntry
from minhbach_shared.events import Value

ChangeKind = Literal["added", "changed", "left"]
CHANGE_KINDS: Final[tuple[ChangeKind, ...]] = ("added", "changed", "left")
# Of the sites that a register watches: more than these leaving is more likely a wrong file.
MANY_LEAVING: Final = 1 / 3
# Field of a record -> column of the file, where they differ.
_COLUMNS: Final = {"site_class": "class", "emails": "email", "phones": "phone"}


class FieldChange(Value):
    """One field, by its column; ``personal`` is for those who may see personal values."""

    field: str = Field(description="Column of the file, or `active`")
    old: str | None
    new: str | None
    personal: bool = False


class SiteChange(Value):
    """What would become of one site; ``line`` is null where the file does not name it."""

    kind: ChangeKind
    site_id: UUID
    name: str
    address: str
    line: int | None
    fields: tuple[FieldChange, ...] = ()


def change_of(entry: SiteEntry, line: int, known: Known | None) -> SiteChange | None:
    """What an entry changes; None where the register says the same already."""
    found = tuple(_fields(entry, known))
    if known is None:
        return _change("added", entry, line, found)
    erased = known.personal is None
    return _change("changed", entry, line, found) if found or erased else None


def leaving(known: Known) -> SiteChange | None:
    """The change of a site that the whole register no longer names; None if it left before."""
    record = known.record
    if not record.active:
        return None
    return SiteChange(
        kind="left",
        site_id=record.site_id,
        name=record.name,
        address=record.address,
        line=None,
        fields=(FieldChange(field="active", old="true", new="false"),),
    )


def too_many(leaving: int, active: int) -> bool:
    """Whether so many of the active sites would leave that a person has to say so twice."""
    return leaving > active * MANY_LEAVING


def without_personal(change: SiteChange) -> SiteChange:
    """The change for somebody who may not see personal values: that they change, not what."""
    hidden = (
        f.model_copy(update={"old": None, "new": None}) if f.personal else f for f in change.fields
    )
    return change.model_copy(update={"fields": tuple(hidden)})


def _change(
    kind: ChangeKind, entry: SiteEntry, line: int, fields: tuple[FieldChange, ...]
) -> SiteChange:
    return SiteChange(
        kind=kind,
        site_id=entry.site_id,
        name=entry.name,
        address=entry.address,
        line=line,
        fields=fields,
    )


def _fields(entry: SiteEntry, known: Known | None) -> Iterator[FieldChange]:
    record = known.record if known else None
    for name in PLAIN:
        old = getattr(record, name) if record else None
        yield from _field(name, old, getattr(entry, name), personal=False)
    before = known.personal if known else None
    for name in Personal.model_fields:
        old = getattr(before, name) if before else None
        yield from _field(name, old, getattr(entry.personal, name), personal=True)
    if record and not record.active:
        yield FieldChange(field="active", old="false", new="true")


def _field(name: str, old: Any, new: Any, *, personal: bool) -> Iterator[FieldChange]:
    before, now = _shown(old), _shown(new)
    if before != now:
        # Of twenty thousand rows nothing is made that nobody is shown.
        column = _COLUMNS.get(name, name)
        yield FieldChange(field=column, old=before, new=now, personal=personal)


def _shown(value: Any) -> str | None:
    match value:
        case None | () | "":
            return None
        case tuple():
            return "; ".join(value)
        case date():
            return value.isoformat()
    return str(value)
