"""What the classifier says of one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from minhbach_classifier.domain.fields import read_fields
from minhbach_classifier.domain.model import Page, RegisterRecord, Unreadable
from minhbach_classifier.domain.reading.page import read
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.offline import (
    NOWHERE,
    Given,
    Judge,
    Opinion,
    Reference,
    Seen,
    outranked,
    record_of,
    said_address,
    text_page,
)
from minhbach_local.offline.evaluating.cases import BadCase, Case
from minhbach_local.offline.quoting import quote_of, source_of
from minhbach_local.offline.registered import cells_of, record_of_cells

_NAMED: Final = 0.2
"""From this share of the copy on an article is named as its source."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One duty's verdict, and the words that it points to."""

    verdict: str
    quote: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Said:
    """All that is said of one case."""

    verdicts: Mapping[str, Verdict]
    fields: Mapping[str, tuple[str, ...]]
    """Only where fields are asked for; a field that was not read has no entry."""
    source: str | None
    """Address of the source that is named first."""


def references_of(case: Case) -> list[Reference]:
    """The articles that a case brings."""
    return [
        Reference(
            site=told.site,
            address=told.address,
            title=told.title,
            text=told.text,
            published_at=told.published_at.at if told.published_at else None,
            to_day=bool(told.published_at and told.published_at.to_day),
            before=case.captured_at.at,
        )
        for told in case.references or ()
    ]


def said_of(case: Case, judge: Judge) -> Said:
    """The judgement of one case.

    Raises:
        BadCase: its register's record cannot be read.
    """
    page = _page(case)
    address = page.address if isinstance(page, Page) else case.address or NOWHERE
    opinion = judge.judge(Seen(page, address, _record(case, address), case.captured_at.at))
    verdicts: dict[str, Verdict] = {
        a.duty: Verdict(a.verdict, quote_of(a), a.confidence) for a in opinion.assessments
    }
    fields = _fields(page, case) if case.expect_fields else {}
    return Said(verdicts, fields, _source(opinion))


def _page(case: Case) -> Page | Unreadable:
    published = case.published_at
    given = Given(
        address=case.address,
        kind=case.kind,
        published_at=published.at if published else None,
        to_day=bool(published and published.to_day),
    )
    if case.html is None:
        return text_page(case.title or "", case.text or "", given, case.address or NOWHERE)
    address = case.address or said_address(case.html) or NOWHERE
    body = case.html.encode("utf-8", "replace")
    page = read(body, "text/html; charset=utf-8", None, address, hint_kind=case.kind)
    return page if isinstance(page, Unreadable) else outranked(page, given)


def _record(case: Case, address: str) -> RegisterRecord:
    parts = urlsplit(address)
    home = f"{parts.scheme}://{parts.netloc}/" if parts.netloc else NOWHERE
    name = parts.hostname or "site"
    at = case.captured_at.at
    if case.register_cells is None:
        return record_of(name, home, case.site_class, at)
    told = cells_of(case.register_cells)
    filled = {"name": name, "address": home, **{k: v for k, v in told.items() if v}}
    try:
        return record_of_cells({**filled, "class": case.site_class}, at)
    except ValueError as error:
        raise BadCase(str(error)) from None


def _fields(page: Page | Unreadable, case: Case) -> dict[str, tuple[str, ...]]:
    if isinstance(page, Unreadable):
        return {}
    found = read_fields(page, case.site_class).found
    return {name: tuple(page.words(place) for place in places) for name, places in found.items()}


def _source(opinion: Opinion) -> str | None:
    named = [s.capture.address for a in opinion.assessments if (s := source_of(a))]
    return named[0] if named else _weighed_first(opinion.matches)


def _weighed_first(matches: Sequence[Match]) -> str | None:
    """Of what was compared the one that the page credits, else the one that holds most of it."""
    near = [m for m in matches if m.containment >= _NAMED and m.standing != "later"]
    credited = [m for m in near if m.credits]
    return next((m.article.address for m in (*credited, *near)), None)
