"""The compiled sketch and the syllables that it stands for are the same of every text."""

from array import array

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from minhbach_classifier.compiled.library import library
from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.sources import sketches
from minhbach_classifier.domain.sources.body import body_of
from minhbach_classifier.domain.sources.sketches import (
    TOLD,
    Sketch,
    compiled,
    containment,
    sketched,
)
from minhbach_classifier.domain.sources.syllables import kind, parts, syllables
from minhbach_classifier.domain.sources.winnowing import (
    digest_of_joined,
    share_held,
    shingles,
    text_digest,
    winnow,
)
from tests.unit.classifier.copying import page

VIETNAMESE = "aăâeêioôơuưyđáàảãạấầẩẫậếềểễệốồổỗộớờởỡợứừửữựÁÀẢÃẠĐ0123456789.,.,%°₫  \n-–“”"
LETTERS = "".join(chr(at) for told in TOLD for at in told)
TEXTS = st.text(st.sampled_from(VIETNAMESE) | st.sampled_from(LETTERS), max_size=120)
PROSE = st.lists(st.text(st.sampled_from(VIETNAMESE[:44]), min_size=1, max_size=12), max_size=400)


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    assert library() is not None, "it was not built of the sources as they are: run make setup"


def _says(sketch: Sketch) -> tuple[bytes, int, list[int]]:
    return sketch.text, sketch.words, sketch.hashes


def _of_syllables(text: str) -> tuple[bytes, int, list[int]]:
    words = syllables(text).words
    return " ".join(words).encode(), len(words), shingles(words)


@given(TEXTS)
def test_a_text_has_one_sketch(text: str) -> None:
    """Of any letters; what the compiled part calls odd it leaves to Python."""
    made = compiled(text)
    assert made is None or _says(made) == _of_syllables(text)
    assert _says(sketched(text, (Range(0, len(text)),))) == _of_syllables(text)


@given(PROSE)
def test_no_prose_is_odd(words: list[str]) -> None:
    """Vietnamese of any length goes the fast way."""
    made = compiled(" ".join(words))
    assert made is not None
    assert _says(made) == _of_syllables(" ".join(words))


def test_each_letter_is_told_as_the_pattern_has_it() -> None:
    """By itself, within a word and within a figure, each gives what the syllables give."""
    for letter in LETTERS:
        for text in (letter, f"ấ{letter}ã", f"1{letter}2", f"1.{letter}2 {letter}.5"):
            made = compiled(text)
            assert made is None or _says(made) == _of_syllables(text), (letter, text)


@pytest.mark.parametrize("text", ["a\u0301", "1\u200b.2", "ㅎ", "\ud800", "가", "😀", "a" * 41])
def test_what_is_odd_is_left_to_python(text: str) -> None:
    """Marks by themselves, letters that join others, words too long to be any."""
    assert compiled(text) is None


@pytest.mark.parametrize("size", [*range(9, 60), 63, 64, 65, 95, 96, 97, *range(120, 250)])
def test_hashes_are_those_of_the_library(size: int) -> None:
    """Of runs of every length that is hashed the short way; a longer run is odd."""
    each, more = divmod(size - 4, 5)
    # Letters of two bytes, since no word has more than 40 letters.
    text = " ".join("đ" * (b // 2) + "x" * (b % 2) for n in range(5) for b in [each + (n < more)])
    made = compiled(text)
    assert len(text.encode()) == size
    if size > 240:
        assert made is None
    else:
        assert made is not None
        assert made.hashes == [xxhash.xxh3_64_intdigest(text.encode()) - 2**63]


def test_only_the_places_are_sketched() -> None:
    """Two places are two stretches, even where one ends within a word."""
    text = "một hai1.2 ba"
    places = (Range(0, 9), Range(9, 10), Range(10, len(text)))
    words = syllables("một hai 1 2 ba").words
    assert _says(sketched(text, places))[:2] == (" ".join(words).encode(), 5)
    assert syllables(text, places).words == words


@pytest.mark.parametrize("words", ["", "…", "Hai bờ kênh, 1.200 hộ", "a\ufdfab c", "a\u0301 b"])
def test_a_bodys_words_are_its_syllables(words: str) -> None:
    """With their places, taken from the sketch or not."""
    body = body_of(page(words))
    found = syllables(body.page.text, body.places)
    assert body.words.words == found.words
    assert (body.words.starts, body.words.ends) == (found.starts, found.ends)
    assert len(found.starts) == len(found.words) == body.length


def test_without_the_compiled_part_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python alone says the same."""
    text = "Sáng 16/11, cầu Rạch Ông Cả nối hai bờ kênh đã thông xe, giúp 1.200 hộ dân."
    with_it = _says(sketched(text, (Range(0, len(text)),)))
    monkeypatch.setattr(sketches, "library", lambda: None)
    assert _says(sketched(text, (Range(0, len(text)),))) == with_it


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=90), st.integers(1, 12))
def test_keys_are_the_least_of_every_window(hashes: list[int], times: int) -> None:
    """In Python and compiled as by looking through each window."""
    many = hashes * times
    window = 4 if len(many) <= 200 else 8 if len(many) <= 400 else 16
    windows = [many[at : at + window] for at in range(max(1, len(many) - window + 1))]
    least = tuple(sorted({min(held) for held in windows if held}))
    assert winnow(many) == Sketch(b"", 0, array("q", many).tobytes()).keys() == least


NUMBERS = st.lists(st.integers(-5, 5) | st.integers(-(2**63), 2**63 - 1), max_size=40)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_what_two_sketches_share_is_what_sets_share(
    mine: list[int], both: list[int], theirs: list[int]
) -> None:
    """Each hash counts once, wherever and however often it stands."""
    one, other = ([*own, *both] for own in (mine, theirs))
    made = (Sketch(b"", 0, array("q", hashes).tobytes()) for hashes in (one, other))
    assert containment(*made) == share_held(one, other)


def test_digests_are_those_of_the_words() -> None:
    """However the words come, joined or not; a text without any is one, too."""
    for words in ((), ("một",), ("một", "hai")):
        joined = " ".join(words).encode()
        assert digest_of_joined(joined) == text_digest(words)
        for headline in ((), ("tựa",)):
            held = digest_of_joined(" ".join(headline).encode(), b"\n", joined)
            assert held == text_digest((*headline, "\n", *words))


def test_a_letter_has_its_tones_apart() -> None:
    """So a word's stand at its end."""
    assert parts("Ẩ") == ("â", "\u0309")
    assert parts("đ") == ("đ", "")
    assert [kind(c) for c in "ấ1,% "] == ["letter", "digit", "point", "sign", "apart"]
