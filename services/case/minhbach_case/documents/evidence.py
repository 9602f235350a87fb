"""Evidence as a letter quotes it: what it says, exact words, and source beside copy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from minhbach_case.documents.letter import Pair, Piece, Quote, Side
from minhbach_case.documents.printing import printable
from minhbach_case.web.marking import Piece as Marked
from minhbach_case.web.marking import is_cut, pieces_of
from minhbach_case.web.texts import Texts, show_date, show_time
from minhbach_shared.events import (
    AlteredEvidence,
    Change,
    CommentsEvidence,
    EarlyEvidence,
    Evidence,
    FieldsEvidence,
    FreshnessEvidence,
    GoneEvidence,
    LicenceEvidence,
    Passage,
    PersonalSpan,
    RegisterDifference,
    RegisterEvidence,
    ReportEvidence,
    RetentionEvidence,
    SourceRef,
    SpamEvidence,
    Span,
    UncreditedEvidence,
)

QUOTED: Final = 12
"""Quotations that a letter gives of one fault; the case holds the rest."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """One fault's evidence in a letter."""

    says: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()
    pairs: tuple[Pair, ...] = ()


def quoted(t: Texts, evidence: Evidence) -> Quoted:
    """What a fault's evidence says, in one language; quotations stay as they were written."""
    match evidence:
        case UncreditedEvidence():
            return _uncredited(t, evidence)
        case AlteredEvidence():
            return _altered(t, evidence)
        case SpamEvidence():
            return _spam(t, evidence)
        case FieldsEvidence():
            return _fields(t, evidence)
        case GoneEvidence():
            return _gone(t, evidence)
        case _:
            return _of_few_words(t, evidence)


def _of_few_words(
    t: Texts,
    evidence: LicenceEvidence
    | RegisterEvidence
    | EarlyEvidence
    | CommentsEvidence
    | FreshnessEvidence
    | RetentionEvidence
    | ReportEvidence,
) -> Quoted:
    match evidence:
        case LicenceEvidence():
            return _licence(t, evidence)
        case RegisterEvidence():
            rows = tuple(_difference(t, row) for row in evidence.differences[:QUOTED])
            return Quoted((t("register.says"), *rows))
        case EarlyEvidence():
            return _early(t, evidence)
        case CommentsEvidence():
            source = source_lines(t, evidence.source) if evidence.source else ()
            return Quoted((t("comments.says"), *source), _spans(t, evidence.spans))
        case FreshnessEvidence():
            return _freshness(t, evidence)
        case RetentionEvidence():
            return _retention(t, evidence)
        case ReportEvidence():
            return _report(t, evidence)


def source_lines(t: Texts, source: SourceRef) -> tuple[str, ...]:
    """The source, its time, its address, and the digest of its capture."""
    line = t(
        "say.source",
        name=printable(source.site_name),
        title=printable(source.title),
        time=show_time(source.published_at),
        address=printable(source.capture.address),
    )
    return (line, t("say.source_digest", digest=source.capture.payload_digest))


def _uncredited(t: Texts, evidence: UncreditedEvidence) -> Quoted:
    lacks = "; ".join(t(f"lack.{lack}") for lack in evidence.lacks)
    share = t("say.containment", share=f"{int(evidence.containment * 100)}%")
    pair = Pair("", _side(t, evidence.original, "source"), _side(t, evidence.copied, "copy"))
    return Quoted(
        (share, t("say.lacks", lacks=lacks), *source_lines(t, evidence.source)),
        (_credit(t, evidence.credit),),
        (pair,),
    )


def _altered(t: Texts, evidence: AlteredEvidence) -> Quoted:
    shown = evidence.changes[:QUOTED]
    says = t(
        "say.changes",
        name=printable(evidence.source.site_name),
        all=evidence.changes_in_all,
        shown=len(shown),
    )
    return Quoted(
        (says, *source_lines(t, evidence.source)),
        (_credit(t, evidence.credit),),
        tuple(_change(t, change) for change in shown),
    )


def _change(t: Texts, change: Change) -> Pair:
    return Pair(
        t(f"change.{change.kind}"),
        _passage(t, change.source, "source"),
        _passage(t, change.copied, "copy"),
    )


def _passage(t: Texts, passage: Passage | None, side: Side) -> Quote:
    if passage is None:
        return Quote(t(f"quote.{side}"), (Piece(t("quote.none")),), side)
    pieces = tuple(_piece(piece) for piece in pieces_of(passage))
    return Quote(t(f"quote.{side}"), pieces, side, is_cut(passage.span))


def _piece(piece: Marked) -> Piece:
    return Piece(printable(piece.text), piece.marked)


