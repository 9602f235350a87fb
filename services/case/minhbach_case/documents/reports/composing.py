"""A report as an official document (Decree 30/2020/NĐ-CP, Annex I): one content for all forms."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.letter import Closing, Letterhead
from minhbach_case.documents.printing import printable
from minhbach_case.documents.reports.changes import change_lines
from minhbach_case.documents.reports.content import QueryLine, ReportDocument, Section
from minhbach_case.documents.reports.tables import Drawing, figure_table, series_chart
from minhbach_case.documents.reports.wording import Wording
from minhbach_case.domain.reports.model import Audience, Document, Issue, Query, Report
from minhbach_case.domain.reports.periods import Period
from minhbach_case.web.texts import Texts, local_date, show_date, show_time

ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LETTERS: Final[dict[Audience, str]] = {"province": "T", "ministry": "B"}
"""Of the audience, in a report's number."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What joins a report in its document; none of it is covered by the report's digest.

    Attributes:
        lists: the console's path under which the lists behind figures stand; empty for none.
        address: where browsers reach the console; empty for no links in files.
        sealed_by: whose digital signature the PDF will carry; None where it carries none.
        corrects: the number of the report that this one corrects.
    """

    agency: Agency
    lists: str = ""
    address: str = ""
    sealed_by: str | None = None
    corrects: str = ""


def report_number(period: Period, audience: Audience, ordinal: int, agency: Agency) -> str:
    """The number of an issued report, such as `2026-H1.T01/BC-SVHTTDL`."""
    return f"{period.word}.{LETTERS[audience]}{ordinal:02d}/BC-{agency.code}"


def compose(document: Document, frame: Frame, texts: Texts) -> ReportDocument:
    """The document in the language of its texts; a draft where it was not issued."""
    report, issue, wording = document.report, document.issue, Wording(texts)
    number = _number(document, frame, texts)
    drawing = Drawing(report, wording, report.by_key, frame.lists)
    sections = tuple(_sections(drawing))
    return ReportDocument(
        language=texts.language,
        title=f"{texts('name')} {number}",
        author=printable(report.agency.name),
        at=_at(document),
        draft="" if issue else texts("draft"),
        head=_head(document, wording, number),
        addressed=texts("addressed", to=_to(report, frame)),
        opening=tuple(_opening(report, wording)),
        correction=_correction(issue, frame, texts),
        changes=change_lines(report, issue, wording) if issue else (),
        sections=sections,
        ending=texts(
            "ending", agency=printable(report.agency.name), period=wording.period(report.period)
        ),
        closing=_closing(document, frame, texts),
        annex_title=texts("annex"),
        annex_subject=texts("annex.subject", number=number),
        queries=tuple(_query(one, sections, wording) for one in report.queries),
        proof=tuple(_proof(document, frame, texts, number)),
        words=_words(document, wording),
        lists=frame.lists,
        address=frame.address,
    )


def _number(document: Document, frame: Frame, texts: Texts) -> str:
    if document.issue is None:
        return texts("number.blank", code=frame.agency.code)
    report = document.report
    return report_number(report.period, report.audience, document.issue.ordinal, frame.agency)


def _at(document: Document) -> datetime:
    return document.issue.issued_at if document.issue else document.report.counted_until


def _head(document: Document, wording: Wording, number: str) -> Letterhead:
    t, report = wording.t, document.report
    period = wording.period(report.period)
    return Letterhead(
        parent=printable(report.agency.parent).upper(),
        agency=printable(report.agency.name).upper(),
        country=t("country"),
        motto=t("motto"),
        number=t("number", number=number),
        place_and_date=_place_and_date(document, t),
        name=t("name"),
        subject=t(f"subject.{report.audience}", period=period),
    )


def _place_and_date(document: Document, t: Texts) -> str:
    place = printable(document.report.agency.place)
    if document.issue is None:
        return t("place_and_date.blank", place=place or t("blank"))
    day = local_date(document.issue.issued_at)
    named = f"{place}, " if place else ""
    return t("place_and_date", place=named, day=day.day, month=day.month, year=day.year)


def _to(report: Report, frame: Frame) -> str:
    named = report.agency.parent if report.audience == "province" else frame.agency.ministry
    return printable(named)


def _opening(report: Report, wording: Wording) -> list[str]:
    t, days, before = wording.t, wording.days(report.period), wording.days(report.before)
    lines = [t("opening.days", agency=printable(report.agency.name), days=days, before=before)]
    if report.running:
        lines.append(t("opening.running", until=show_time(report.counted_until)))
    lines.append(t("opening.fair"))
    readings = (reading for one in report.figures for reading in (one.now, one.before))
    if any(one.unknown not in (None, "nothing_to_measure") for one in readings):
        lines.append(t("opening.unknown", unknown=t("unknown")))
    return lines


def _correction(issue: Issue | None, frame: Frame, t: Texts) -> tuple[str, ...]:
    if issue is None or issue.corrects is None:
        return ()
    return (
        t("correction.title", number=frame.corrects),
        t("correction.reason", reason=printable(issue.reason))
        if issue.reason
        else t("correction.unsaid"),
        t("correction.changes", count=len(issue.changes))
        if issue.changes
        else t("correction.none"),
    )


def _sections(drawing: Drawing) -> list[Section]:
    report, wording = drawing.report, drawing.wording
    series = {one.key: one for one in report.series}
    sections: list[Section] = []
    number = 0
    for place, section in zip(ROMAN, report.sections, strict=False):
        tables = tuple(
            figure_table(drawing, table, number + n) for n, table in enumerate(section.tables, 1)
        )
        number += len(tables)
        charts = (series_chart(wording, series[key]) for key in section.series if key in series)
        sections.append(
            Section(
                title=f"{place}. {wording.t(f'section.{section.key}')}",
                paragraphs=(wording.said(f"says.{section.key}", drawing.figures),),
                charts=tuple(chart for chart in charts if chart),
                tables=tables,
            )
        )
    return sections


def _query(query: Query, sections: tuple[Section, ...], wording: Wording) -> QueryLine:
    tables = (table for section in sections for table in section.tables)
    return QueryLine(
        name=query.name,
        rule=query.rule_vi if wording.language == "vi" else query.rule_en,
        reads=", ".join(query.reads),
        tables=", ".join(str(table.number) for table in tables if query.name in table.queries),
    )


def _closing(document: Document, frame: Frame, t: Texts) -> Closing:
    agency, unit = frame.agency, printable(frame.agency.unit)
    if document.issue is None:
        signature = t("seal.draft")
    else:
        sealed = frame.sealed_by
        signature = t("seal.by", name=sealed) if sealed else t("seal.hand")
    return Closing(
        recipients_title=t("recipients"),
        recipients=(
            t("recipients.above"),
            t("recipients.file", unit=f", {unit}" if unit else ""),
        ),
        signer_title=printable(agency.signer_title).upper(),
        signer_name=printable(agency.signer_name),
        signature=signature,
    )


def _proof(document: Document, frame: Frame, t: Texts, number: str) -> list[tuple[str, str]]:
    report, issue = document.report, document.issue
    lines = [(t("proof.number"), number if issue else t("proof.draft"))]
    if issue:
        lines += [
            (t("proof.id"), str(issue.report_id)),
            (t("proof.digest"), issue.digest),
            (t("proof.issued"), show_time(issue.issued_at)),
        ]
        if issue.corrects:
            lines.append((t("proof.corrects"), f"{frame.corrects} ({issue.corrects})"))
        by = frame.sealed_by
        sealed = t("proof.seal.by", name=by) if by else t("proof.seal.none")
        lines.append((t("proof.seal"), sealed))
    lines.append((t("proof.until"), show_time(report.counted_until.astimezone(UTC))))
    if report.records_from:
        lines.append((t("proof.records"), show_date(report.records_from)))
    return lines


def _words(document: Document, wording: Wording) -> dict[str, str]:
    t, report = wording.t, document.report
    return {
        "table": t("table"),
        "change": t("change"),
        "now": t("legend.now", period=wording.period(report.period)),
        "before": t("legend.before", period=wording.period(report.before)),
        "cells": t("legend.cells"),
        "changes_head": t("changes.head"),
        "changes_more": t("correction.more"),
        "queries_head": t("queries.head"),
        "proof": t("proof"),
    }
