"""From what was seen of a portal to pieces, windows and the year's strip; pure."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from minhbach_case.domain.observed import Span
from minhbach_case.domain.portals.criteria import Criterion
from minhbach_case.domain.portals.evidence import (
    ItemSeen,
    Looked,
    Observed,
    Ruling,
    Source,
    Standing,
    VisitSeen,
    pieces_of,
    standings,
)
from minhbach_case.domain.portals.freshness import Freshness, freshness
from minhbach_case.domain.portals.periods import WRITTEN, YEARS, Period, half_of, period_of, recent
from minhbach_case.domain.portals.watching import watched
from minhbach_case.portals.criteria_file import load_criteria
from minhbach_shared.events import SiteRecord
from minhbach_shared.ids import derived_id
from minhbach_shared.vocabulary import Duty, Verdict

CRITERIA = load_criteria()
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
HOME = "http://xa.example/"


def criterion(name: str) -> Criterion:
    """One of the set's."""
    found = CRITERIA.criterion(name)
    assert found is not None
    return found


def source(day: date, number: int = 0) -> Source:
    """A capture at noon in Viet Nam."""
    at = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    return Source(at, derived_id("capture", day.isoformat(), number), "0" * 64)


def look(duty: Duty, /, **said: date) -> Looked:
    """What an address's month says of a duty."""
    verdicts: dict[Verdict, Source] = {}
    if "passed" in said:
        verdicts["pass"] = source(said["passed"])
    if "breached" in said:
        verdicts["breach"] = source(said["breached"])
    if "unclear" in said:
        verdicts["inconclusive"] = source(said["unclear"])
    if "nothing" in said:
        verdicts["not_applicable"] = source(said["nothing"])
    day = next(iter(said.values()))
    return Looked(HOME, duty, f"{day:%Y-%m}", verdicts)


def item(
    day: date, verdict: Verdict = "pass", taken: int | None = 3, address: str | None = None
) -> ItemSeen:
    """A document of a portal, captured a day after it was put up."""
    seen: Mapping[Verdict, Source] = {verdict: source(day + timedelta(days=1))}
    where = address or f"{HOME}{day.isoformat()}"
    return ItemSeen(where, day, "legal_document", day - timedelta(days=3), day, taken, seen)


def visit(day: date, newest: date | None) -> VisitSeen:
    """A visit that captured ten pages."""
    newest_at = None if newest is None else source(newest).at
    return VisitSeen(derived_id("visit", day.isoformat()), source(day).at, 10, newest_at)


def stood(name: str, seen: Observed, window: Span = YEAR) -> dict[Standing, int]:
    """How the pieces of a criterion stand, those that there are."""
    counts = standings(pieces_of(criterion(name), seen, window))
    return {standing: count for standing, count in counts.items() if count}


@pytest.mark.parametrize(
    ("said", "ruling", "standing"),
    [
        ({"passed": date(2026, 3, 2)}, None, "met"),
        ({"unclear": date(2026, 3, 2)}, None, "unclear"),
        ({"passed": date(2026, 3, 2), "unclear": date(2026, 3, 9)}, None, "met"),
        ({"breached": date(2026, 3, 2)}, None, "suspected"),
        ({"breached": date(2026, 3, 2)}, "open", "suspected"),
        ({"breached": date(2026, 3, 2)}, "decided", "unmet"),
        ({"breached": date(2026, 3, 2)}, "ended", "settled"),
        ({"breached": date(2026, 3, 2), "passed": date(2026, 3, 9)}, "decided", "met"),
        ({"passed": date(2026, 3, 2), "breached": date(2026, 3, 9)}, "decided", "unmet"),
        ({"passed": date(2026, 3, 2), "breached": date(2026, 3, 9)}, "ended", "met"),
    ],
)
def test_what_a_months_captures_say(
    said: dict[str, date], ruling: Ruling | None, standing: Standing
) -> None:
    """The last that tells, as people left it: failure is never guilt, nor is a suspicion."""
    one = look("disclosure.home_page", **said)
    rulings: dict[tuple[UUID, Duty], Ruling] = {}
    if ruling is not None:
        rulings[one.said["breach"].capture_id, "disclosure.home_page"] = ruling
    assert stood("home_page", Observed(looks=(one,), rulings=rulings)) == {standing: 1}


