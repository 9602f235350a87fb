"""A case as an export: what its page tops with, its evidence, steps, clocks and letters."""

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

from minhbach_case.domain.queueing import number_of
from minhbach_case.exporting.export import Cell, Export, Row, Table, known, of, through
from minhbach_case.views import CaseView, EvidenceView, Page, PageRequest, StepView
from minhbach_case.web.api.cases import seen_case
from minhbach_case.web.console.cases import standing_of
from minhbach_case.web.console.clocks import ClockLine, clock_lines
from minhbach_case.web.console.evidence import detail, quotes_of
from minhbach_case.web.console.grouping import found_in
from minhbach_case.web.exports.asking import Asking
from minhbach_case.web.texts import Texts, show_time
from minhbach_shared.events import SourceRef


def case_names(case_id: UUID) -> None:
    """A case is named by its id."""
    del case_id


async def case_export(asking: Asking) -> Export:
    """The case as this account sees it; an operator only what was served on it, and its words.

    Raises:
        NotFound: there is none, or it is about another site than an operator's own.
    """
    case_id, t = asking.id("case_id"), asking.t
    case = await seen_case(asking.parts, asking.account, case_id, PageRequest(limit=1))
    title = f"{t(f'kind.{case.summary.kind}')}, {case.summary.site_name}"
    number = number_of(case_id)
    tables = (
        _facts(asking, case),
        _evidence(asking, case),
        _steps(asking, case),
        _clocks(asking, case),
        await _letters(asking, case_id),
    )
    filters = [(t("export.number"), number), (t("export.case_id"), str(case_id))]
    notes = [t(f"standing.{standing_of(case)}")]
    return asking.export(f"case-{number}", title, tables, filters, notes, personal=True)


def _facts(asking: Asking, case: CaseView) -> Table:
    columns = [asking.column("what", "export.what"), asking.column("value", "import.value")]
    rows = [(asking.t(key), _shown(value)) for key, value in _of_case(asking, case)]
    return Table("case", asking.t("statements.case"), columns, of(rows))


def _of_case(asking: Asking, case: CaseView) -> Iterator[tuple[str, Cell]]:
    s, t = case.summary, asking.t
    yield "case.site", s.site_name
    yield "export.address", s.site_address
    yield "case.state", t(f"state.{s.state}")
    yield "case.faults", s.faults
    yield "case.opened", show_time(s.opened_at)
    if case.notified_at:
        yield "case.notified", show_time(case.notified_at)
    if s.outcome:
        key = "case.outcome" if case.decided_at else "case.outcome_proposed"
        yield key, t(f"outcome.{s.outcome}")
    if case.appeal_result:
        yield "form.result", t(f"result.{case.appeal_result}")
    if case.previous_case:
        yield "case.previous", str(case.previous_case)
    if case.next_case:
        yield "case.next", str(case.next_case)
    yield "export.head", case.head


def _shown(value: Cell) -> str:
    return "" if value is None else str(value)


def _evidence(asking: Asking, case: CaseView) -> Table:
    case_id, heard = case.summary.case_id, case.notified_at is not None
    faults = case.summary.faults

    async def ask(page: PageRequest) -> Page[EvidenceView]:
        return (await seen_case(asking.parts, asking.account, case_id, page)).evidence

    async def rows() -> AsyncIterator[Row]:
        async for one in through(ask):
            yield _piece(asking.t, one, heard=heard)

    column = asking.column
    columns = (
        column("step", "export.step", "number"),
        column("duty", "export.duty"),
        column("address", "suspicion.address"),
        column("captured_at", "captured_at", "moment"),
        column("reason", "export.reason", "words"),
        column("found", "export.found"),
        column("quotes", "export.quotes", "words"),
        column("source", "export.source"),
        column("source_address", "export.source_address"),
        column("source_published_at", "export.source_published", "moment"),
        column("source_quotes", "export.source_quotes", "words"),
        column("confidence", "confidence", "share"),
        column("basis", "basis", "words"),
        column("basis_verified", "export.basis_standing"),
        column("remedy", "remedy", "words"),
        column("rule_set", "rule_set"),
        column("engine", "export.engine"),
        column("captures", "export.captures", "number"),
        column("withdrawn", "export.withdrawn", "number"),
        column("capture_digest", "capture.digest", "code"),
        column("capture_id", "export.capture_id", "code"),
    )
    return Table("evidence", asking.t("evidence.title"), columns, rows(), known(faults))


