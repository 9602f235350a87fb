"""Statements of reasons over a casebook: cases walked to a notice, a decision, an appeal."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

import orjson

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.composing import letter_of
from minhbach_case.documents.letter import Letter
from minhbach_case.documents.typesetting import Printed
from minhbach_case.documents.typst_process import typeset
from minhbach_case.documents.wording import Wording
from minhbach_case.documents.writing import Envelope
from minhbach_case.domain.commands import (
    Actor,
    Command,
    Decide,
    DecideAppeal,
    Notify,
    Propose,
    RecordAppeal,
    RecordReply,
    Review,
)
from minhbach_case.domain.register import Personal, SiteEntry, next_version
from minhbach_case.domain.statement import Statement
from minhbach_case.domain.statement_making import statement_of
from minhbach_case.domain.steps import AppealDecided, Decided, Notified
from minhbach_case.letters import letter_wording
from minhbach_case.web.texts import Language
from minhbach_shared.events import SiteRecord, Suspected, Withdrawn
from tests.support.casebook import Casebook
from tests.support.seeds import HOME

OFFICER: Final = Actor("lan", "officer")
SUPERVISOR: Final = Actor("hùng", "supervisor")
ADMINISTRATOR: Final = Actor("an", "administrator")
AGENCY: Final = Agency(
    name="Sở Văn hóa, Thể thao và Du lịch",
    parent="Ủy ban nhân dân tỉnh Mỹ Mẫu",
    code="SVHTTDL",
    place="Mỹ Mẫu",
    contact="Số 1 đường Mẫu, tỉnh Mỹ Mẫu",
    signer_title="Giám đốc",
)
_NOON: Final = datetime(2026, 11, 20, 5, tzinfo=UTC)
_SERVED: Final = date(2026, 11, 20)
WALK: Final[tuple[tuple[Command, Actor], ...]] = (
    (RecordReply(date(2026, 11, 22), "Đơn vị đã sửa."), OFFICER),
    (Propose("confirmed", "Đủ căn cứ."), OFFICER),
    (Decide("Đồng ý."), SUPERVISOR),
    (RecordAppeal(date(2026, 11, 25), "Đề nghị xem lại."), OFFICER),
    (DecideAppeal("upheld", "Giữ nguyên."), ADMINISTRATOR),
)


@cache
def wording() -> Wording:
    """The standard words of letters."""
    return letter_wording()


def noticed(*records: Suspected | Withdrawn) -> tuple[Casebook, UUID]:
    """A case of these records whose operator was given notice."""
    book = Casebook(_NOON, window_days=10)
    book.gather(*records)
    case = book.cases()[0].case_id
    walk(
        book, case, (Review(), OFFICER), (Notify(_SERVED, "post", citation_confirmed=True), OFFICER)
    )
    return book, case


def walk(book: Casebook, case: UUID, *acts: tuple[Command, Actor]) -> None:
    """Takes acts, a day apart."""
    for command, actor in acts:
        book.act(case, command, actor)
        book.now += timedelta(days=1)


def last_statement(book: Casebook, case: UUID) -> Statement:
    """The statement of the case's last step."""
    step = book.steps[case][-1]
    assert isinstance(step.body, Notified | Decided | AppealDecided)
    return statement_of(book.steps[case], step.body, step.sequence)


def record_of(home: str = HOME) -> SiteRecord:
    """A site's record in the register."""
    entry = SiteEntry(
        name="Tin Hoa Mới",
        address=home,
        site_class="aggregator",
        personal=Personal(),
        organisation="Công ty TNHH Hoa Mới",
    )
    version = next_version(entry, None, lambda _, __: "0" * 64, _NOON)
    assert version is not None
    return version.record


def letter(
    statement: Statement,
    language: Language = "vi",
    words: dict[int, str | None] | None = None,
    *,
    draft: bool = False,
) -> Letter:
    """A statement as the agency's letter."""
    envelope = Envelope(
        agency=AGENCY,
        site=record_of(),
        at=_NOON,
        issued_on=None if draft else _SERVED,
        words=words or {},
    )
    return letter_of(statement, envelope, wording(), language)


def pdf_of(document: Printed) -> bytes:
    """A document set in this process."""
    request: dict[str, Any] = {
        "template": document.template,
        "document": orjson.dumps(document).decode(),
        "format": "pdf",
        "timestamp": int(document.at.timestamp()),
        "font_folders": [],
    }
    (pdf,) = typeset(request)
    return pdf