def test_a_duty_that_does_not_concern_a_page_says_nothing() -> None:
    """No piece at all: it is neither met nor unknown."""
    one = look("disclosure.home_page", nothing=date(2026, 3, 2))
    assert stood("home_page", Observed(looks=(one,))) == {}


def test_months_count_apart_and_pages_once() -> None:
    """Details are counted a month, spam a page by its last capture."""
    days = (date(2026, 3, 2), date(2026, 4, 2), date(2026, 5, 2))
    home = tuple(look("disclosure.home_page", passed=day) for day in days)
    spam = tuple(look("spam.gambling", passed=day) for day in days)
    assert stood("home_page", Observed(looks=home)) == {"met": 3}
    assert stood("clean", Observed(looks=spam)) == {"met": 1}


def test_a_pages_gravest_duty_speaks_for_it() -> None:
    """One page is one piece, whichever of the six duties was breached."""
    looks = (
        look("spam.gambling", passed=date(2026, 3, 2)),
        look("spam.injected", breached=date(2026, 3, 2)),
    )
    (piece,) = pieces_of(criterion("clean"), Observed(looks=looks), YEAR)
    assert (piece.standing, piece.duty, piece.address) == ("suspected", "spam.injected", HOME)
    assert piece.source == source(date(2026, 3, 2))


def test_what_lies_outside_the_window_is_left_out() -> None:
    """To the day, though a month's captures are kept together."""
    looks = (look("disclosure.home_page", passed=date(2026, 7, 2)),)
    assert stood("home_page", Observed(looks=looks), Span(date(2026, 7, 3), YEAR.last)) == {}
    assert stood("home_page", Observed(looks=looks), Span(date(2026, 7, 2), YEAR.last)) != {}


def test_an_item_counts_once_by_its_last_capture() -> None:
    """One that the portal dated anew stands under its new day."""
    before, after = date(2026, 3, 2), date(2026, 3, 30)
    items = (item(before, "pass", address="a"), item(after, "inconclusive", address="a"))
    (piece,) = pieces_of(criterion("in_time"), Observed(items=items), YEAR)
    assert (piece.standing, piece.day) == ("unclear", after)


def test_an_agencys_target_measures_days_and_accuses_nobody() -> None:
    """Within it met, beyond it not, unknown where the page does not tell."""
    raw: dict[str, Any] = criterion("in_time").model_dump()
    raw["feeds"]["duties"] = ["portal.update"]
    raw["feeds"]["within_working_days"] = {"legal_document": 5}
    target = Criterion.model_validate(raw)
    days = [date(2026, 3, day) for day in (2, 3, 4)]
    items = tuple(
        item(day, "inconclusive", taken) for day, taken in zip(days, (5, 6, None), strict=True)
    )
    pieces = pieces_of(target, Observed(items=items), YEAR)
    assert [piece.standing for piece in pieces] == ["met", "unmet", "unclear"]


def test_a_visit_tells_the_age_of_the_newest_item() -> None:
    """Fifteen days are kept, sixteen are not; a time ahead of the visit tells nothing."""
    day = date(2026, 5, 20)
    newest = (date(2026, 5, 5), date(2026, 5, 4), None, date(2026, 5, 22))
    found = [stood("up_to_date", Observed(visits=(visit(day, one),))) for one in newest]
    assert found == [{"met": 1}, {"unmet": 1}, {"unclear": 1}, {"unclear": 1}]


def record(day: date, **fields: Any) -> SiteRecord:
    """A version of a portal's record."""
    told = {"name": "Cổng", "address": HOME, "site_class": "state_portal", "organisation": "Xã A"}
    values = {"id": derived_id("v"), "site_id": derived_id("s"), "version": 1, **told, **fields}
    return SiteRecord(recorded_at=source(day).at, **values)


