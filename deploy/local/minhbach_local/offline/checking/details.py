"""An assessment as its operator may see it: in full, since it is the operator's own page.

On topics quotes are masked and personal values are digests. Here nothing is stored or published.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, get_args

from pydantic import BaseModel

from minhbach_classifier.domain.fields import read_fields
from minhbach_classifier.domain.model import Page
from minhbach_classifier.domain.rules import Rule
from minhbach_local.offline.quoting import NOT_THE_PAGES, places_of
from minhbach_shared.events import Assessment, CaptureRef, PersonalSpan, SourceRef, Span
from minhbach_shared.vocabulary import DisclosureField, SiteClass

FIELDS: Final[tuple[DisclosureField, ...]] = get_args(DisclosureField)
_SEVERAL: Final = ("email", "phone")
_DISCLOSURE: Final = "disclosure.home_page"
Json = dict[str, Any]


def written(page: Page) -> str:
    """The page's text in its own characters: what spans count in."""
    return page.body.original.text if page.body.original is not None else page.text


def assessment_of(
    assessment: Assessment, rule: Rule, page: Page | None, site_class: SiteClass, lang: str
) -> Json:
    """An assessment as ``--json`` prints it.

    Args:
        page: the page that it judges; None where it could not be read.
        lang: ``vi`` or ``en``, of the remedy.
    """
    text = written(page) if page is not None else ""
    mends = assessment.verdict in ("breach", "inconclusive")
    remedy = rule.remedy.en if lang == "en" else rule.remedy.vi
    return {
        "duty": assessment.duty,
        "verdict": assessment.verdict,
        "confidence": assessment.confidence,
        "rule_set": assessment.rule_set,
        "basis": assessment.basis.model_dump(mode="json"),
        "reason": assessment.reason,
        "spans": [_span(place, text) for place in places_of(assessment.evidence)],
        "details": _details(assessment, page, site_class, text),
        "remedy": remedy if mends else "",
        "example": rule.example if mends else "",
    }


def _span(place: Span | PersonalSpan, text: str) -> Json:
    """A place with its very words, however long."""
    return {"start": place.start, "end": place.end, "text": text[place.start : place.end]}


def _details(assessment: Assessment, page: Page | None, site_class: SiteClass, text: str) -> Json:
    details: Json = {}
    if assessment.evidence is not None:
        details = _shown(assessment.evidence, text)
    if assessment.duty == _DISCLOSURE and page is not None and page.kind == "home":
        found = details.pop("found", {})
        details["fields"] = _fields(page, site_class, found)
    return details


def _fields(page: Page, site_class: SiteClass, found: Mapping[str, list[Json]]) -> Json:
    """All nine as read; what only the register helped to find stands in the evidence."""
    read = read_fields(page, site_class).found
    values: dict[str, list[str]] = {
        name: [page.words(place) for place in read[name]]
        if name in read
        else [span["text"] for span in found.get(name, ())]
        for name in FIELDS
    }
    return {
        name: None if not told else told if name in _SEVERAL else told[0]
        for name, told in values.items()
    }


def _shown(value: object, text: str, *, own: bool = True) -> Any:
    """Evidence as JSON; places of the page with their very words, no digests, no capture store."""
    match value:
        case Span() | PersonalSpan() if own:
            return _span(value, text)
        case SourceRef() | CaptureRef():
            return _reference(value)
        case BaseModel():
            return dict(_members(value, text, own=own))
        case dict():
            return {key: _shown(part, text, own=own) for key, part in value.items()}
        case tuple():
            return [_shown(part, text, own=own) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _reference(value: SourceRef | CaptureRef) -> Json:
    """Where another text stands; nobody has a capture of it here."""
    if isinstance(value, CaptureRef):
        return {"address": value.address, "captured_at": value.captured_at.isoformat()}
    return {
        "site": value.site_name,
        "title": value.title,
        "address": value.capture.address,
        "published_at": value.published_at.isoformat(),
    }


def _members(value: BaseModel, text: str, *, own: bool) -> Iterator[tuple[str, Any]]:
    for name in type(value).model_fields:
        yield name, _shown(getattr(value, name), text, own=own and name not in NOT_THE_PAGES)
