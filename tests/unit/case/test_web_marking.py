"""How quoted words are cut at their marks and made plain."""

from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.web.marking import Piece, cut, plain

_MARKS = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=8)


@given(text=st.text(max_size=50), marks=_MARKS)
def test_the_pieces_are_the_text(text: str, marks: list[tuple[int, int]]) -> None:
    """Whatever the marks say, every word is shown once and in order."""
    assert "".join(piece.text for piece in cut(text, marks)) == text


@given(text=st.text(max_size=50), marks=_MARKS)
def test_a_letter_is_marked_where_a_mark_covers_it(text: str, marks: list[tuple[int, int]]) -> None:
    """A letter is marked when and only when one of the marks covers its place."""
    marked = [piece.marked for piece in cut(text, marks) for _ in piece.text]
    assert marked == [any(start <= at < end for start, end in marks) for at in range(len(text))]


def test_marks_cut_a_text() -> None:
    """Marked and plain runs follow one another; marks that touch are one."""
    assert cut("tăng 30% so với", [(5, 7), (7, 8)]) == (
        Piece("tăng "),
        Piece("30%", marked=True),
        Piece(" so với"),
    )


def test_what_turns_the_reading_order_is_shown_as_a_sign() -> None:
    """A direction override in a hostile page cannot make evidence read otherwise."""
    assert plain("a\u202eb\u2066c\x00d\ne") == "a\ufffdb\ufffdc\ufffdd\ne"


@given(st.text(max_size=80))
def test_plain_text_keeps_its_length(text: str) -> None:
    """Marks count letters: making a text plain moves none of them."""
    assert len(plain(text)) == len(text)
