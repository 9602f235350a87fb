"""Hostile pages end in bounded time and memory: unreadable, or read as any other page."""

import gzip
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Final

import cramjam
import pytest

from minhbach_classifier.domain.model import Page, Unreadable, UnreadableReason
from minhbach_classifier.domain.reading import decode_body, read
from minhbach_classifier.domain.reading.guard import ELEMENTS, MARKUP, TEXT, harmful
from tests.fuzz.parts import MARKUP as MARKUP_TRAPS
from tests.fuzz.parts import PARAGRAPHS, PROSE, SHAPES, page, repeated
from tests.fuzz.parts import TEXT as TEXT_TRAPS
from tests.fuzz.path import ADDRESS, Passed, passed

_WIDE: Final = 6
"""Four times the input may take so many times as long: linear is four, quadratic sixteen."""
_FLOOR: Final = 0.05
"""Seconds below which a clock of the processor tells nothing."""
_MEMORY: Final = 500
"""Megabytes of a whole process."""


def _seconds(body: bytes) -> float:
    """The least processor time of two runs."""

    def once() -> float:
        began = time.process_time()
        passed(body)
        return time.process_time() - began

    return min(once(), once())


def _grows_linearly(make: Callable[[int], bytes], size: int) -> bool:
    """Whether four times the page takes about four times as long; asked thrice, if need be."""
    for _ in range(3):
        few = max(_seconds(make(size)), _FLOOR)
        if _seconds(make(4 * size)) <= _WIDE * few:
            return True
    return False


