"""Alignment of a copy with its source: it loses no word, and its changes are the real ones."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.sources.alignment import Piece, align
from minhbach_classifier.domain.sources.body import body_of
from minhbach_classifier.domain.sources.differences import ascending, differences, excerpt
from tests.unit.classifier.copying import SOURCE, page, source_page

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=40)
SENTENCES = st.lists(
    st.sampled_from([s for paragraph in SOURCE for s in paragraph.split(". ")]), max_size=8
)


def changes(copy: str, source: str) -> list[tuple[str, str]]:
    """The changed words of both texts, by piece."""
    mine, theirs = copy.split(), source.split()
    return [
        (
            " ".join(mine[p.copy_start : p.copy_end]),
            " ".join(theirs[p.source_start : p.source_end]),
        )
        for p in align(mine, theirs)
        if not p.equal
    ]


@settings(deadline=None)  # a busy machine is no fault of the code
@given(WORDS, WORDS)
def test_the_pieces_give_both_texts_again(copy: list[str], source: list[str]) -> None:
    """Every word is in exactly one piece, equal pieces are equal, and the kinds alternate."""
    pieces = align(copy, source)
    mine = [w for p in pieces for w in copy[p.copy_start : p.copy_end]]
    theirs = [w for p in pieces for w in source[p.source_start : p.source_end]]
    assert (mine, theirs) == (copy, source)
    for piece in pieces:
        same = (
            copy[piece.copy_start : piece.copy_end] == source[piece.source_start : piece.source_end]
        )
        assert same or not piece.equal
    assert all(one.equal != other.equal for one, other in pairwise(pieces))


@settings(deadline=None)  # a busy machine is no fault of the code
@given(WORDS, st.integers(0, 40), st.integers(0, 40))
def test_an_excerpt_leaves_out_only_its_ends(source: list[str], start: int, end: int) -> None:
    """A contiguous excerpt aligns as one equal piece, wherever words repeat."""
    copy = source[min(start, end) : max(start, end)]
    pieces = align(copy, source)
    assert [p for p in pieces if p.equal and p.copied != len(copy)] == []
    assert all(not p.copied for p in pieces if not p.equal)


@settings(deadline=None)  # a busy machine is no fault of the code
@given(WORDS)
def test_a_text_beside_itself_is_one_equal_piece(words: list[str]) -> None:
    """And beside nothing, one changed piece."""
    whole = Piece(True, 0, len(words), 0, len(words))
    assert align(words, words) == ((whole,) if words else ())
    assert align([], words) == ((Piece(False, 0, 0, 0, len(words)),) if words else ())


def test_a_changed_word_is_one_change() -> None:
    """A replaced word is a change of its own; its neighbours stay equal."""
    assert changes("giá lúa tăng 15% so với năm ngoái", "giá lúa tăng 12% so với năm ngoái") == [
        ("15%", "12%")
    ]


def test_chance_agreements_are_no_agreement() -> None:
    """A word that two different sentences share by chance does not cut the change in two."""
    copy = "mở đầu chung ngày mai trời sẽ mưa rất to kết thúc chung"
    source = "mở đầu chung hôm qua giá gạo sẽ giảm khá nhiều kết thúc chung"
    assert changes(copy, source) == [
        ("ngày mai trời sẽ mưa rất to", "hôm qua giá gạo sẽ giảm khá nhiều")
    ]


def test_a_gap_is_where_it_makes_one_change() -> None:
    """Repeated words do not scatter an omission over two places."""
    pieces = align(["ông", "nói", "thế"], ["ông", "Nam", "cười", "ông", "nói", "thế"])
    assert pieces == (Piece(False, 0, 0, 0, 3), Piece(True, 0, 3, 3, 6))


@settings(deadline=None)  # a busy machine is no fault of the code
@given(SENTENCES, SENTENCES)
def test_every_passage_quotes_its_page(mine: list[str], theirs: list[str]) -> None:
    """Sentences and marks lie in their page's text, marks ascend and lie in their sentence."""
    copy, source = body_of(page(*mine)), body_of(source_page(*theirs))
    for change in differences(copy, source):
        assert change.copied or change.source
        for side, body in ((change.copied, copy), (change.source, source)):
            if side is None:
                continue
            assert body.page.words(side.sentence).strip()
            assert all(side.sentence.start <= m.start < m.end for m in side.marks)
            assert ascending(side.marks)


def test_a_long_sentence_is_cut_around_its_change() -> None:
    """The cut holds the changed words and no more than the limit."""
    cut = excerpt(Range(100, 1000), (Range(700, 710),), 300)
    assert cut.end - cut.start <= 300
    assert cut.start <= 700
    assert cut.end >= 710
    assert excerpt(Range(0, 50), (), 300) == Range(0, 50)
