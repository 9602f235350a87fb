"""Portals' scores: intervals, what is not known, places and ties; pure."""

from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.domain.portals.criteria import CriteriaSet, Criterion
from minhbach_case.domain.portals.evidence import Standing
from minhbach_case.domain.portals.ranking import rank
from minhbach_case.domain.portals.scoring import Counts, criterion_score, score
from minhbach_case.portals.criteria_file import load_criteria

CRITERIA = load_criteria()
NAMES = [one.id for one in CRITERIA.criteria]
_FEW = st.integers(0, 12)
COUNTS = st.fixed_dictionaries(
    {"met": _FEW, "unmet": _FEW, "suspected": _FEW, "unclear": _FEW, "settled": _FEW}
)
WHOLE = st.fixed_dictionaries(dict.fromkeys(NAMES, COUNTS))
_EPSILON = 1e-9


def counts(**standings: int) -> dict[Standing, int]:
    """Counts of some standings."""
    named: dict[str, Standing] = {
        "met": "met",
        "unmet": "unmet",
        "suspected": "suspected",
        "unclear": "unclear",
        "settled": "settled",
    }
    return {named[key]: value for key, value in standings.items()}


def test_nothing_captured_is_neither_zero_nor_full() -> None:
    """No points, bounds from nothing to everything, and the reason in a word."""
    for one in score(CRITERIA, {}).criteria:
        assert one.points is None
        assert (one.bounds.lower, one.bounds.upper, one.why) == (0, 100, ("no_captures",))
    assert score(CRITERIA, {}).points is None
    assert score(CRITERIA, {}).known == 0


def test_only_what_is_unclear_is_not_known_either() -> None:
    """A hundred captures that tell nothing tell as much as none."""
    found = criterion_score(CRITERIA.criteria[0], counts(unclear=100))
    assert (found.points, found.bounds.lower, found.bounds.upper) == (None, 0, 100)
    assert found.why == ("too_few", "inconclusive")


def test_a_suspicion_counts_against_nobody() -> None:
    """It widens the interval downwards and leaves the points; a decision takes them."""
    first = CRITERIA.criteria[0]
    suspected = criterion_score(first, counts(met=4, suspected=1))
    decided = criterion_score(first, counts(met=4, unmet=1))
    assert (suspected.points, suspected.bounds.lower, suspected.bounds.upper) == (100, 80, 100)
    assert (decided.points, decided.bounds.lower, decided.bounds.upper) == (80, 80, 80)
    assert suspected.why == ("suspected",)


def test_points_follow_the_lines_of_the_set() -> None:
    """Half in time gives 40 points, nine in ten 90, and between them a straight line."""
    in_time = CRITERIA.criterion("in_time")
    assert in_time is not None
    shares = (0, 0.25, 0.5, 0.7, 0.9, 1)
    assert [round(in_time.worth(share), 6) for share in shares] == [0, 20, 40, 65, 90, 100]


@given(COUNTS, st.sampled_from(CRITERIA.criteria))
def test_the_points_lie_between_the_bounds(found: Counts, criterion: Criterion) -> None:
    """Whatever is known and unknown."""
    scored = criterion_score(criterion, found)
    assert 0 <= scored.bounds.lower <= scored.bounds.upper <= 100
    if scored.points is not None:
        low, high = scored.bounds.lower - _EPSILON, scored.bounds.upper + _EPSILON
        assert low <= scored.points <= high


@given(WHOLE, st.sampled_from(NAMES), st.sampled_from(["suspected", "unclear"]), st.integers(1, 9))
def test_more_unknown_never_raises_the_lower_bound(
    found: dict[str, dict[Standing, int]], name: str, standing: Standing, more: int
) -> None:
    """Nor does it lower the upper one, nor does it give points to a criterion that had none."""
    wider = {**found, name: {**found[name], standing: found[name][standing] + more}}
    before, after = score(CRITERIA, found), score(CRITERIA, wider)
    assert after.bounds.lower <= before.bounds.lower + _EPSILON
    assert after.bounds.upper >= before.bounds.upper - _EPSILON
    pairs = zip(before.criteria, after.criteria, strict=True)
    assert all(a.points in (b.points, None) for b, a in pairs)


@given(
    WHOLE,
    st.sampled_from(NAMES),
    st.sampled_from(["suspected", "unclear"]),
    st.sampled_from(["met", "unmet", "settled"]),
)
def test_knowing_only_narrows(
    found: dict[str, dict[Standing, int]], name: str, unknown: Standing, known: Standing
) -> None:
    """Once an unknown piece is known (or left out), the new bounds lie within the old."""
    own = found[name]
    if own[unknown] == 0:
        own = {**own, unknown: 1}
    before = score(CRITERIA, {**found, name: own})
    learnt = {**own, unknown: own[unknown] - 1, known: own[known] + 1}
    after = score(CRITERIA, {**found, name: learnt})
    assert after.bounds.lower >= before.bounds.lower - _EPSILON
    assert after.bounds.upper <= before.bounds.upper + _EPSILON


@given(st.lists(WHOLE, max_size=6))
def test_every_place_lies_between_the_best_and_the_worst(
    many: list[dict[str, dict[Standing, int]]],
) -> None:
    """Nobody is lost, equals share a place, and who is known too little stands apart."""
    scored = [(number, score(CRITERIA, one)) for number, one in enumerate(many)]
    found = rank(scored, CRITERIA.ranked_from)
    assert sorted([r.portal for r in found.ranked] + [n for n, _ in found.apart]) == [
        number for number, _ in scored
    ]
    assert all(one.known < CRITERIA.ranked_from for _, one in found.apart)
    for ranked in found.ranked:
        assert 1 <= ranked.best <= ranked.place <= ranked.worst <= len(found.ranked)
        equals = [r for r in found.ranked if r.place == ranked.place]
        assert ranked.tied == (len(equals) > 1)


def test_equals_share_a_place_and_the_next_is_behind_both() -> None:
    """1, 1, 3: ties are ties."""

    def portal(met: int, unmet: int) -> dict[str, Counts]:
        return dict.fromkeys(NAMES, counts(met=met, unmet=unmet))

    scored = [
        ("a", score(CRITERIA, portal(10, 0))),
        ("b", score(CRITERIA, portal(5, 5))),
        ("c", score(CRITERIA, portal(20, 0))),
        ("d", score(CRITERIA, {})),
    ]
    found = rank(scored, CRITERIA.ranked_from)
    assert [(r.portal, r.place, r.tied) for r in found.ranked] == [
        ("a", 1, True),
        ("c", 1, True),
        ("b", 3, False),
    ]
    assert [name for name, _ in found.apart] == ["d"]


def test_the_sets_weights_make_a_hundred() -> None:
    """The set that comes with the service names its version."""
    assert isinstance(CRITERIA, CriteriaSet)
    assert sum(one.weight for one in CRITERIA.criteria) == 100
    assert CRITERIA.identity == "cong-thong-tin/1"
