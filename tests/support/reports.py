"""Reports to look at and to test with: a province's half year, without a store.

Every number comes from one seed and re-adds, as the counts of true records do.
"""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from uuid import UUID

from minhbach_case.documents.agency import Agency as Office
from minhbach_case.documents.reports.composing import Frame as DocumentFrame
from minhbach_case.documents.reports.composing import compose
from minhbach_case.documents.reports.content import ReportDocument
from minhbach_case.documents.reports.wording import report_texts
from minhbach_case.domain.reports.assembling import Frame, assemble
from minhbach_case.domain.reports.corrections import issue_of
from minhbach_case.domain.reports.counts import Counted, Counts
from minhbach_case.domain.reports.layout import CLASSES, OPEN_STATES
from minhbach_case.domain.reports.model import (
    Agency,
    Audience,
    Document,
    Report,
    SeriesKey,
    TableKey,
)
from minhbach_case.domain.reports.periods import Period, period_named
from minhbach_case.web.texts import Language, Texts
from minhbach_shared.vocabulary import CASE_KINDS

AGENCY: Final = Agency(
    name="Sở Khoa học và Công nghệ tỉnh Bình Mẫu",
    parent="Ủy ban nhân dân tỉnh Bình Mẫu",
    place="Bình Mẫu",
)
OFFICER: Final = "5e" * 32
"""A sealed account."""
_ANY: Final = UUID(int=1)
LATE: Final = "Nhật ký xem trang về muộn\nvì đường truyền hỏng."
"""The reason of the correction."""
Months = Sequence[int]
"""Those of which something is known, by their place in the period."""
_STATUSES: Final = ("licensed", "trial", "unlicensed", "none")


def example_report(
    word: str = "2026-H1",
    audience: Audience = "province",
    *,
    records_from: date | None = date(2024, 3, 11),
    now: datetime = datetime(2027, 1, 5, 2, tzinfo=UTC),
    seed: int = 7,
    empty: bool = False,
    late: int = 0,
) -> Report:
    """A whole report; ``empty`` is one of a period in which nothing happened at all.

    Args:
        late: visits of the last month that arrived late, for a correction.
    """
    frame = Frame(
        agency=AGENCY,
        audience=audience,
        period=period_named(word),
        now=now,
        records_from=records_from,
        visits_kept=timedelta(days=400),
    )
    if empty:
        return assemble(frame, Counts(), Counts())
    before = example_counts(random.Random(seed), _known(frame, frame.period.before))
    counts = example_counts(random.Random(seed + 1), _known(frame, frame.period))
    for column in ("made", "total") if late else ():
        _add(counts, "visits", "aggregator", column, late)
    counts.add_month("visits_made", _known(frame, frame.period)[-1], late)
    return assemble(frame, counts, before)


def _known(frame: Frame, period: Period) -> Months:
    known = [n for n, month in enumerate(period.months) if not frame.unknown(month, visits=False)]
    return known or [0]


def example_document(word: str = "2026-H1", audience: Audience = "province") -> Document:
    """An issued report, the first of its period."""
    report = example_report(word, audience)
    issued_at = datetime(2027, 1, 5, 3, tzinfo=UTC)
    return Document(report=report, issue=issue_of(report, None, OFFICER, issued_at))


def example_correction(word: str = "2026-H1", audience: Audience = "province") -> Document:
    """A correction of ``example_document``: visits that arrived late."""
    first = example_document(word, audience)
    report = example_report(word, audience, late=14)
    issued_at = datetime(2027, 2, 9, 3, tzinfo=UTC)
    issue = issue_of(report, first, OFFICER, issued_at, LATE)
    return Document(report=report, issue=issue)


def example_draft(word: str = "2026-H2") -> Document:
    """A draft of a period that still runs."""
    now = datetime(2026, 11, 22, 2, tzinfo=UTC)
    return Document(report=example_report(word, now=now), issue=None)


