"""One chain of each kind in a store: a report with its correction, a filing, a letter."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from minhbach_case.domain.delivery import Attempted, Queued
from minhbach_case.domain.filings.steps import Apart, Filed, year_key
from minhbach_case.domain.reports.corrections import stream_of
from minhbach_case.storage.filings import FILING_EVENTS, Draft, FilingStore
from minhbach_case.storage.letter_documents import Content, LetterEntry
from minhbach_case.storage.letters import LetterStore
from minhbach_case.storage.reports import IssuedReports
from minhbach_case.storage.uploads import UPLOADS, Uploads
from minhbach_shared.ids import derived_id, digest_of, site_id
from minhbach_shared.store import Database
from tests.support.reports import example_correction, example_document
from tests.support.seeds import HOME

_AT: Final = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
_PDF: Final = b"%PDF-1.7 a letter"


@dataclass(frozen=True)
class Stored:
    """The streams that were filled, two entries in each."""

    report: UUID
    site: UUID
    letter: UUID


async def store_chains(store: Database) -> Stored:
    """Fills the streams by what writes them in the service."""
    stored = Stored(
        stream_of("province", example_document().report.period),
        site_id(HOME),
        derived_id("letter of tests", store.name),
    )
    await _reports(store, stored.report)
    await _filings(store, stored.site)
    await _letter(store, stored.letter)
    return stored


async def _reports(store: Database, stream: UUID) -> None:
    issued = IssuedReports(store)
    await issued.append(stream, None, example_document(), UUID(int=1))
    await issued.append(stream, await issued.last(stream), example_correction(), UUID(int=2))


async def _filings(store: Database, site: UUID) -> None:
    filings = FilingStore(store[FILING_EVENTS], Uploads(store[UPLOADS]))
    for version in (1, 2):
        apart = Apart(user="Trần Mẫu", answers={"responsible_person": "Trần Mẫu"}, salt="ab")
        body = Filed(
            report=year_key(2025),
            version=version,
            year=2025,
            form="yearly-1",
            way="form",
            received_on=date(2026, 1, 9),
            by=digest_of("operator"),
            answers={"editors": version},
            apart=digest_of(apart.model_dump(mode="json")),
        )
        head = (await filings.load(site)).head
        await filings.append(Draft(site, f"{site}:{version}", _AT, body, apart), head)


async def _letter(store: Database, letter: UUID) -> None:
    letters = LetterStore(store)
    entry = LetterEntry(
        letter_id=letter,
        kind="reminder",
        way="email",
        language="vi",
        site_id=site_id(HOME),
        site_name="Tin Hoa Mới",
        about="a letter of tests",
        created_at=_AT,
        pdf_digest=hashlib.sha256(_PDF).hexdigest(),
    )
    await letters.prepare(entry, "hoamoi@mau.example", _AT)
    await letters.fill(entry, Content("hoamoi@mau.example", "Hoa Mới", "V/v", "", "a.pdf", _PDF))
    for event in (Queued(way="email", pdf_digest=entry.pdf_digest), Attempted()):
        found = await letters.tracked(letter)
        assert found is not None
        await letters.append(found, event, _AT, f"{letter}:{event.type}")
