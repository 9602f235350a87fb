"""What the evidence templates ask for beside the events' own fields (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args
from urllib.parse import urlsplit

from minhbach_case.views import StepView
from minhbach_case.web.marking import plain
from minhbach_case.web.texts import Texts, show_date, show_time
from minhbach_shared.events import (
    AlteredEvidence,
    CommentsEvidence,
    EarlyEvidence,
    Evidence,
    FieldsEvidence,
    FreshnessEvidence,
    GoneEvidence,
    LicenceEvidence,
    PersonalSpan,
    RegisterEvidence,
    SpamEvidence,
    Span,
    UncreditedEvidence,
)
from minhbach_shared.vocabulary import DisclosureField

Standing = Literal["found", "missing", "unsaid"]
_ALL: Final[tuple[DisclosureField, ...]] = get_args(DisclosureField)
_LICENCE: Final[frozenset[DisclosureField]] = frozenset(
    ("licence_number", "licence_date", "licence_authority")
)


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One detail of the home page; personal values are counted and not shown."""

    name: DisclosureField
    standing: Standing
    texts: tuple[str, ...]
    kept_home: int


def field_rows(evidence: FieldsEvidence) -> tuple[FieldRow, ...]:
    """The nine details of Circular 09/2014 Art 2(3), or the six where no licence is asked."""
    said = {*evidence.missing, *evidence.found}
    asked = _ALL if said & _LICENCE else tuple(f for f in _ALL if f not in _LICENCE)
    return tuple(_row(evidence, name) for name in asked)


def _row(evidence: FieldsEvidence, name: DisclosureField) -> FieldRow:
    spans = evidence.found.get(name, ())
    return FieldRow(
        name=name,
        standing=_standing(evidence, name),
        texts=_texts(spans),
        kept_home=sum(isinstance(span, PersonalSpan) for span in spans),
    )


def _standing(evidence: FieldsEvidence, name: DisclosureField) -> Standing:
    if name in evidence.missing:
        return "missing"
    # Neither found nor missing: such as a governing body, which not every site has.
    return "found" if evidence.found.get(name) else "unsaid"


def _texts(spans: Iterable[Span | PersonalSpan]) -> tuple[str, ...]:
    return tuple(span.text for span in spans if isinstance(span, Span))


def quotes_of(evidence: Evidence, *, of_source: bool = False) -> tuple[str, ...]:
    """The words that a picture of the page (or of its source) should mark, as they were quoted."""
    return tuple(span.text for span in _quoted(evidence, of_source) if isinstance(span, Span))


def _quoted(evidence: Evidence, of_source: bool) -> Iterable[Span | PersonalSpan | None]:
    match evidence:
        case AlteredEvidence(changes=changes):
            sides = (change.source if of_source else change.copied for change in changes)
            return [side.span for side in sides if side is not None]
        case UncreditedEvidence(original=original, copied=copied):
            return [original if of_source else copied]
        case _ if of_source:
            return []
        case FieldsEvidence(found=found):
            return [span for spans in found.values() for span in spans]
        case RegisterEvidence(differences=differences):
            return [span for one in differences for span in one.shown]
        case _:
            return _of_one_page(evidence)


def _of_one_page(evidence: Evidence) -> Iterable[Span | None]:
    match evidence:
        case SpamEvidence(spans=spans) | CommentsEvidence(spans=spans):
            return spans
        case LicenceEvidence(span=span) | EarlyEvidence(shown_at=span):
            return [span]
        case GoneEvidence(copied=span) | FreshnessEvidence(title=span):
            return [span]
        case _:
            return []


def safe_link(address: str) -> str:
    """The address if it is http(s), else one that leads nowhere (``javascript:`` and its like)."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return "#"
    return address.strip() if parts.scheme in ("http", "https") and parts.netloc else "#"


def percent(share: float) -> str:
    """A share as whole percents, never rounded up to certainty."""
    return f"{int(share * 100)}%"


def kilobytes(size: int) -> str:
    """A file's size, rounded up."""
    return f"{-(-size // 1000)} kB"


def detail(step: StepView, name: str, texts: Texts) -> str:
    """One detail of a step in people's words: days, times, choices."""
    value = step.details[name]
    match value:
        case bool():
            return texts(f"{'yes' if value else 'no'}.{name}")
        case str() if name in ("way", "outcome", "to", "result", "clock"):
            return texts(f"{name}.{value}")
        case str() if name in ("cited", "corrected"):
            return plain(value)
        case str() if name == "reply_until":
            return show_time(datetime.fromisoformat(value))
        case str():
            return show_date(date.fromisoformat(value))
        case _:
            return str(value)
