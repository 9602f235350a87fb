"""A parsed page's document, by the compiled walk over its tree where there is one.

It is what ``walk`` makes of the markup's pieces, in a fraction of the time; what it cannot tell as
``walk`` does, it leaves to that.
"""

from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from minhbach_classifier.compiled.library import CDocument, CPage, CutText, Library, library
from minhbach_classifier.domain.model import PageText
from minhbach_classifier.domain.reading.columns import Lines, Segments
from minhbach_classifier.domain.reading.hiding import sheet_names
from minhbach_classifier.domain.reading.markup import SHEETS, markup_of
from minhbach_classifier.domain.reading.spelling import Words, original, words_in
from minhbach_classifier.domain.reading.tags import Tag, tag_of
from minhbach_classifier.domain.reading.walk import Document, RawLinks, tell, walk

_TELLING: Final = {
    "base": ("href",),
    "html": ("lang",),
    "meta": ("property", "name", "itemprop", "content"),
    "time": ("datetime",),
}
"""What of the four values that walk.c tells of a tag is which."""
_VALUES: Final = 4
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
    root = parser.root
    if root is None:
        return None
    with library.walk(root) as page:
        try:
            return None if page.odd else _document(page, library)
        except CutText:
            return None


def _document(page: CPage, library: Library) -> Document:
    known = [_known(key) for key in page.keys.content().split(b"\xff")[:-1]]
    flags = _flags(known, sheet_names(page.sheets.texts(page.sheet_count)[:SHEETS]))
    composed = [_composed(text) for text in page.strange.texts(page.strange_count)]
    with library.put_together(page, flags, *_written(composed)) as made:
        document = _placed(made, [tag for tag, _ in known], composed)
    document.links.addresses = page.addresses.texts(page.address_count)
    document.scripts = tuple(page.scripts.texts(page.script_count))
    _tell(page, document)
    return document


@lru_cache(maxsize=_TAGS)
def _known(key: bytes) -> tuple[Tag, int]:
    """The tag of a key, and what it does."""
    name, own, classes, style, hidden = key.decode("utf-8", "replace").split("\0")
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


def _placed(made: CDocument, kinds: Sequence[Tag], composed: Sequence[Words]) -> Document:
    text = made.text.content().decode()
    respelt = {
        at: words.respelt
        for at, words in zip(made.strange.numbers(), composed, strict=True)
        if at >= 0 and words.respelt is not None
    }
    unseen, links = (rows.numbers() for rows in (made.unseen, made.links))
    segments = Segments(made.segments.numbers())
    return Document(
        PageText(text, segments, original(text, respelt)),
        _lines(text, made.lines.numbers()),
        kinds,
        made.keys.numbers(),
        made.parents.numbers(),
        made.starts.numbers(),
        made.ends.numbers(),
        list(map(range, unseen[::2], unseen[1::2])),
        tuple(segments.hidden()),
        RawLinks([], links[::3], links[1::3], list(map(_SHOWN.__getitem__, links[2::3]))),
    )


def _lines(text: str, rows: "array[int]") -> Lines:
    if not text:
        return Lines()
    return Lines(text.split("\n"), *(rows[n::6] for n in range(6)))


def _tell(page: CPage, document: Document) -> None:
    texts = page.told.texts(page.told_count * (1 + _VALUES))
    for at in range(0, len(texts), 1 + _VALUES):
        name = texts[at]
        tell(document, name, dict(zip(_TELLING[name], texts[at + 1 :], strict=False)))
