"""The first look at a page finds the same, compiled or not, and never looks beside its columns."""

from array import array
from collections.abc import Iterator
from random import Random

import pytest

from minhbach_classifier.compiled.library import Library, library
from minhbach_classifier.compiled.prose import outline
from minhbach_classifier.domain.reading import footer, hints
from minhbach_classifier.domain.reading.charset import characters
from minhbach_classifier.domain.reading.guard import harmful
from minhbach_classifier.domain.reading.outline import look, outlined
from minhbach_classifier.domain.reading.tree import document_of
from minhbach_classifier.domain.reading.walk import Document
from tests.bench.pages import made
from tests.fuzz.pages import grown
from tests.unit.classifier.markup import FULL_FOOTER, PROSE, article, document

FIRST = 861_140_000
GROWN = 60
LINES = "".join(
    f"<{tag} class='{name}'>{words}</{tag.split()[0]}>"
    for tag in ("div", "p", "h2", "td", "a href=/x", "span", "nav", "title", "footer")
    for name in ("", "title", "footer", "menu")
    for words in (
        PROSE[0],
        PROSE[0].rstrip("."),
        PROSE[0] * 4,
        "Tin ngắn",
        "<a href=/y>Tin</a> ngắn.",
    )
)
SPLIT = (
    f"<div><h1>Một<br>hai</h1><p>{PROSE[0]} <a href=/z>{PROSE[1]}</a></p><p>{PROSE[2]}</p></div>"
)


@pytest.fixture(scope="module")
def compiled() -> Library:
    """What was built."""
    found = library()
    assert found is not None, "it was not built of the sources as they are: run make setup"
    return found


def _documents() -> Iterator[Document]:
    markups = [
        document(markup, "").decode() for markup in (article(), FULL_FOOTER, LINES, SPLIT, "")
    ]
    markups += [made("a", number)[1].decode() for number in range(2)]
    markups += [characters(grown(Random(seed)), None).text for seed in range(FIRST, FIRST + GROWN)]
    return (document_of(markup) for markup in markups if harmful(markup) is None)


def _by_python(one: Document) -> tuple[object, ...]:
    found = look(one, [one.kinds[key].hints for key in one.keys])
    return list(found.headings), list(found.footings), list(found.good), found.container


def test_outlines_are_alike(compiled: Library) -> None:
    """Of pages of every make, compiled or not."""
    assert compiled is not None
    for one in _documents():
        found = outlined(one)
        mine = list(found.headings), list(found.footings), list(found.good), found.container
        assert mine == _by_python(one)


def _outline(compiled: Library, changed: str, values: list[int]) -> bool:
    """Whether an outline of one element and one line is found with one of its columns changed."""
    columns = {"keys": [0], "parents": [-1], "starts": [0], "ends": [4]}
    columns |= {"line_starts": [0], "line_ends": [4], "owners": [0], "inners": [0]}
    columns |= {"linked": [0], "seen": [4]} | {changed: values}
    rows = [array("i", column) for column in columns.values()]
    return outline(compiled, b"\0", "chữ.", rows[:4], rows[4:]) is not None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("keys", 1), ("keys", -1), ("parents", 0), ("parents", 7), ("parents", -2), ("ends", -1)),
        *(("line_ends", 5), ("line_starts", 5), ("line_starts", -1), ("owners", 1), ("owners", -1)),
        *(("inners", 1), ("inners", -1)),
    ],
)
def test_columns_that_do_not_fit_are_left(compiled: Library, column: str, value: int) -> None:
    """What would lead out of a column is left to Python."""
    assert _outline(compiled, "seen", [4])
    assert not _outline(compiled, column, [value])


def test_what_a_tag_is_fits_a_byte() -> None:
    """For the compiled look takes it as one."""
    everything = hints.hints("footer", "footer title comment menu")
    assert 0 < everything < 256
    assert hints.hints("title", "") == hints.TITLE
    assert not hints.hints("body", "sidebar") & hints.DOUBTED


@pytest.mark.parametrize(
    ("hint", "says"),
    [
        *(
            ("menu-top", hints.DOUBTED),
            ("xmenu", 0),
            ("menus", hints.DOUBTED),
            ("đmenu", hints.DOUBTED),
        ),
        *(
            ("main nav", hints.DOUBTED),
            ("navi1", hints.DOUBTED),
            ("naval", 0),
            ("xnav", hints.DOUBTED),
        ),
        *(("tags", hints.DOUBTED), ("stage", 0), ("ads_1", hints.DOUBTED), ("header", 0)),
        *(("read-more", hints.DOUBTED), ("readmore", hints.DOUBTED), ("read--more", 0)),
        *(("foot", hints.FOOTING), ("foothold", 0), ("x-bottom", hints.FOOTING), ("xbottom", 0)),
        ("copy-right footer", hints.DOUBTED | hints.FOOTING),
        ("tieu-de-bai", hints.TITLED),
    ],
)
def test_names_say_what_an_element_is(hint: str, says: int) -> None:
    """Some only where they stand alone."""
    assert hints.hints("div", hint) == says | hints.NAMED


@pytest.mark.parametrize("before", range(hints._AT_ONCE - 20, hints._AT_ONCE + 2))
def test_names_in_a_long_hint_are_found_wherever_they_stand(before: int) -> None:
    """It is looked at part by part."""
    assert hints.hints("div", f"{'.' * before}printfriendly") == hints.DOUBTED | hints.NAMED
    assert hints.hints("div", f"{'x' * before}ads") == hints.NAMED
    assert hints.hints("div", f"{'.' * before}adsx") == hints.NAMED


@pytest.mark.parametrize("words", [*footer._LEAD_INS, *footer._BEFORE_COLONS])
def test_every_lead_in_is_found_before_it_is_looked_at(words: str) -> None:
    """In whatever case it is written."""
    for written in (words, words.upper(), words.title(), words.swapcase()):
        one = document_of(f"<p>{PROSE[0]}</p><p>Một dòng</p><p>x {written} : y</p>")
        assert list(footer._led(one, 0))[-1] == 2
        assert footer._tail(one, 0) is not None
