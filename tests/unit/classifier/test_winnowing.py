"""Syllables that forgive typography but no figure, and fingerprints that copies share."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.sources import sketches
from minhbach_classifier.domain.sources.body import body_of
from minhbach_classifier.domain.sources.matching import Sighting, best
from minhbach_classifier.domain.sources.sketches import Sketch, containment, sketched
from minhbach_classifier.domain.sources.syllables import syllables
from minhbach_classifier.domain.sources.winnowing import (
    SHINGLE,
    WINDOW,
    keys_needed,
    shingles,
    text_digest,
    winnow,
)
from tests.unit.classifier.copying import MIEN_GO, SONG_TIEN, article, page, source_page

NUMBERS = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
WORDS = st.lists(st.sampled_from(NUMBERS), max_size=90)


@pytest.mark.parametrize(
    "writing",
    [
        "hoà bình",
        "hòa bình",
        "HOÀ  BÌNH!",
        "ho\u200bà\u00a0bình",
        unicodedata.normalize("NFD", "hòa bình"),
        "“hòa–bình”",
    ],
)
def test_writings_of_the_same_words_are_the_same_syllables(writing: str) -> None:
    """Normal form, tone placement, case, zero-width characters and typography do not count."""
    assert syllables(writing).words == syllables("hòa bình").words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.200 tấn", "1,200 tấn"),
        ("1.200 tấn", "1200 tấn"),
        ("25%", "25"),
        ("má", "mà"),
        ("oan", "oản"),
    ],
)
def test_figures_and_tones_are_told_apart(one: str, other: str) -> None:
    """A dot for a comma in a figure, a dropped unit, another tone: other words."""
    assert syllables(one).words != syllables(other).words


@given(st.text(max_size=200))
def test_each_syllable_stands_where_it_says(text: str) -> None:
    """The places ascend, do not overlap, and hold what gives the syllable again."""
    found = syllables(text)
    for at, word in enumerate(found.words):
        place = found.place(at, at + 1)
        assert syllables(text[place.start : place.end]).words == (word,)
        assert at == 0 or found.ends[at - 1] <= place.start


def test_only_the_given_places_are_read() -> None:
    """Words outside the places are left out; offsets stay the text's own."""
    found = syllables("bỏ giữ bỏ", (Range(3, 6),))
    assert (found.words, found.starts) == (syllables("giữ").words, (3,))


@given(WORDS, WORDS, WORDS)
def test_a_shared_run_gives_a_shared_key(
    before: list[str], run: list[str], after: list[str]
) -> None:
    """Any run of 20 syllables that two texts have in common gives them a key in common."""
    shared = [f"{word}{at}" for at, word in enumerate(run)]
    mine = winnow(shingles([*before, *shared]))
    theirs = winnow(shingles([*shared, *after]))
    if len(shared) >= SHINGLE + WINDOW - 1:
        assert set(mine) & set(theirs)


@given(WORDS)
def test_keys_are_signed_and_few(words: list[str]) -> None:
    """Keys fit the store's signed 64 bits, and there are no more than shingles."""
    hashes = shingles(words)
    keys = winnow(hashes)
    assert set(keys) <= set(hashes)
    assert all(-(2**63) <= key < 2**63 for key in keys)


@given(WORDS)
def test_a_short_text_keeps_what_a_large_window_chooses(words: list[str]) -> None:
    """So the run of 20 syllables gives a key between a short text and a long one, too."""
    short = shingles([f"{word}{at}" for at, word in enumerate(words)])
    long = shingles([f"{word}{at}" for at, word in enumerate([*words, *["nữa"] * 500])])
    held = long[: len(short)]
    chosen = set(winnow(long)) & {min(held[at : at + WINDOW]) for at in range(len(held) - WINDOW)}
    assert chosen <= set(winnow(short))


@pytest.mark.parametrize(("shingles", "needed"), [(99, 1), (100, 2), (199, 2), (200, 3)])
def test_a_short_copy_needs_fewer_keys(shingles: int, needed: int) -> None:
    """A quarter of it may be too short a run for three."""
    assert keys_needed(shingles) == needed


@pytest.mark.parametrize("built", [True, False])
def test_containment_is_the_share_of_the_copy(built: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """An excerpt is held whole by its source; the source is not by the excerpt."""
    if not built:
        monkeypatch.setattr(sketches, "library", lambda: None)
    text = " ".join(source_page().main_text.split())
    source, excerpt, nothing = (_sketch(part) for part in (text, text[80:200], ""))
    assert containment(excerpt, source) == containment(source, source) == 1.0
    assert 0 < containment(source, excerpt) < 0.5
    assert containment(nothing, source) == containment(source, nothing) == 0.0


def _sketch(text: str) -> Sketch:
    return sketched(text, (Range(0, len(text)),))


def test_the_exact_text_has_one_digest() -> None:
    """The digest forgives typography and sees a changed figure."""
    digests = [
        text_digest(syllables(text).words)
        for text in (
            "Giá hòa vốn: 1.200 đồng",
            "giá hoà vốn – 1.200 đồng.",
            "giá hoà vốn 1,200 đồng",
        )
    ]
    assert digests[0] == digests[1] != digests[2]


def test_candidates_are_ranked_the_same_on_every_replay() -> None:
    """By shared keys, then age, then id; with no key in common, only the very same text."""
    copy = body_of(page("một hai ba bốn năm sáu bảy tám chín mười mười một mười hai"))
    near = article(body_of(source_page()), SONG_TIEN)
    other = article(body_of(source_page(address="https://miengo.example/cau")), MIEN_GO)
    few = Sighting(near, 0)
    assert best([few], copy) == ()
    several = [Sighting(near, 5), Sighting(other, 9)]
    assert best(several, copy) == best(reversed(several), copy) == (other, near)
    same = article(copy, SONG_TIEN)
    assert best([Sighting(same, 1), few], copy) == (same,)