def _piece(t: Texts, one: EvidenceView, *, heard: bool) -> Row:
    # As the page says it: what was carried over unread is confirmed before a notice goes out.
    carried = "basis.confirmed" if heard else "basis.unverified"
    source: SourceRef | None = getattr(one.evidence, "source", None)
    return (
        one.sequence,
        t(f"duty.{one.duty}"),
        one.address,
        one.captured_at,
        one.reason,
        "; ".join(t(key) for key in found_in(one.evidence)),
        "\n".join(quotes_of(one.evidence)),
        source.site_name if source else None,
        source.capture.address if source else None,
        source.published_at if source else None,
        "\n".join(quotes_of(one.evidence, of_source=True)),
        one.confidence,
        one.basis.citation,
        t("basis.verified" if one.basis.verified else carried),
        one.remedy,
        one.rule_set,
        one.engine,
        one.sightings,
        one.withdrawn,
        one.capture.payload_digest,
        str(one.capture.capture_id),
    )


def _steps(asking: Asking, case: CaseView) -> Table:
    column = asking.column
    columns = (
        column("step", "export.step", "number"),
        column("at", "audit.at", "moment"),
        column("what", "audit.what"),
        column("state", "case.state"),
        column("user", "audit.who"),
        column("details", "export.details", "words"),
        column("text", "export.text", "words"),
        column("digest", "export.digest", "code"),
        column("previous", "export.previous", "code"),
    )
    rows = of(_step(asking.t, step) for step in case.steps)
    return Table("steps", asking.t("steps.title"), columns, rows, known(len(case.steps)))


def _step(t: Texts, step: StepView) -> Row:
    told = [
        f"{t(f'detail.{name}')} {detail(step, name, t)}"
        for name, value in step.details.items()
        if value is not None and t.has(f"detail.{name}")
    ]
    return (
        step.sequence,
        step.at,
        t(f"step.{step.type}"),
        t(f"state.{step.state}"),
        step.user,
        "\n".join(told),
        step.text,
        step.digest,
        step.previous,
    )


def _clocks(asking: Asking, case: CaseView) -> Table:
    columns = (
        asking.column("clock", "clocks.title"),
        asking.column("until", "export.until", "day"),
        asking.column("standing", "export.standing"),
        asking.column("set_by", "export.set_by"),
    )
    lines = clock_lines(case, asking.parts.clock())
    rows = of(_clock(asking.t, case, line) for line in lines)
    return Table("clocks", asking.t("clocks.title"), columns, rows)


def _clock(t: Texts, case: CaseView, line: ClockLine) -> Row:
    if line.standing == "paused" and case.paused_at:
        standing = t("clocks.paused", day=show_time(case.paused_at))
    else:
        standing = t(f"clocks.{line.standing}", days=line.days)
    return t(f"clock.{line.name}"), line.until, standing, t(f"clocks.{line.basis}")


async def _letters(asking: Asking, case_id: UUID) -> Table:
    column = asking.column
    columns = (
        column("step", "export.step", "number"),
        column("letter", "export.letter"),
        column("number", "export.letter_number"),
        column("issued_on", "export.issued_on", "day"),
        column("digest", "export.statement_digest", "code"),
    )
    found = await asking.parts.letters.statements.list(case_id)
    rows = of(
        (
            one.sequence,
            asking.t(f"export.letter.{one.form}"),
            one.number,
            one.issued_on,
            one.statement_digest,
        )
        for one in found
    )
    return Table("letters", asking.t("statements.title"), columns, rows)
