"""Sentences, and what two texts share."""

import pytest

from tests.evaluation.wording import Overlaps, containment, is_plain, paragraphs, sentences


def test_sentences_end_where_a_new_one_begins() -> None:
    """Initials, titles and figures end no sentence."""
    text = "Anh T. đi TP. Mỹ Tho lúc 7.30. Chị ở nhà! “Mai về”, anh nói. Chị gật đầu."
    assert sentences(text) == [
        "Anh T. đi TP. Mỹ Tho lúc 7.30.",
        "Chị ở nhà!",
        "“Mai về”, anh nói.",
        "Chị gật đầu.",
    ]


def test_long_lines_become_several_paragraphs() -> None:
    """Three sentences make one; the line's end always does."""
    assert [len(p) for p in paragraphs("Một. Hai. Ba. Bốn.\nNăm.")] == [3, 1, 1]


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("Nước lũ đã rút khỏi phần lớn các xã ven sông từ chiều qua.", True),
        ("Nước lũ đã rút.", False),
        ("Toàn cảnh khu vực ngập nước nhìn từ trên cao, ảnh chụp chiều qua.", False),
        ("đoạn văn không viết hoa đầu câu thì không chắc là một câu trọn vẹn.", False),
    ],
)
def test_captions_and_fragments_are_not_plain(sentence: str, plain: bool) -> None:
    """Only what surely belongs to the text is altered."""
    assert is_plain(sentence) is plain


def test_containment_ignores_spelling_and_counts_the_copy() -> None:
    """A whole copy in other letters is contained; the source's rest does not count."""
    copy = "Cầu mới bắc qua sông sẽ thông xe vào tháng sau"
    source = f"{copy.upper()} theo thông báo của ban quản lý dự án"
    assert containment(copy, source) == 1.0
    assert 0 < containment(source, copy) < 1
    assert containment("ngắn", source) == 0.0


def test_overlaps_find_the_text_that_shares_most() -> None:
    """A text alone shares nothing; two alike share all."""
    one = "Mùa khô năm nay người dân các huyện ven biển lại xếp hàng chờ từng xe nước ngọt " * 2
    other = "Đoàn viên thanh niên xã vừa hoàn thành tuyến đường hoa dài hai cây số đầu tiên " * 2
    overlaps = Overlaps([one, other, one])
    assert overlaps.most(0) == 1.0
    assert overlaps.most(1) < 0.2
