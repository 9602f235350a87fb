"""The page of a case: its clocks in words, its evidence in groups."""

from datetime import UTC, datetime, timedelta

import pytest

from minhbach_case.domain.clocks import AGENCY_ZONE, Clock, ClockName, end_of
from minhbach_case.domain.states import TABLE
from minhbach_case.views import EvidenceView
from minhbach_case.web.console.cases import MAIN_ACTS
from minhbach_case.web.console.clocks import ClockLine, line_of
from minhbach_case.web.console.forms import IRREVERSIBLE
from minhbach_case.web.console.grouping import groups_of
from minhbach_shared.events import Evidence
from minhbach_shared.vocabulary import Duty
from tests.support.seeds import half_credited, licence, spam, suspected, uncredited

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=AGENCY_ZONE)


def _clock(name: ClockName, days: int) -> Clock:
    due = end_of((FRIDAY + timedelta(days=days)).date())
    return Clock(
        name=name,
        basis="agency",
        started_at=FRIDAY.astimezone(UTC) - timedelta(days=10),
        due_at=due,
        warn_at=due - timedelta(days=4),
    )


@pytest.mark.parametrize(
    ("name", "days", "standing", "left", "soon"),
    [
        ("review", 11, "left", 6, False),
        ("review", 3, "left", 1, True),
        ("review", 0, "today", 0, True),
        ("review", -1, "over", 1, True),
        ("reply", -1, "lapsed", 1, False),
    ],
)
def test_a_clock_is_told_in_working_days(
    name: ClockName, days: int, standing: str, left: int, soon: bool
) -> None:
    """Weekends and the holiday of 24 November are not counted; an operator's right lapses."""
    line = line_of(_clock(name, days), FRIDAY, paused=False)
    assert (line.standing, line.days, line.soon) == (standing, left, soon)
    assert line.until == (FRIDAY + timedelta(days=days)).date()


def test_a_paused_clock_counts_nothing() -> None:
    """While the clocks stand still no day is left or lost."""
    line = line_of(_clock("review", 3), FRIDAY, paused=True)
    assert line == ClockLine("review", "agency", line.until, "paused")


def _view(number: int, duty: Duty, evidence: Evidence) -> EvidenceView:
    found = suspected(duty, f"http://a.example/{number}", evidence)
    return EvidenceView(
        sequence=number,
        sightings=1,
        withdrawn=0,
        **{name: getattr(found, name) for name in _SHARED},
    )


_SHARED = set(EvidenceView.model_fields) - {"sequence", "sightings", "withdrawn"}


def test_forty_pieces_are_few_groups() -> None:
    """By duty, then by what was found; the first piece of the first groups is open."""
    pieces = [_view(n, "source.credited", uncredited()) for n in range(1, 21)]
    pieces += [_view(n, "source.credited", half_credited()) for n in range(21, 31)]
    pieces += [_view(n, "spam.gambling", spam()) for n in range(31, 41)]
    groups = groups_of(pieces)
    assert [(g.duty, len(g.pieces)) for g in groups] == [
        ("source.credited", 20),
        ("source.credited", 10),
        ("spam.gambling", 10),
    ]
    assert groups[0].found == ("lack.name", "lack.time")
    assert [sum(piece.open for piece in group.pieces) for group in groups] == [1, 1, 1]
    assert {piece.evidence.sequence for g in groups for piece in g.pieces} == set(range(1, 41))


def test_few_pieces_are_all_open() -> None:
    """Three or fewer need no click."""
    (group,) = groups_of([_view(n, "licence.valid", licence()) for n in (1, 2, 3)])
    assert all(piece.open for piece in group.pieces)


def test_what_moves_a_case_is_offered_first() -> None:
    """Every act that leads to another state is a main one, but for what puts things right."""
    moving = {row.act for row in TABLE if row.source != row.target}
    assert moving - set(MAIN_ACTS) == {"record_appeal", "retract"}
    assert set(IRREVERSIBLE) <= {row.act for row in TABLE}
