"""What holds of every text and page: places fold back, spans quote, every run says the same."""

import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from minhbach_classifier.domain.model import Page
from minhbach_classifier.domain.reading import read
from minhbach_classifier.domain.sources.alignment import align
from minhbach_classifier.domain.sources.syllables import syllables
from minhbach_classifier.domain.text import (
    Folded,
    canonical,
    collapsed,
    composed,
    plain,
    squeezed,
    unmarked,
)
from minhbach_shared.events import Span
from minhbach_shared.vocabulary import PageKind
from tests.fuzz.path import ADDRESS, Passed, passed
from tests.unit.classifier import copying
from tests.unit.classifier.markup import FULL_FOOTER, PROSE, article, document, home

_LETTERS: Final = st.text(
    st.one_of(
        st.sampled_from("aăâeêioôơuưyđ ảẠễỡ\u0301\u0323\u0302\u031b\u200b\u00ad1i!Iİßﬁñ😀\n.,ø"),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)
Fold = Callable[[str], Folded]
_NO_DEADLINE: Final = settings(deadline=None)


def _spelt(text: str) -> str:
    return composed(text).text


@_NO_DEADLINE
@given(_LETTERS)
@pytest.mark.parametrize("fold", [plain, squeezed, composed], ids=lambda f: f.__name__)
def test_a_folded_place_folds_back(fold: Fold, text: str) -> None:
    """Every stretch of a folded text comes from a place whose own folding holds it."""
    folded = fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert all(s < e for s, e in zip(folded.starts, folded.ends, strict=True))
    assert sorted(folded.starts) == list(folded.starts)
    for at, letter in enumerate(folded.text):
        place = folded.place(at, at + 1)
        assert letter in fold(text[place.start : place.end]).text


@_NO_DEADLINE
@given(_LETTERS, st.data())
@pytest.mark.parametrize("fold", [plain, squeezed, composed], ids=lambda f: f.__name__)
def test_a_folded_stretch_folds_back(fold: Fold, text: str, data: st.DataObject) -> None:
    """The place of several characters, folded again, begins with them or holds them."""
    folded = fold(text)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        place = folded.place(start, end)
        assert folded.text[start:end] in fold(text[place.start : place.end]).text


@_NO_DEADLINE
@given(_LETTERS)
def test_a_collapsed_text_keeps_its_places(text: str) -> None:
    """No letter twice in a row, and each is the one that stands at its place."""
    whole = squeezed(text)
    short = collapsed(whole)
    assert all(a != b for a, b in zip(short.text, short.text[1:], strict=False))
    for at, letter in enumerate(short.text):
        assert letter in squeezed(text[short.starts[at] : short.ends[at]]).text


@_NO_DEADLINE
@given(_LETTERS)
def test_a_composed_text_is_composed(text: str) -> None:
    """Composing once more changes nothing, and both normal forms of Vietnamese compose alike."""
    folded = canonical(text)
    shown = text if folded is None else folded.text
    again = canonical(shown)
    assert again is None or again.text == shown
    spread = unicodedata.normalize("NFD", " ".join(PROSE))
    assert _spelt(spread) == _spelt(" ".join(PROSE))


@_NO_DEADLINE
@given(st.lists(st.sampled_from("abc"), max_size=30), st.lists(st.sampled_from("abc"), max_size=30))
def test_alignment_reproduces_both_texts(copy: list[str], source: list[str]) -> None:
    """The pieces are all of both texts in order; what is equal is the same words."""
    at_copy = at_source = 0
    for piece in align(copy, source):
        assert (piece.copy_start, piece.source_start) == (at_copy, at_source)
        at_copy, at_source = piece.copy_end, piece.source_end
        if piece.equal:
            assert (
                copy[piece.copy_start : piece.copy_end]
                == source[piece.source_start : piece.source_end]
            )
    assert (at_copy, at_source) == (len(copy), len(source))


@_NO_DEADLINE
@given(_LETTERS)
def test_a_syllables_place_says_the_same_syllable(text: str) -> None:
    """Each alone is what it is among the others."""
    words = syllables(text)
    for at, word in enumerate(words.words):
        place = words.place(at, at + 1)
        assert "".join(syllables(text[place.start : place.end]).words) == word


_SPAM: Final = "<p>Nổ hũ 8xbet, soi kèo nhà cái, nạp lần đầu tặng 100k, tải app bit.ly/x</p>"
_COPIED: Final = "".join(f"<p>{p}</p>" for p in copying.SOURCE)
_CHANGED: Final = _COPIED.replace("1.200", "1.500").replace("ông Sáu Bình", "ông Bảy Bình")
_HEAD: Final = f"<h1>{copying.TITLE}</h1><p>16/11/2026 10:00 (GMT+7)</p>"
_PAGES: Final[dict[str, bytes]] = {
    "article": document(article()),
    "home": home(),
    "home without details": home("<p>© Tin</p>"),
    "home with blanks": home(FULL_FOOTER.replace("15/GP-TTĐT", "…/GP-TTĐT")),
    "spam": document(article(after=_SPAM)),
    "hidden spam": document(article(after=f"<div style='display:none'>{_SPAM}</div>")),
    "copy": document(_HEAD + _COPIED),
    "altered copy": document(f"{_HEAD}{_CHANGED}<p>Theo Báo Sông Tiền, 08:30 16/11/2026</p>"),
    "nothing": b"<html></html>",
}


def _kind(name: str) -> PageKind | None:
    return "home" if name.startswith("home") else None


def _written(page: Page) -> str:
    return page.text if page.body.original is None else page.body.original.text


def _spans(part: object) -> Iterator[Span]:
    """Every span of the page's own text in an event, however deep."""
    if isinstance(part, Span):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _spans(getattr(part, name))
    elif isinstance(part, tuple | list):
        for one in part:
            yield from _spans(one)


def _quoted(outcome: Passed) -> None:
    assert outcome.page is not None
    own = _written(outcome.page)
    source = copying.source_page().text
    for said in outcome.said:
        for assessment in said.assessed.assessments:
            for span in _spans(assessment.evidence):
                assert 0 <= span.start <= span.end
                assert any(_quotes(text, span) for text in (own, source)), (assessment.duty, span)


def _quotes(text: str, span: Span) -> bool:
    """Whether the span is the text at its place or its head; masked signs stand for any."""
    shown = text[span.start : span.end]
    if len(shown) < len(span.text) or (len(span.text) < 300 and len(shown) > len(span.text)):
        return False
    return all(a in (b, "•", "*", "…", "█", "×") for a, b in zip(span.text, shown, strict=False))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", [name for name in _PAGES if name != "nothing"])
def test_every_span_quotes_the_page(name: str, form: str) -> None:
    """What evidence shows is the page's own characters at the place that it names."""
    text = _PAGES[name].decode()
    body = unicodedata.normalize("NFD" if form == "NFD" else "NFC", text).encode()
    outcome = passed(body, kind=_kind(name))
    _quoted(outcome)
    if name in ("home without details", "spam", "hidden spam", "altered copy", "copy"):
        assert outcome.breaches


_WORDS: Final = st.sampled_from(
    [
        *PROSE[0].split(),
        "nổ",
        "hũ",
        "8xbet",
        "Theo",
        "Nguồn:",
        "1.200",
        "16/11/2026",
        "&amp;",
        "<b>",
    ]
)
_PIECES: Final = st.lists(
    st.builds(
        lambda tag, words: f"<{tag}>{' '.join(words)}</{tag}>",
        st.sampled_from(["p", "div", "h1", "li", "footer", "span", "p hidden", "a href='/x'"]),
        st.lists(_WORDS, max_size=25),
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(_PIECES)
def test_both_normal_forms_read_alike(pieces: list[str]) -> None:
    """A page decomposed is read as the same page composed; reading is the same every time."""
    whole = "".join(pieces) + "<p>x</p>"
    outcomes = [
        read(unicodedata.normalize(form, whole).encode(), "text/html", None, ADDRESS)
        for form in ("NFC", "NFD", "NFC")
    ]
    first, spread, again = outcomes
    assert first == again
    assert isinstance(first, Page)
    assert isinstance(spread, Page)
    assert spread.text == first.text
    assert (spread.main, spread.credit_area, spread.footer) == (
        first.main,
        first.credit_area,
        first.footer,
    )
    assert (spread.kind, spread.title, spread.published_at) == (
        first.kind,
        first.title,
        first.published_at,
    )


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(_PIECES)
def test_every_span_of_any_page_quotes_it(pieces: list[str]) -> None:
    """However the page is put together."""
    _quoted(passed(document("".join(pieces) + "<p>x</p>")))


@_NO_DEADLINE
@given(_LETTERS)
def test_an_unmarked_text_holds_no_marks(text: str) -> None:
    """Without case and marks; doing it again changes nothing in Vietnamese."""
    assert unmarked(unmarked(" ".join(PROSE))) == unmarked(" ".join(PROSE))
    assert not set(unmarked(text)) & set("ăâđêôơưáàảãạ")


def told() -> bytes:
    """What is said of every sample page, as it is published."""
    return b"\n".join(
        said.model_dump_json().encode()
        for name in sorted(_PAGES)
        for judged in passed(_PAGES[name], kind=_kind(name)).said
        for said in (judged.assessed, *judged.suspicions)
    )


def test_any_process_says_the_same() -> None:
    """Byte for byte, whatever the seed of its hashes."""
    program = (
        "import sys\n"
        "from tests.unit.classifier.test_properties import told\n"
        "sys.stdout.buffer.write(told())\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=100,
        ).stdout
        for seed in ("1", "4242")
    ]
    assert runs[0] == runs[1]
    assert b"breach" in runs[0]
