"""The audit trail and the accounts as exports, and what an import of the register would change."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Path

from minhbach_case.audit_views import TrailEntry, TrailFilters
from minhbach_case.domain.register_changes import CHANGE_KINDS, ChangeKind, FieldChange, SiteChange
from minhbach_case.exporting.export import (
    ROWS_AT_MOST,
    Export,
    Row,
    Table,
    known,
    of,
    through,
)
from minhbach_case.import_views import Preview, RowProblem
from minhbach_case.views import Page, PageRequest
from minhbach_case.web.api.audit import Who
from minhbach_case.web.api.days import Day
from minhbach_case.web.api.imports import as_seen
from minhbach_case.web.console.audit import filters_of
from minhbach_case.web.exports.asking import Asking
from minhbach_case.web.guard import acting
from minhbach_case.web.keeping import Listed
from minhbach_case.web.texts import Texts, show_date, show_time


def audit_query(who: Who = None, case_id: UUID | None = None, day: Day | None = None) -> None:
    """What the trail's page takes."""
    del who, case_id, day


async def audit_export(asking: Asking) -> Export:
    """The trail's entries, newest first."""
    t, filters = asking.t, filters_of(asking.query)
    accounts = await asking.parts.keeping.accounts()
    name = next((one.user for one in accounts if one.id == filters.account), filters.account)
    said = [
        (t("audit.who"), name or t("audit.everybody")),
        (t("audit.case"), str(filters.case_id) if filters.case_id else t("filter.all")),
        (t("audit.day"), show_date(filters.day) if filters.day else t("filter.all")),
    ]
    columns = (
        asking.column("number", "audit.number", "number"),
        asking.column("at", "audit.at", "moment"),
        asking.column("who", "audit.who"),
        asking.column("role", "accounts.role"),
        asking.column("what", "audit.what"),
        asking.column("act", "export.details"),
        asking.column("where", "audit.where", "words"),
        asking.column("status", "export.status", "number"),
        asking.column("case_id", "export.case_id", "code"),
        asking.column("site_id", "export.site_id", "code"),
        asking.column("digest", "export.digest", "code"),
        asking.column("previous", "export.previous", "code"),
    )
    count = partial(asking.parts.trail.count, filters, ROWS_AT_MOST)
    table = Table("audit", t("audit.title"), columns, _entries(asking, filters), count)
    return asking.export("audit", t("audit.title"), [table], said, personal=True)


async def _entries(asking: Asking, filters: TrailFilters) -> AsyncIterator[Row]:
    async for entry in through(partial(asking.parts.trail.page, filters)):
        yield _entry(asking.t, entry)


def _entry(t: Texts, entry: TrailEntry) -> Row:
    return (
        entry.sequence,
        entry.at,
        entry.name,
        t(f"role.{entry.role}") if entry.role else None,
        t(f"audit.act.{entry.act}"),
        entry.details.get("act"),
        entry.place,
        entry.status,
        str(entry.case_id) if entry.case_id else None,
        str(entry.site_id) if entry.site_id else None,
        entry.digest,
        entry.previous,
    )


async def accounts_export(asking: Asking) -> Export:
    """The accounts without anything that lets somebody in."""
    t, column = asking.t, asking.column
    columns = (
        column("name", "accounts.name"),
        column("kind", "accounts.kind"),
        column("role", "accounts.role"),
        column("standing", "accounts.standing"),
        column("expires_at", "accounts.until", "moment"),
        column("note", "form.note", "words"),
        column("site_id", "export.site_id", "code"),
        column("changed_at", "site.recorded", "moment"),
    )
    rows = of(_account(t, one) for one in await asking.parts.keeping.accounts())
    table = Table("accounts", t("accounts.title"), columns, rows)
    return asking.export("accounts", t("accounts.title"), [table], personal=True)


def _account(t: Texts, one: Listed) -> Row:
    return (
        one.user,
        t(f"accounts.kind.{one.kind}"),
        t(f"role.{one.role}"),
        t("accounts.open" if one.active else "accounts.shut"),
        one.expires_at,
        one.note,
        str(one.site_id) if one.site_id else None,
        one.changed_at,
    )


def preview_names(digest: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]) -> None:
    """A preview is named by its digest."""
    del digest


async def preview_export(asking: Asking) -> Export:
    """What a register file would change, field by field, and its rows that stay out.

    Raises:
        NotFound: there is no such preview of this account's (any more).
    """
    digest, t = asking.names["digest"], asking.t
    preview = await asking.parts.register.imports.read(digest, acting(asking.account))
    tables = [*(_changes(asking, preview, kind) for kind in CHANGE_KINDS)]
    tables.append(_rejected(asking, preview))
    filters = [(t("import.file"), preview.file)]
    if preview.applied:
        notes = [f"{t('import.done')}: {show_time(preview.applied.at)}"]
    else:
        notes = [f"{t('import.nothing_yet')} {show_time(preview.expires_at)}."]
    return asking.export("import", t("import.title"), tables, filters, notes, personal=True)


def _changes(asking: Asking, preview: Preview, kind: ChangeKind) -> Table:
    column = asking.column
    columns = (
        column("line", "import.line", "number"),
        column("site", "site.name"),
        column("address", "export.address"),
        column("field", "import.column"),
        column("old", "export.old", "words"),
        column("new", "export.new", "words"),
    )
    rows = _changed(asking, preview.digest, kind)
    count = partial(_fields_of, asking, preview, kind)
    return Table(kind, asking.t(f"import.list.{kind}"), columns, rows, count)


async def _fields_of(asking: Asking, preview: Preview, kind: ChangeKind) -> int:
    """About how many fields change, as in the first sites of the list."""
    imports, actor = asking.parts.register.imports, acting(asking.account)
    first = (await imports.changes(preview.digest, actor, kind, 0)).items
    sites = {"added": preview.added, "changed": preview.changed, "left": preview.left}[kind]
    return sites * sum(len(one.fields) for one in first) // max(len(first), 1)


async def _changed(asking: Asking, digest: str, kind: ChangeKind) -> AsyncIterator[Row]:
    imports, actor = asking.parts.register.imports, acting(asking.account)

    async def ask(page: PageRequest) -> Page[SiteChange]:
        part = await imports.changes(digest, actor, kind, page.after_number or 0)
        return as_seen(part, asking.account)

    async for change in through(ask):
        for row in _fields(asking.t, change):
            yield row


def _fields(t: Texts, change: SiteChange) -> Iterator[Row]:
    for one in change.fields:
        old, new = _values(t, one)
        yield change.line, change.name, change.address, one.field, old, new


def _values(t: Texts, one: FieldChange) -> tuple[str | None, str | None]:
    if one.field == "active":
        return None, t(f"import.active.{one.new or 'false'}")
    if one.personal and one.old is None and one.new is None:
        return t("import.hidden"), t("import.hidden")
    return one.old, one.new


def _rejected(asking: Asking, preview: Preview) -> Table:
    imports, actor = asking.parts.register.imports, acting(asking.account)

    async def ask(page: PageRequest) -> Page[RowProblem]:
        return await imports.rejected(preview.digest, actor, page.after_number or 0)

    async def rows() -> AsyncIterator[Row]:
        async for row in through(ask):
            yield row.line, row.column, row.value, asking.t(f"cell.{row.code}")

    columns = (
        asking.column("line", "import.line", "number"),
        asking.column("column", "import.column"),
        asking.column("value", "import.value", "words"),
        asking.column("what", "import.what", "words"),
    )
    title, count = asking.t("import.list.rejected"), known(preview.rejected)
    return Table("rejected", title, columns, rows(), count)
