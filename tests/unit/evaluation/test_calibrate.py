"""What a duty's score is worth, from labelled cases."""

from hypothesis import given
from hypothesis import strategies as st

from minhbach_classifier.domain.rules import Calibration
from tests.evaluation.calibrate import Scored, off, points, pools

SCORED = st.lists(
    st.builds(Scored, st.integers(0, 100).map(lambda n: n / 100), st.booleans()), max_size=60
)


def test_scores_of_one_worth_are_one_pool() -> None:
    """Two of four right below, all of four above."""
    low = [Scored(0.6, right) for right in (True, False, True, False)]
    high = [Scored(0.9, True)] * 4
    found = pools([*high, *low])
    assert [(pool.right, pool.count) for pool in found] == [(2, 4), (4, 4)]
    assert points([*high, *low]) == [(0.0, 0.5), (0.6, 0.5), (0.9, 0.833), (1.0, 0.833)]


def test_a_higher_score_that_is_less_right_is_pooled() -> None:
    """A score that tells nothing is worth what all of them are."""
    found = pools([Scored(0.6, True), Scored(0.6, True), Scored(0.9, False)])
    assert [(pool.least, pool.most, pool.share) for pool in found] == [(0.6, 0.9, 0.6)]


@given(SCORED)
def test_the_points_always_load(scored: list[Scored]) -> None:
    """Whatever was measured, a rule set takes it, and no case is lost in the pools."""
    Calibration(points=tuple(points(scored)))
    assert sum(pool.count for pool in pools(scored)) == len(scored)


def test_the_edge_of_a_pool_promises_less() -> None:
    """Of forty right ones the four of the lowest score stand for themselves."""
    many = [Scored(0.6 + n / 100, True) for n in range(40)]
    assert points(many)[1:3] == [(0.6, 0.833), (0.99, 0.976)]


def test_how_far_confidence_is_off() -> None:
    """Nine of ten right at 0.9 is not off; at 0.5 it is by 0.4."""
    nine_of_ten = [True] * 9 + [False]
    assert round(off([Scored(0.9, right) for right in nine_of_ten]), 3) == 0.0
    assert round(off([Scored(0.5, right) for right in nine_of_ten]), 3) == 0.4
    assert off([]) == 0.0
