"""A parsed page's document, by the compiled walk over its tree where there is one.

It is what ``walk`` makes of the markup's pieces, in a fraction of the time; what it cannot tell as
``walk`` does, it leaves to that.
"""

from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from minhbach_classifier.compiled.library import CutText, Library, Made, Walked, library
from minhbach_classifier.domain.model import Original, PageText
from minhbach_classifier.domain.reading.columns import Lines, Segments, column
from minhbach_classifier.domain.reading.hiding import sheet_names
from minhbach_classifier.domain.reading.markup import SHEETS, markup_of
from minhbach_classifier.domain.reading.spelling import Words, original, words_in
from minhbach_classifier.domain.reading.tags import Tag, tag_of
from minhbach_classifier.domain.reading.walk import Document, RawLinks, tell, walk

_TELLING: Final = {"base": "href", "html": "lang", "time": "datetime"}
"""Which of a tag's attributes walk.c tells."""
_INLINE, _HIDES, _LINKS, _MUTES = 1, 2, 4, 8
"""As walk.c has them."""
_SHOWN: Final = (False, True)
_TAGS: Final = 10_000
_STRANGE: Final = 2_000


def document_of(characters: str | bytes) -> Document:
    """The document of a page's characters, or of their UTF-8."""
    parser = LexborHTMLParser(characters)
    compiled = library()
    found = None if compiled is None else walked(parser, compiled)
    return walk(markup_of(parser)) if found is None else found


def walked(parser: LexborHTMLParser, library: Library) -> Document | None:
    """The document of a parsed page, which stays as it is; None where Python has to read it."""
    if (root := parser.root) is None:
        return None
    try:
        with library.walk(root) as page:
            return None if page is None else _document(page, library)
    except CutText:
        return None


def _document(page: Walked, library: Library) -> Document:
    known = list(map(_known, page.keys))
    flags = _flags(known, sheet_names(page.sheets[:SHEETS]))
    composed = list(map(_composed, page.strange))
    made = library.put_together(page.page, flags, *_written(composed))
    document = _placed(made, [tag for tag, _ in known], composed)
    document.links.addresses = page.addresses
    document.scripts = tuple(page.scripts)
    for name, content in _pairs(page.metas):
        document.metas.add(name, content)
    for name, value in _pairs(page.told):
        tell(document, name, {_TELLING[name]: value})
    return document


def _pairs(texts: list[str]) -> Iterator[tuple[str, str]]:
    return zip(texts[::2], texts[1::2], strict=True)


@lru_cache(maxsize=_TAGS)
def _known(key: str) -> tuple[Tag, int]:
    """The tag of a key, and what it does."""
    name, own, classes, style, hidden = key.split("\0")
    tag = tag_of(name, own, classes, style, bool(hidden))
    links = _LINKS if name == "a" else 0
    return tag, tag.inline * _INLINE | tag.hidden * _HIDES | links | tag.muted * _MUTES


def _flags(known: Sequence[tuple[Tag, int]], sheet: frozenset[str]) -> bytes:
    if not sheet:
        return bytes([flags for _, flags in known])
    return bytes([flags if sheet.isdisjoint(tag.names) else flags | _HIDES for tag, flags in known])


@lru_cache(maxsize=_STRANGE)
def _composed(text: str) -> Words:
    return words_in(text)


def _written(composed: Sequence[Words]) -> tuple[bytes, list[int]]:
    """Texts one behind the other in UTF-8, and as numbers what walk.c asks of each."""
    texts = [words.text.encode() for words in composed]
    numbers: list[int] = []
    at = 0
    for words, text in zip(composed, texts, strict=True):
        numbers += at, len(text), len(words.text), words.before, words.behind
        at += len(text)
    return b"".join(texts), numbers


def _placed(made: Made, kinds: Sequence[Tag], composed: Sequence[Words]) -> Document:
    text = made.text.decode()
    segments = Segments(column(made.segments))
    links, unseen = column(made.links), column(made.unseen)
    return Document(
        PageText(text, segments, _original(text, column(made.strange), composed)),
        _lines(text, column(made.lines)),
        kinds,
        column(made.keys),
        column(made.parents),
        column(made.starts),
        column(made.ends),
        list(map(range, unseen[::2], unseen[1::2])),
        tuple(segments.hidden()),
        RawLinks([], links[::3], links[1::3], list(map(_SHOWN.__getitem__, links[2::3]))),
    )


def _original(text: str, places: Sequence[int], composed: Sequence[Words]) -> Original | None:
    if not composed:
        return None
    respelt = {
        at: words.respelt
        for at, words in zip(places, composed, strict=True)
        if at >= 0 and words.respelt is not None
    }
    return original(text, respelt)


def _lines(text: str, rows: "array[int]") -> Lines:
    if not text:
        return Lines()
    return Lines(text.split("\n"), *(rows[n::6] for n in range(6)))
