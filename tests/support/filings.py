"""Reports of licensees as people hand them in."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Actor
from minhbach_case.domain.filings.answers import Answer
from minhbach_case.domain.filings.steps import year_key
from minhbach_case.filings.commands import Ask, File
from minhbach_case.web.uploads import sent_file
from minhbach_shared.clock import utc_now
from minhbach_shared.ids import site_id
from tests.support.seeds import HOME, OFFICER, Desk

SITE: Final = site_id(HOME)
OPERATOR: Final = Actor(user="operator", role="operator", site_id=SITE)
ANSWERS: Final[Mapping[str, Answer]] = {
    "organisation": "Công ty TNHH Hoa Mới",
    "licence_number": "15/GP-TTĐT",
    "licence_issued_on": "24/4/2024",
    "addresses": "tinhhoamoi.example",
    "changes": "Không",
    "responsible_person": "Trần Thị Mẫu",
    "responsible_phone": "0273 3999 001",
    "responsible_email": "hoamoi@mau.example",
    "editors": 3,
    "technicians": "1",
    "subjects": "Văn hóa, xã hội",
    "items": "1.204",
    "sources": "Báo Tỉnh Nhà\nCổng thông tin xã Bình Mẫu",
    "reviewed_before_posting": True,
    "removal_of_gone_items": "no",
    "sanctions": 0,
}
SIGNED: Final = b"%PDF-1.7\n% signed and sealed\n"


def filing(year: int, seen: int = 0, **changed: Answer | None) -> File:
    """The form on a year, filled in."""
    return File(year_key(year), {**ANSWERS, **changed}, seen=seen)


def signed(year: int, seen: int = 0, content: bytes = SIGNED) -> File:
    """The signed report on a year as a file."""
    file = sent_file("bao-cao-da-ky.pdf", content)
    assert file is not None
    return File(year_key(year), files=(file,), seen=seen)


async def file_and_ask(desk: Desk, site: UUID = SITE) -> None:
    """The last year's report in two versions, and a request that waits."""
    today = agency_day(utc_now())
    reports = desk.outgoing.filings.desk
    await reports.file(site, filing(today.year - 1), OPERATOR)
    await reports.file(site, filing(today.year - 1, seen=1, items=1240), OPERATOR)
    reason = "Báo cáo việc gỡ tin mà nguồn đã gỡ trong quý III."
    await reports.ask(Ask(site, today + timedelta(days=20), reason), OFFICER)