def example_counts(chance: random.Random, months: Months) -> Counts:
    """Counts that re-add, over these months."""
    counts = Counts()
    _sites(counts, chance, months)
    _visits(counts, chance, months)
    for kind in CASE_KINDS:
        _cases(counts, chance, months, kind)
    _clocks(counts, chance, months)
    return counts


def _add(counts: Counts, table: TableKey, row: str, column: str, number: int) -> None:
    if number:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        counts.add(table, row, column, Counted(None, _ANY, number, at))


def _spread(
    counts: Counts, chance: random.Random, series: SeriesKey, months: Months, number: int
) -> None:
    for _ in range(number):
        counts.add_month(series, chance.choice(months))


def _sites(counts: Counts, chance: random.Random, months: Months) -> None:
    sites = 0
    for row in CLASSES:
        start, joined, left = chance.randint(20, 90), chance.randint(0, 9), chance.randint(0, 4)
        end = start + joined - left
        columns = {"at_start": start, "joined": joined, "left": left, "at_end": end}
        for column, number in columns.items():
            _add(counts, "sites_moved", row, column, number)
        _add(counts, "sites_moved", row, "changed_hands", chance.randint(0, 3))
        visited = end - chance.randint(0, 5)
        _add(counts, "sites_visited", row, "visited", visited)
        _add(counts, "sites_visited", row, "not_visited", end - visited)
        _add(counts, "sites_visited", row, "total", end)
        licensed = chance.randint(0, end) if row == "aggregator" else 0
        trial = chance.randint(0, end - licensed) if row == "aggregator" else 0
        parts = (licensed, trial, 0, end - licensed - trial)
        for status, number in zip(_STATUSES, parts, strict=True):
            _add(counts, "sites_status", row, status, number)
        _add(counts, "sites_status", row, "total", end)
        sites += end
    for month in months:
        counts.add_month("sites", month, sites - (months[-1] - month))


def _visits(counts: Counts, chance: random.Random, months: Months) -> None:
    for row in CLASSES:
        made, failed = chance.randint(2000, 9000), chance.randint(0, 120)
        captured, missed = made * 12, failed + chance.randint(0, 400)
        for table, column, number in (
            ("visits", "made", made),
            ("visits", "failed", failed),
            ("visits", "total", made + failed),
        ):
            _add(counts, table, row, column, number)  # type: ignore[arg-type]  # words of the model
        _add(counts, "pages", row, "captured", captured)
        _add(counts, "pages", row, "failed", missed)
        _add(counts, "pages", row, "total", captured + missed)
        _spread(counts, chance, "visits_made", months, made)
        _spread(counts, chance, "visits_failed", months, failed)


def _cases(counts: Counts, chance: random.Random, months: Months, kind: str) -> None:
    new, again = chance.randint(0, 60), chance.randint(0, 200)
    for column, number in (("new", new), ("again", again), ("raised", new + again)):
        _add(counts, "suspicions", kind, column, number)
    _add(counts, "suspicions", kind, "withdrawn", chance.randint(0, 4))
    _spread(counts, chance, "suspicions", months, new + again)
    ends = [chance.randint(0, 9) for _ in range(5)]
    opened, reopened, ended = chance.randint(0, 40), chance.randint(0, 1), sum(ends)
    start = max(0, ended - opened - reopened) + chance.randint(0, 12)
    end = start + opened + reopened - ended
    moved = (start, opened, reopened, ended, end)
    names = ("at_start", "opened", "reopened", "ended", "at_end")
    for column, number in zip(names, moved, strict=True):
        _add(counts, "cases_moved", kind, column, number)
    _spread(counts, chance, "cases_opened", months, opened)
    _spread(counts, chance, "cases_ended", months, ended)
    outcomes = ("dismissed", "mended", "confirmed", "unfounded", "lifted")
    for column, number in zip(outcomes, ends, strict=True):
        _add(counts, "cases_ended", kind, column, number)
    _add(counts, "cases_ended", kind, "total", ended)
    _open(counts, chance, months, kind, end)
    _decided(counts, chance, months, kind)
    _mended(counts, chance, months, kind)


