"""The text that labels count in is defined to the letter."""

import unicodedata

from tests.gold.plain import plain_text


def _plain(body: str) -> str:
    return plain_text(f"<html><body>{body}</body></html>".encode())


def test_blocks_stand_on_lines_of_their_own() -> None:
    """The edge of a block, or a break, is one newline however much space is around it."""
    assert (
        _plain("<div> <p>Một</p>\n\n <ul><li>Hai<li>Ba<br> Bốn</ul></div>") == "Một\nHai\nBa\nBốn"
    )


def test_inline_elements_split_no_word() -> None:
    """A word that is half bold stays one word; white space between is one space."""
    assert _plain("<p>Hà <b>N</b>ội,\n<a href=x>thủ\u00a0đô</a></p>") == "Hà Nội, thủ đô"


def test_what_is_no_text_falls_away() -> None:
    """Scripts, styles, templates, noscript and comments; hidden elements stay."""
    body = "<script>x</script>a<!-- c --><style>y</style><noscript>n</noscript><p hidden>b</p>"
    assert _plain(body + "<template><p>t</p></template>") == "a\nb"


def test_letters_are_composed() -> None:
    """A page in NFD has the offsets of the same page in NFC."""
    text = "Sở Thông tin và Truyền thông"
    assert _plain(unicodedata.normalize("NFD", text)) == text


def test_a_page_without_text_is_empty() -> None:
    """Nothing comes of nothing."""
    assert plain_text(b"") == ""
