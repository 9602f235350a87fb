"""Links' addresses: those that stand as they are, are those that the standard leaves alone."""

from random import Random
from typing import Final

import ada_url
import pytest

from minhbach_classifier.domain.reading.links import links
from minhbach_classifier.domain.reading.tree import document_of

PAGE: Final = "https://tin.example/a/b"
_PARTS: Final = (
    *("/", "a", "B", "..", ".", "%2e", "%2E", "%20", "%zz", "-", "_", "~", "!", "$", "(", ")", "*"),
    *("+", ",", ";", "=", ":", "@", "?", "#", "//", "x.html", "9", "^", "|", "[", "{", "\\", "à"),
)
_HOSTS: Final = (
    *("a.vn", "www.a-b.com.vn", "a", "1.2.3.4", "xn--a.vn", "A.vn", "a..vn", "a.vn:80", "u@a.vn"),
    *("a_b.vn", "-a.vn", "0x7f.vn", "a.0x7f", "a.1", "localhost", "a.vn.", "ab--c.vn"),
)


def _addresses() -> list[str]:
    random = Random(861)
    begins = ["", "/", "#", "?", "http:", "mailto:", "JavaScript:", "tel:", "//a.vn/"]
    begins += [f"{scheme}://{host}" for scheme in ("http", "https") for host in _HOSTS]
    return [
        random.choice(begins) + "".join(random.choices(_PARTS, k=random.randrange(6)))
        for _ in range(4_000)
    ]


def _resolved(written: str) -> str:
    try:
        return str(ada_url.join_url(PAGE, written))
    except ValueError:
        return written


def test_addresses_are_those_of_the_standard() -> None:
    """Whatever way an address takes, it is what the whole algorithm makes of it."""
    written = [one for one in _addresses() if one]
    document = document_of("".join(f'<a href="{one}">x</a>' for one in written))
    found = [link.address for link in links(document, PAGE)]
    assert found == [_resolved(one) for one in written]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("a <a href=b> c</a>", "c"),
        ("<p>a</p><a href=b>c</a>", "c"),
        ("a<a href=b> <i>c</i></a>", "c"),
    ],
)
def test_a_link_begins_with_its_words(markup: str, words: str) -> None:
    """White space between a link's tag and its words is none of it."""
    document = document_of(markup)
    (link,) = links(document, PAGE)
    assert document.body.text[link.text.start : link.text.end] == words