OLD = record(date(2025, 2, 1))
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("history", "period", "window", "since"),
    [
        ([OLD], "2026", (date(2026, 1, 1), TODAY), None),
        ([OLD], "2026-H1", (date(2026, 1, 1), date(2026, 6, 30)), None),
        ([record(date(2026, 3, 9))], "2026", (date(2026, 3, 9), TODAY), "joined"),
        (
            [OLD, record(date(2026, 8, 1), organisation="Xã B")],
            "2026-H2",
            (date(2026, 8, 1), TODAY),
            "handed_over",
        ),
        (
            [OLD, record(date(2026, 8, 1), organisation="Xã B")],
            "2026-H1",
            (date(2026, 1, 1), date(2026, 6, 30)),
            None,
        ),
        ([OLD, record(date(2026, 8, 1), organisation="XA  a")], "2026", (YEAR.first, TODAY), None),
        (
            [
                OLD,
                record(date(2026, 2, 1), active=False),
                record(date(2026, 4, 1)),
            ],
            "2026",
            (date(2026, 4, 1), TODAY),
            "joined",
        ),
    ],
)
def test_a_portal_is_judged_from_when_its_office_runs_it(
    history: list[SiteRecord], period: str, window: tuple[date, date], since: str | None
) -> None:
    """One that joined, or that another office took over, begins on that day."""
    found = watched(history, period_of(period), TODAY)
    assert found is not None
    assert ((found.window.first, found.window.last), found.since) == (window, since)


@pytest.mark.parametrize(
    ("history", "period"),
    [
        ([record(date(2026, 8, 1))], "2026-H1"),
        ([OLD, record(date(2026, 2, 1), active=False)], "2026"),
        ([OLD, record(date(2026, 2, 1), site_class="aggregator")], "2026"),
        ([OLD], "2027"),
        ([], "2026"),
    ],
)
def test_who_was_no_portal_at_the_end_is_not_judged(history: list[SiteRecord], period: str) -> None:
    """Joined later, left, another class, or a period that has not begun."""
    assert watched(history, period_of(period), TODAY) is None


def strip_of(found: Freshness) -> dict[date, str]:
    """The marks of documents by day."""
    documents = next(kind for kind in found.kinds if kind.kind == "legal_document")
    return dict(zip(found.days, documents.marks, strict=True))


def test_a_leap_years_strip_has_its_day() -> None:
    """366 days, an item on 29 February, twelve months that hold all of them."""
    leap = date(2024, 2, 29)
    seen = Observed(items=(item(leap),), visits=(visit(date(2024, 12, 31), None),))
    found = freshness(2024, seen, Span(date(2024, 1, 1), date(2024, 12, 31)))
    assert len(found.days) == 366
    assert strip_of(found)[leap] == "passed"
    documents = next(kind for kind in found.kinds if kind.kind == "legal_document")
    assert [month.counts["met"] for month in documents.months] == [0, 1] + [0] * 10
    assert documents.months[1].span.last == leap
    assert len(freshness(2026, seen, None).days) == 365


def test_a_day_that_no_visit_reached_is_not_known() -> None:
    """Before the office's time and after the last visit nothing is said of a day."""
    window = Span(date(2026, 3, 10), date(2026, 11, 22))
    items = (item(date(2026, 3, 9)), item(date(2026, 4, 1), "inconclusive"))
    marks = strip_of(
        freshness(2026, Observed(items=items, visits=(visit(date(2026, 6, 1), None),)), window)
    )
    assert marks[date(2026, 3, 9)] == "not_watched"
    assert marks[date(2026, 3, 10)] == "none_seen"
    assert marks[date(2026, 4, 1)] == "unclear"
    assert marks[date(2026, 6, 1)] == "none_seen"
    assert marks[date(2026, 6, 2)] == "not_watched"


def test_periods() -> None:
    """Words to periods and back; halves by the day; what may be chosen begins in the past."""
    assert [period_of(word).name for word in ("2026", "2026-H1", "2026-H2")] == [
        "2026",
        "2026-H1",
        "2026-H2",
    ]
    assert half_of(date(2026, 6, 30)) == Period(2026, 1)
    assert half_of(date(2026, 7, 1)) == Period(2026, 2)
    assert [one.name for one in recent(date(2026, 6, 30))][:3] == ["2026", "2026-H1", "2025-H2"]
    years = [year for year in range(1900, 2200) if re.fullmatch(WRITTEN, str(year))]
    assert years == list(range(YEARS[0], YEARS[1] + 1))
    for wrong in ("", "2026-H3", "26", "1066", "2012", "2101", "2026 ", "2026\n", "２０２６"):
        with pytest.raises(ValueError, match="a period is"):
            period_of(wrong)
