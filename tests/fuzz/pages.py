"""Pages grown at random from honest and hostile parts, then damaged."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from tests.fuzz.parts import MARKUP, PARAGRAPHS, SHAPES, TEXT, page, repeated
from tests.unit.classifier.copying import SOURCE, TITLE
from tests.unit.classifier.markup import FULL_FOOTER, article

_LARGEST: Final = 4_000
"""Characters of a part; time is bounded by what grows, not by what is large."""
_TAGS: Final = ("p", "div", "span", "td", "li", "h1", "footer", "b", "a href='/x'", "p hidden")
_CHARSETS: Final = ("utf-8", "utf-8", "utf-8", "utf-16", "cp1252", "cp1258", "latin-1")
_SIGNS: Final = (b"<", b">", b"'", b'"', b"&", b"</", b"\0", b"\xcc\x81", b"\n", b"&#769;")
_HONEST: Final = (
    PARAGRAPHS,
    FULL_FOOTER,
    article(),
    f"<h1>{TITLE}</h1><p>16/11/2026 10:00</p>" + "".join(f"<p>{p}</p>" for p in SOURCE),
    "<p>Theo Báo Sông Tiền, 08:30 16/11/2026</p>",
    "<p>Nổ hũ 8xbet, nạp lần đầu tặng 100k, soi kèo nhà cái bit.ly/x</p>",
    '<script type=\'application/ld+json\'>{"datePublished":"2026-11-16T08:30:00Z"}</script>',
)


def grown(random: Random) -> bytes:
    """One page; the same of the same seed."""
    parts = [_part(random) for _ in range(random.randint(1, 8))]
    body = page("".join(parts))
    charset = random.choice(_CHARSETS)
    if charset != "utf-8":
        body = body.decode("utf-8").encode(charset, "xmlcharrefreplace")
    for _ in range(random.choice((0, 0, 1, 3, 20))):
        body = random.choice(_DAMAGES)(random, body)
    return body


def _part(random: Random) -> str:
    size = int(_LARGEST ** random.random())
    match random.randrange(5):
        case 0:
            return random.choice(_HONEST)
        case 1:
            return repeated(random.choice(tuple(MARKUP.values())), size)
        case 2:
            shape = random.choice(tuple(SHAPES.values()))
            return shape(repeated(random.choice(tuple(TEXT.values())), size))
        case 3:
            return _mixed(random, tuple(TEXT.values()), size)
        case _:
            tag = random.choice(_TAGS)
            return f"<{tag}>{_part(random)}</{tag.split()[0]}>"


def _mixed(random: Random, units: Sequence[str], size: int) -> str:
    few = random.sample(units, 4)
    return "".join(random.choice(few) for _ in range(size // 4))


def _cut(random: Random, body: bytes) -> bytes:
    return body[: random.randrange(len(body) + 1)]


def _dropped(random: Random, body: bytes) -> bytes:
    at = random.randrange(len(body) + 1)
    return body[:at] + body[at + random.randint(1, 40) :]


def _doubled(random: Random, body: bytes) -> bytes:
    at = random.randrange(len(body) + 1)
    piece = body[at : at + random.randint(1, 400)]
    return body[:at] + piece * random.randint(2, 9) + body[at:]


def _changed(random: Random, body: bytes) -> bytes:
    at = random.randrange(len(body) + 1)
    return body[:at] + random.randbytes(random.randint(1, 4)) + body[at + 1 :]


def _signed(random: Random, body: bytes) -> bytes:
    at = random.randrange(len(body) + 1)
    return body[:at] + random.choice(_SIGNS) + body[at:]


_DAMAGES: Final[tuple[Callable[[Random, bytes], bytes], ...]] = (
    _cut,
    _dropped,
    _doubled,
    _changed,
    _signed,
)
