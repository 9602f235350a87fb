"""Reports of a desk for whoever looks at pages: one issued, one drafted."""

from typing import Final
from uuid import UUID

from minhbach_case.domain.commands import Actor
from minhbach_case.reports.views import DraftView
from minhbach_case.views import PageRequest
from tests.support.seeds import OFFICER, Desk

SUPERVISOR: Final = Actor(user="supervisor", role="supervisor")
_ONE: Final = PageRequest(limit=1)


async def drafted(desk: Desk, period: str) -> DraftView:
    """A draft that was counted at once."""
    draft = await desk.outgoing.reports.desk.draft(period, "province", OFFICER)
    assert isinstance(draft, DraftView)
    return draft


async def draft_of(desk: Desk) -> UUID:
    """A draft of a year with cases, made once."""
    found = await desk.outgoing.reports.lists.drafted(PageRequest(limit=10))
    ids = [one.draft_id for one in found.items if one.period.part == "year"]
    return ids[0] if ids else (await drafted(desk, "2026")).draft_id


async def report_of(desk: Desk) -> UUID:
    """An issued report of a half year before any record, issued once."""
    found = (await desk.outgoing.reports.lists.issued(_ONE)).items
    if found:
        return found[0].report_id
    draft = await drafted(desk, "2026-H1")
    issued = await desk.outgoing.reports.desk.issue(draft.draft_id, draft.digest, SUPERVISOR)
    return issued.issue.report_id
