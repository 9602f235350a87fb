"""The measures: the benchmark's shingles, and equality of values."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gold.labels import Value
from tests.gold.scores import Overlap, Tally, outcome, overlap, shingles, text_score


def test_shingles_are_four_tokens() -> None:
    """Five tokens make two shingles; fewer than four make one; none make none."""
    assert shingles("a b, c d e") == Counter([("a", "b", "c", "d"), ("b", "c", "d", "e")])
    assert shingles("a b") == Counter([("a", "b")])
    assert shingles(" . ") == Counter()


def test_an_extra_sentence_costs_precision_only() -> None:
    """Everything labelled was read: recall is whole."""
    found = overlap("a b c d e", "a b c d e f")
    assert found.recall == 1
    assert found.precision == pytest.approx(2 / 3)


@given(st.text(alphabet="ab c."), st.text(alphabet="ab c."))
def test_precision_and_recall_mirror_each_other(one: str, other: str) -> None:
    """Swapping label and reading swaps the two, and a text agrees wholly with itself."""
    assert overlap(one, other).precision == overlap(other, one).recall
    assert not overlap(one, one).extra


def test_f1_is_that_of_the_means() -> None:
    """A text that was not read at all counts for recall, not for precision."""
    score = text_score([Overlap(1, 0, 0), Overlap(0, 0, 1)])
    assert (score.precision, score.recall, score.texts) == (1, 0.5, 2)
    assert score.f1 == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("expected", "got", "found"),
    [
        (None, None, "right"),
        (None, [], "right"),
        (None, "Công ty A", "spurious"),
        ("Công ty A", None, "missed"),
        ("Công ty A", "CÔNG TY  A.", "right"),
        ("Công ty A", "Công ty B", "wrong"),
        (["024.123", "0912"], ["0912", "(024) 123"], "right"),
        (["024.123", "0912"], ["0912"], "wrong"),
    ],
)
def test_values_compare_folded(expected: Value, got: Value, found: str) -> None:
    """Case, spaces and punctuation do not tell; lists are sets."""
    assert outcome(expected, got) == found


def test_the_share_of_nothing_is_whole() -> None:
    """What was never labelled was never wrong."""
    assert Tally().exact == 1
    assert Tally(Counter({"right": 3, "wrong": 1})).exact == 0.75