def _sound(outcome: Passed) -> None:
    """What was read is a page; what was not is no breach."""
    assert (outcome.page is None) != (outcome.why is None)
    if outcome.why is not None:
        assert not outcome.breaches
        verdicts = {a.verdict for said in outcome.said for a in said.assessed.assessments}
        assert verdicts <= {"inconclusive", "not_applicable"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<div>" * 100_000, "too_deep"),
        ("<div><p>" * 100_000, "too_deep"),
        ("<span>" * 59_000, "too_deep"),
        ("<p " + "a=1 " * 1_000_000 + ">x", "too_large"),
        ("<p " + "a " * 5_000 + ">x", "too_large"),
        ("<p x='>' " + "a='<' " * 5_000 + ">x", "too_large"),
        ('<p " ' + "a " * 5_000 + '">x', "too_large"),
        ('<p =" ' + "a " * 5_000 + '">x', "too_large"),
        ('<p x==" ' + "a " * 5_000 + '">x', "too_large"),
        ("<p" + "/a" * 5_000 + ">x", "too_large"),
        ("<p x='" + "a=1 " * 5_000, "too_large"),
        ("".join(f"<body a{i}=1>" for i in range(20_000)) + "x", "too_deep"),
        ("<select>" + "<option>x" * 30_000, "too_large"),
        ("<p>x" * (ELEMENTS + 1), "too_large"),
        ("<a href=/x>x</a>" * 1_000_000, "too_large"),
        ("<table>" + "<tr><td>x</td></tr>" * 100_000, "too_large"),
        ("<p>" + PROSE * (TEXT // len(PROSE) + 1), "too_large"),
        ("<p>x</p><!--" + "x" * MARKUP, "too_large"),
        (
            "<p>" + "".join(f"<b a={i}>" for i in range(3000)) + "</p>" + "<p>x</p>" * 3000,
            "too_large",
        ),
        ("".join(f"<p><b a={i}>x" for i in range(1500)), "too_large"),
        (
            "<p>" + "".join(f"<b a={i} c='</b>'><!--</b></b>-->" for i in range(1400)) + "</p>"
            "<script></b></b></script>" + "<p>x</p>" * 1400 + "</b>" * 1400,
            "too_large",
        ),
        ("\u200b" * 100_000, "empty"),
        ("<template>" * 2_000 + "x", "empty"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_what_would_take_beyond_reason_is_not_read(body: str, reason: UnreadableReason) -> None:
    """Each says why, and every duty is inconclusive."""
    outcome = passed(page(body, ""))
    assert outcome.why is not None
    assert outcome.why.reason == reason
    _sound(outcome)


@pytest.mark.parametrize(
    "body",
    [
        "<p x='" + "a > b < c " * 20_000 + "'>x</p>",
        f"<img src='data:image/png;base64,{'A' * 1_000_000}'>x",
        "<script>" + "if (a<b && c>d) x = '<b>'; " * 20_000 + "</script><p>x</p>",
        f"<script type='application/json'>{'1,' * 500_000}</script><p>x</p>",
        f"<div class='{'abc ' * 1_000_000}'>x</div>",
        "<b class=a>x</b>" * 3_000,
        "<p><font color=red>x</font></p>" * 3_000,
        "<select>" + "<option>x</option>" * 2_000 + "</select>",
        "<div>" * 500 + "x" + "</div>" * 500,
        "<ul>" + "<li><a href='/x'>Một tin trong ngày</a></li>" * 5_000 + "</ul>",
        "".join(f"<p>{PROSE}</p>" for _ in range(3_000)),
    ],
    ids=lambda body: body[:24],
)
def test_what_is_large_but_harmless_is_read(body: str) -> None:
    """Long values, scripts, lists and a long law are no reason to refuse a page."""
    assert harmful(page(body)) is None
    assert isinstance(read(page(body), "text/html", None, ADDRESS), Page)


@pytest.mark.parametrize("name", MARKUP_TRAPS)
def test_repeated_markup_takes_linear_time(name: str) -> None:
    """Through the whole path, as long as it is read at all."""
    unit = MARKUP_TRAPS[name]

    def make(size: int) -> bytes:
        return page(PARAGRAPHS + repeated(unit, size))

    _sound(passed(make(60_000)))
    assert _grows_linearly(make, 4_000)


@pytest.mark.parametrize("name", TEXT_TRAPS)
def test_repeated_text_takes_no_time_that_counts(name: str) -> None:
    """In every place of a page; an expression that goes wrong takes far longer than this."""
    text = repeated(TEXT_TRAPS[name], 5_000)
    body = page("".join(shape(text) for shape in SHAPES.values()))
    began = time.process_time()
    _sound(passed(body))
    assert time.process_time() - began < 10


def _zeros(coding: str, megabytes: int) -> bytes:
    block = bytes(1_000_000)
    if coding in ("gzip", "deflate"):
        packer = zlib.compressobj(1, wbits=31 if coding == "gzip" else 15)
        return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()
    codec = cramjam.brotli.Compressor(1) if coding == "br" else cramjam.zstd.Compressor(1)
    out = bytearray()
    for _ in range(megabytes):
        codec.compress(block)
        out += bytes(codec.flush())
    return bytes(out + bytes(codec.finish()))


@pytest.mark.parametrize(
    ("coding", "size"),
    # Brotli is slow to pack, so its bomb is smaller; unpacked it would still pass the bound.
    [("gzip", 300), ("deflate", 300), ("br", 250), ("zstd", 300)],
)
def test_a_bomb_is_unpacked_no_further_than_the_limit(coding: str, size: int) -> None:
    """Hundreds of megabytes of zeros in a few bytes: neither its time nor its memory is spent."""
    program = (
        "import sys\n"
        "from tests.support.memory import peak_mebibytes\n"
        "from minhbach_classifier.domain.reading import decode_body\n"
        "outcome = decode_body(sys.stdin.buffer.read(), sys.argv[1])\n"
        "print(outcome.reason, peak_mebibytes())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, coding],
        input=_zeros(coding, size),
        capture_output=True,
        check=True,
        timeout=100,
    )
    reason, megabytes = done.stdout.split()
    assert reason == b"too_large"
    assert int(megabytes) < _MEMORY


def test_a_bomb_in_a_bomb_is_unpacked_no_further() -> None:
    """Layer by layer, each within the limit, and no more layers than anyone uses."""
    inner = _zeros("gzip", 100)
    outer = gzip.compress(inner)
    assert isinstance(decode_body(outer, "gzip, gzip"), Unreadable)
    layered = b"<p>x</p>"
    for _ in range(5):
        layered = gzip.compress(layered)
    assert isinstance(decode_body(layered, ", ".join(["gzip"] * 5)), Unreadable)
    assert decode_body(gzip.decompress(layered), ", ".join(["gzip"] * 4)) == b"<p>x</p>"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("damage", [b"", b"\0" * 9, b"garbage that is nothing", b"<p>x</p>"])
def test_a_body_that_is_not_in_its_coding_is_no_error(coding: str, damage: bytes) -> None:
    """Empty, cut, or something else: a reason, or the page that it is all the same."""
    whole = {
        "gzip": gzip.compress(page(PROSE)),
        "deflate": zlib.compress(page(PROSE)),
        "br": bytes(cramjam.brotli.compress(page(PROSE))),
        "zstd": bytes(cramjam.zstd.compress(page(PROSE))),
    }[coding]
    for body in (damage, whole[: len(whole) // 2], whole[:-1], whole + damage, damage + whole):
        _sound(passed(body, coding=coding))


def test_a_zip_is_no_page() -> None:
    """A file of zeros, packed as a download, with the content type of a page."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50_000_000))
    assert passed(packed.getvalue()).why == Unreadable("not_html", "the body is no text")


@pytest.mark.parametrize(
    "script",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"datePublished":' + "1" * 100_000 + "}",
        '{"@graph":[' + ",".join(['{"datePublished":"x"}'] * 5_000) + "]}",
        '{"datePublished":"' + "2026-" * 20_000 + '"}',
        '{"a":"' + "\\u0041" * 20_000 + '"}',
        "\ud83d{}".encode("utf-8", "replace").decode(),
        '{"datePublished":"9999-99-99T99:99:99+99:99"}',
        '{"datePublished":"0001-01-01T00:00:00+23:59"}',
        "NaN",
        '{"datePublished":NaN,"articleBody":1e999}',
    ],
    ids=lambda script: script[:20],
)
def test_a_pages_data_cannot_break_it(script: str) -> None:
    """JSON-LD that nests, counts or lies is passed over; the page is read without it."""
    body = f"<script type='application/ld+json'>{script}</script>{PARAGRAPHS}"
    outcome = passed(page(body * 3))
    assert outcome.page is not None


def test_the_worst_page_takes_bounded_memory() -> None:
    """As much text, elements and links as are read at all, in one process."""
    program = (
        "from tests.support.memory import peak_mebibytes\n"
        "from tests.fuzz.path import passed\n"
        "from tests.fuzz.parts import PROSE, page\n"
        "for unit in (PROSE, '<p>x', '<p><a href=/x>w88</a> <b>x</b> <i hidden>y</i>'):\n"
        "    assert passed(page(unit * min(390_000 // len(unit), 14_000))).page is not None\n"
        "print(peak_mebibytes())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, timeout=100
    )
    assert int(done.stdout) < _MEMORY