def _open(counts: Counts, chance: random.Random, months: Months, kind: str, end: int) -> None:
    states = [chance.choice(OPEN_STATES) for _ in range(end)]
    for state in OPEN_STATES:
        _add(counts, "cases_open", kind, state, states.count(state))
    _add(counts, "cases_open", kind, "total", end)
    # Appeals that are open are the cases in that state.
    upheld, lessened, lifted = (chance.randint(0, 2) for _ in range(3))
    decided, left = upheld + lessened + lifted, states.count("appealed")
    start = chance.randint(0, decided)
    for column, number in (
        ("at_start", start),
        ("received", decided + left - start),
        ("upheld", upheld),
        ("lessened", lessened),
        ("lifted", lifted),
        ("decided", decided),
        ("at_end", left),
    ):
        _add(counts, "appeals", kind, column, number)
    _spread(counts, chance, "appeals", months, decided + left - start)


def _decided(counts: Counts, chance: random.Random, months: Months, kind: str) -> None:
    confirmed, unfounded = chance.randint(0, 12), chance.randint(0, 3)
    _add(counts, "decisions", kind, "confirmed", confirmed)
    _add(counts, "decisions", kind, "unfounded", unfounded)
    _add(counts, "decisions", kind, "total", confirmed + unfounded)
    _add(counts, "decisions", kind, "retracted", chance.randint(0, 1))
    _spread(counts, chance, "decisions", months, confirmed + unfounded)


def _mended(counts: Counts, chance: random.Random, months: Months, kind: str) -> None:
    early, late = chance.randint(0, 8), chance.randint(0, 3)
    _add(counts, "mended", kind, "before_decision", early)
    _add(counts, "mended", kind, "after_decision", late)
    _add(counts, "mended", kind, "total", early + late)
    for _ in range(early + late):
        counts.add_days("mended", kind, chance.randint(1, 25))
    _spread(counts, chance, "mended", months, early + late)


def _clocks(counts: Counts, chance: random.Random, months: Months) -> None:
    overrun = 0
    for table, names in (
        ("clocks_agency", ("review", "decision", "appeal_decision")),
        ("clocks_operator", ("reply", "mend", "appeal")),
    ):
        for name in names:
            kept, late = chance.randint(10, 80), chance.randint(0, 9)
            for column, number in (("kept", kept), ("overrun", late), ("total", kept + late)):
                _add(counts, table, name, column, number)  # type: ignore[arg-type]
            overrun += late if table == "clocks_agency" else 0
    _spread(counts, chance, "clocks_overrun", months, overrun)


LISTS: Final = "/reports/one/figures"
"""Where the console would list what is behind a figure."""
OFFICE: Final = Office(
    name=AGENCY.name,
    parent=AGENCY.parent,
    code="SKHCN",
    place=AGENCY.place,
    unit="P.BCVT",
    signer_title="Giám đốc",
)
_FIRST: Final = datetime(2024, 7, 5, tzinfo=UTC)


@cache
def example_of(name: str) -> Document:
    """A report of each kind: ``issued``, ``correction``, ``draft`` (of a period that runs),
    ``first`` (records begin within it), ``bare`` (there are no records), ``empty``."""
    match name:
        case "issued":
            return example_document()
        case "correction":
            return example_correction()
        case "draft":
            return example_draft()
        case "first":
            return Document(report=example_report("2024-H1", now=_FIRST), issue=None)
        case "bare":
            return Document(report=example_report(records_from=None), issue=None)
        case "empty":
            return Document(report=example_report("2026", "ministry", empty=True), issue=None)
    raise LookupError(name)


def words_of(
    document: Document,
    language: Language = "vi",
    *,
    address: str = "",
    texts: Texts | None = None,
    sealed_by: str | None = None,
) -> ReportDocument:
    """An example in words."""
    corrects = "2026-H1.T01/BC-SKHCN" if document.issue and document.issue.corrects else ""
    frame = DocumentFrame(
        OFFICE, lists=LISTS, address=address, sealed_by=sealed_by, corrects=corrects
    )
    return compose(document, frame, texts or report_texts()[language])