def _spam(t: Texts, evidence: SpamEvidence) -> Quoted:
    linked = {None: "unknown", True: "yes", False: "no"}[evidence.linked_from_home]
    says = [t("spam.hidden" if evidence.hidden else "spam.visible"), t(f"spam.linked_{linked}")]
    if evidence.hosts:
        hosts = ", ".join(printable(host) for host in evidence.hosts)
        says.append(f"{t('spam.hosts')} {hosts} ({printable(evidence.host_list or '')})")
    return Quoted((*says, *_more(t, len(evidence.spans))), _spans(t, evidence.spans))


def _fields(t: Texts, evidence: FieldsEvidence) -> Quoted:
    missing = "; ".join(t(f"field.{name}") for name in evidence.missing)
    blanks = tuple(_quote(t, span, "quote.placeholder") for span in evidence.placeholders[:QUOTED])
    return Quoted((t("say.fields_missing", fields=missing),), blanks)


def _licence(t: Texts, evidence: LicenceEvidence) -> Quoted:
    says = [t(f"licence.{evidence.fact}")]
    if evidence.expires_on:
        says.append(t("licence.expires_on", day=_day(evidence.expires_on)))
    says.append(f"{t('licence.said_by')} {t(f'licence.by_{evidence.said_by}')}.")
    return Quoted(tuple(says), _spans(t, (evidence.span,) if evidence.span else ()))


def _difference(t: Texts, row: RegisterDifference) -> str:
    shown = [
        t("register.kept_home") if isinstance(span, PersonalSpan) else printable(span.text)
        for span in row.shown
    ]
    registered = row.registered
    return t(
        "register.row",
        field=t(f"registered.{row.field}"),
        registered=printable(registered) if registered else t("register.kept_home"),
        shown="; ".join(shown) or printable(row.answered or "–"),
    )


def _gone(t: Texts, evidence: GoneEvidence) -> Quoted:
    hours = evidence.allowed_hours
    allowed = t("gone.hours", hours=round(hours, 1)) if hours else t("gone.at_once")
    seen = show_time(evidence.gone.captured_at)
    says = (t(f"gone.says.{evidence.how}", seen=seen), f"{t('gone.allowed')} {allowed}.")
    notice = (_quote(t, evidence.notice, "quote.source"),) if evidence.notice else ()
    copied = _quote(t, evidence.copied, "quote.copy")
    return Quoted((*says, *source_lines(t, evidence.source)), (*notice, copied))


def _early(t: Texts, evidence: EarlyEvidence) -> Quoted:
    published = f"{t('early.published')} {show_time(evidence.published_at)}."
    shown = (_quote(t, evidence.shown_at, "quote.copy"),) if evidence.shown_at else ()
    says = t("early.says", minutes=evidence.allowed_minutes)
    return Quoted((says, published, *source_lines(t, evidence.source)), shown)


def _freshness(t: Texts, evidence: FreshnessEvidence) -> Quoted:
    says = t(
        "freshness.says",
        taken=evidence.taken_working_days,
        allowed=evidence.allowed_working_days,
    )
    days = (
        f"{t('freshness.happened')} {_day(evidence.happened_on)}.",
        f"{t('freshness.published')} {_day(evidence.published_on)}.",
    )
    return Quoted((says, *days), (_quote(t, evidence.title, f"item.{evidence.item}"),))


def _retention(t: Texts, evidence: RetentionEvidence) -> Quoted:
    seen = show_time(evidence.posted.captured_at)
    return Quoted(
        (
            t("retention.says", days=evidence.allowed_days, status=evidence.status),
            f"{t('retention.posted')} {show_time(evidence.posted_at)}.",
            f"{t('retention.seen')} {seen}.",
            t("say.source_digest", digest=evidence.posted.payload_digest),
        )
    )


def _report(t: Texts, evidence: ReportEvidence) -> Quoted:
    return Quoted(
        (
            t("filing.evidence.says", year=evidence.year),
            f"{t('filing.evidence.due')} {_day(evidence.due_before)}.",
            f"{t('filing.evidence.since')} {_day(evidence.owed_since)}.",
        )
    )


def _credit(t: Texts, credit: Span | None) -> Quote:
    if credit is None:
        return Quote(t("quote.credit"), (Piece(t("quote.none")),))
    return _quote(t, credit, "quote.credit")


def _spans(t: Texts, spans: Iterable[Span]) -> tuple[Quote, ...]:
    return tuple(_quote(t, span, "quote.exact") for span in tuple(spans)[:QUOTED])


def _more(t: Texts, spans: int) -> tuple[str, ...]:
    return (t("quote.more", count=spans - QUOTED),) if spans > QUOTED else ()


def _side(t: Texts, span: Span, side: Side) -> Quote:
    return Quote(t(f"quote.{side}"), (Piece(printable(span.text)),), side, is_cut(span))


def _quote(t: Texts, span: Span, label: str) -> Quote:
    return Quote(t(label), (Piece(printable(span.text)),), "plain", is_cut(span))


def _day(iso: str) -> str:
    return show_date(date.fromisoformat(iso))
