"""What a line says by itself is told by its first letters as its patterns tell it."""

import re
import sys
from collections.abc import Callable
from itertools import product

import pytest

from minhbach_classifier.domain.reading import edges, lines

ALPHABET = "abcdefghiklmnopqrstuvxyàáạảãâấầẩậăắằặđèéẹẻêếềểệìíịỉòóọỏôốồổộơớờởợùúụủưứừửựỳýỵ"
EVERY_LETTER = "".join(map(chr, range(sys.maxunicode + 1)))
TELLING: tuple[tuple[Callable[[str], bool], re.Pattern[str]], ...] = (
    (lines.is_related, lines._RELATED),
    (lines.opens_imprint, lines._IMPRINT),
)
LINES = (
    *("tin liên quan", "các bài viết khác", "có thể bạn quan tâm", "đọc thêm", "ý kiến bạn đọc"),
    *("bình luận", "gửi bình luận", "từ khóa: a", "tags", "chia sẻ", "read more", "share this"),
    *("trang tin điện tử a", "© 2026", "(c) 2026", "giấy phép số 1", "gp số", "tổng biên tập: a"),
    *("người chịu trách nhiệm chính", "đơn vị chủ quản", "copyright © 2026", "_ bản quyền thuộc"),
    *("ảnh: a", "(nguồn ảnh: a", "ảnh minh hoạ", "image. b", "một ngày. ảnh: an", "a photo : b"),
    *("đồ họa : c.", "a, hình ảnh: b)", "hai: ba", "", "a", "_", "\N{COMBINING TILDE}tin khác"),
    *("nguồn: a", "(theo a)", "[nguồn a]", "theo a", "dẫn theo a", "link gốc: a", "source - a"),
    *("16/11/2026 nguồn: a", "thứ hai, 16/11/2026 theo a", "chủ nhật 16/11/2026 - bản gốc: a"),
)


@pytest.mark.parametrize("letter", ALPHABET)
def test_cases_are_those_of_a_pattern(letter: str) -> None:
    """A letter's cases are what a pattern takes for it that regards no case."""
    assert set(lines._cases(letter)) == set(re.findall(letter, EVERY_LETTER, re.IGNORECASE))


def _written(line: str) -> set[str]:
    """A line with its first letters in every case."""
    return {"".join(head) + line[3:] for head in product(*map(lines._cases, line[:3]))}


@pytest.mark.parametrize("line", LINES)
def test_first_letters_hide_no_line(line: str) -> None:
    """In whatever case a line begins, its first letters never say no where its pattern says yes."""
    for written in _written(line):
        for tells, pattern in TELLING:
            assert tells(written) == bool(pattern.match(written))
        caption = lines._CAPTION.match(written) or lines._CAPTION_END.search(written)
        assert lines.is_caption(written) == bool(caption)
        begins = lines.begins(written, edges._CREDIT_BEGINS)
        assert begins or not edges._CREDIT.match(written)
        timed = written[:1].isdecimal() or lines.begins(written, edges._TIME_BEGINS)
        assert timed or not edges._OWN_TIME.match(written)
