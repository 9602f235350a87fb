"""The compiled part of reading and the Python that it stands for say the same of every page."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from random import Random

import pytest
from prometheus_client import CollectorRegistry
from selectolax.lexbor import LexborHTMLParser

from minhbach_classifier.compiled import build, naming
from minhbach_classifier.compiled.library import Library, library
from minhbach_classifier.domain.reading import read, tree
from minhbach_classifier.domain.reading.charset import characters
from minhbach_classifier.domain.reading.guard import (
    OTHER_ATTRIBUTES,
    PLAIN_ATTRIBUTES,
    count_tags,
    harmful,
)
from minhbach_classifier.domain.reading.markup import markup_of
from minhbach_classifier.domain.reading.walk import Document, walk
from minhbach_classifier.metering import meter_reading
from tests.bench.pages import made
from tests.fuzz.pages import grown
from tests.unit.classifier.markup import FULL_FOOTER, article, document

FIRST = 861_133_872
GROWN = 120
MARKUP = (
    article(),
    FULL_FOOTER,
    "a<!-- <b>x</b> -->b<script>if (1<2) '<p>'</script>c",
    "<style>.x{display:none}#y{visibility:hidden}</style><p class='a x'>a</p><p id=y>b<a href=c>d",
    "<a href=1>b<a href='2'>c</a> d<div>e</a><p hidden>f<time datetime=2026>g<base href=h>",
    "a<svg><title>x</title><g><frame>y</g><link>z</g></svg>b<foreignObject>c",
    "a<iframe><p>x</p></iframe>b<object>c</object> d<video>e<p>f</video>g<wbr>h<img>i",
    "<noscript><p>a</p></noscript><template><p>b</template><meta name=A property=b content='á c'>",
    "<script type='application/LD+json'>{\"a\": 1}</script><script type=text/js>b</script>",
    "Nổ hũ a\u0301 b\u200bc \u00add\u00a0 &nbsp;e<b> f</b>\u3000g \u2009<i>\u0301h</i>\u200b<p>i",
    "<p title='a class=' b'=x>c<p a=' style=\"x\" id='>d<p =id=e>f<p id=\"g\" id=h class>i",
    "<p style='display: none'>a<b>b</b></p><p style='color:#fff;background:white'>c",
)
"""Markup of all that the walk tells apart."""
LEFT = (
    "<p>a</p><t<!-->b",
    "<p data<x=1>a</p><p>b",
    "<xmp><b>a</b></xmp>",
    "<svg><style><g>a</g></style></svg>",
)
"""Markup that is left to Python."""
ATTRIBUTES = (
    "<p" + ' a="b"' * 700 + ">",
    "<p" + " a='b' c" * 3000 + ">",
    "<p" + " a" * 2500 + "=",
    '<p a="" b=\'\' c= d=>x<p a = \'b\'c="d"e/f=/>x< p><p/a/ =b ==c =>x<p "a" \'b><p a="b',
    "<B x><b/><bi x><strong\nx><STRIKE x<i y><u><em a='<em b'></B ></em></tt x",
    "<p a=b",
    "<p a='b",
    "<",
    "<p",
    "<p =",
    "a<b",
)


@pytest.fixture(scope="module")
def compiled() -> Library:
    """What was built."""
    found = library()
    assert found is not None, "it was not built of the sources as they are: run make setup"
    return found


def _pages() -> Iterator[str]:
    yield from (document(markup, "").decode() for markup in MARKUP)
    yield from (made("a", number)[1].decode() for number in range(2))
    yield from (_grown(seed) for seed in range(FIRST, FIRST + GROWN))


def _grown(seed: int) -> str:
    return characters(grown(Random(seed)), None).text


def _both(compiled: Library, markup: str) -> tuple[Document | None, Document]:
    parser = LexborHTMLParser(markup)
    return tree.walked(parser, compiled), walk(markup_of(parser))


def _plain(one: Document) -> tuple[object, ...]:
    """All of a document, with the places of letters as plain lists, and tags in any numbering."""
    was = one.body.original
    places = was and (was.text, list(was.starts), list(was.ends))
    apart = ("body", "kinds", "keys")
    parts = (getattr(one, p.name) for p in fields(Document) if p.compare and p.name not in apart)
    return (one.body.text, one.body.segments, places, one.tags, one.blocks, *parts)


def test_documents_are_alike(compiled: Library) -> None:
    """Of pages of every make, each part of the document is the same by either walk."""
    alike = 0
    for markup in _pages():
        if harmful(markup) is None:
            mine, other = _both(compiled, markup)
            assert mine is None or _plain(mine) == _plain(other), markup
            alike += mine is not None
    assert alike > GROWN // 2


@pytest.mark.parametrize("markup", MARKUP)
def test_usual_markup_is_walked(compiled: Library, markup: str) -> None:
    """What pages are made of is not left to Python."""
    mine, _ = _both(compiled, document(markup, "").decode())
    assert mine is not None


@pytest.mark.parametrize("markup", LEFT)
def test_odd_markup_is_left(compiled: Library, markup: str) -> None:
    """What would be written out otherwise than it stands in the tree is for Python alone."""
    mine, _ = _both(compiled, document(markup, "").decode())
    assert mine is None


def test_every_letter_is_alike(compiled: Library) -> None:
    """No letter is taken for one that stands by itself where composing would change it."""
    codes = (*range(1, 0x2800), *range(0xDF00, 0xE100), *range(0xF800, 0x10000))
    letters = [chr(n) for n in (*codes, *range(0x1EFC0, 0x1F700)) if not 0xD800 <= n < 0xE000]
    mine, other = _both(compiled, "".join(f"<p>a{c}{c}o" for c in letters if c not in "<&"))
    assert mine is not None
    assert _plain(mine) == _plain(other)


def test_counts_of_tags_are_alike(compiled: Library) -> None:
    """The look at tags finds the same of honest and hostile ones."""
    for markup in (*ATTRIBUTES, *_pages()):
        body = markup.encode("utf-8", "replace")
        mine = compiled.count_tags(body, PLAIN_ATTRIBUTES, OTHER_ATTRIBUTES)
        assert mine == count_tags(markup), markup


def test_whole_pages_are_told(compiled: Library) -> None:
    """What the compiled look calls whole is UTF-8 without a sign for an unread letter."""
    random = Random(FIRST)
    parts = [b"a" * 9, "ạ".encode(), b"\xc2\xa9", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe1\xba"]
    parts += [
        b"\xc0\x80",
        b"\xe0\x80\x80",
        b"\xf0\x80\x80\x80",
        b"\xef\xbf\xbd",
        b"\xf0\x9f\x98\x80",
    ]
    for _ in range(2_000):
        body = b"".join(random.choices(parts, weights=[9, 9, 9, *[1] * 8], k=random.randrange(6)))
        decoded = body.decode("utf-8", "replace")
        assert compiled.is_whole(body) == ("\ufffd" not in decoded)


def test_pages_are_alike_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is read alike where nothing was built."""
    address, body = made("b", 0)
    told = '{"articleBody": "' + "Nước lũ lên nhanh. " * 30 + '"}'
    script = f"<script type='application/ld+json'>{told}</script>"
    bodies = (body, document("<p>Ngắn.</p>", script))
    before = [read(one, "text/html", None, address) for one in bodies]
    monkeypatch.setattr(tree, "library", lambda: None)
    assert [read(one, "text/html", None, address) for one in bodies] == before


def test_what_runs_is_told(compiled: Library) -> None:
    """The classifier's figures show that its compiled part is there."""
    registry = CollectorRegistry()
    meter_reading(registry)
    assert compiled is not None
    assert registry.get_sample_value("minhbach_reading_compiled") == 1


def test_other_sources_are_another_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What was built of former sources is not found any more."""
    before = naming.built().name
    for name in naming.SOURCES:
        (tmp_path / name).write_bytes(naming.folder().joinpath(name).read_bytes())
    monkeypatch.setattr(naming, "folder", lambda: tmp_path)
    assert naming.built().name == before
    (tmp_path / naming.SOURCES[-1]).write_text("int changed;")
    assert naming.built().name != before


def test_no_compiler_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a compiler building fails, and says what that means and what to do."""
    monkeypatch.setattr(build, "built", lambda: tmp_path / "reading-1-here.so")
    monkeypatch.setattr(build, "compiler", lambda: None)
    assert build.main() == 1
    assert "ziglang" in capsys.readouterr().err
