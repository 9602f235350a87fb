"""What a line says by itself: by its first letters before any pattern is asked."""

import re
from functools import lru_cache
from itertools import product
from typing import Final

PROSE: Final = 40
"""Characters below which a line is no prose."""
_ENDS: Final = frozenset('.!?…:;”"’)]')
_RELATED: Final = re.compile(
    r"(?:các\s)?(?:tin|bài)(?:\s(?:viết|tức|bài))?\s(?:liên quan|khác|cùng chuyên mục|"
    r"cùng loại|đã đưa|cũ hơn|mới hơn|mới nhất|đọc nhiều|xem nhiều|tiếp theo)|"
    r"có thể bạn quan tâm|đọc thêm|xem thêm|"
    r"bình luận|ý kiến bạn đọc|gửi bình luận|viết bình luận|từ khóa|tags?\b|chia sẻ|"
    r"related|read more|more from|recommended|comments?\b|share this|leave a (?:comment|reply)",
    re.IGNORECASE,
)
_TOOLS: Final = re.compile(r"từ khóa|tags?\b|chia sẻ|share this", re.IGNORECASE)
_CAPTION: Final = re.compile(
    r"(?:\(?(?:ảnh|hình ảnh|nguồn ảnh|photo|ảnh minh họa|image|credit)\s*[:.]|ảnh minh h[oọ]a)",
    re.IGNORECASE,
)
_CAPTION_END: Final = re.compile(
    r"[.;,–-]?\s*\(?(?:nguồn )?(?:ảnh|photo|đồ họa|hình ảnh)\s*:\s*[^\n.:]{1,40}\)?\.?$",
    re.IGNORECASE,
)
_CAPTION_LENGTH: Final = 200
_IMPRINT: Final = re.compile(
    r"\W{0,3}(?:trang (?:thông tin|tin)(?: tổng hợp)? điện tử|trang thông tin tổng hợp"
    r"|giấy phép\s?(?:số|:|thiết lập|hoạt động|trang|ttđt|icp|mxh|báo chí|xuất bản)|gp số"
    r"|(?:cơ quan|đơn vị) chủ quản|(?:người\s)?chịu trách nhiệm (?:chính|(?:quản lý\s)?nội dung)"
    r"|tổng biên tập\s?:|bản quyền (?:thuộc|©)|(?:copyright\s?)?(?:©|\(c\))\s?\d{4})",
    re.IGNORECASE,
)
_REMEMBERED: Final = 20_000
_WORD: Final = re.compile(r"\w+")
_FIRST: Final = 3
_OTHER_CASES: Final = {"i": "İı", "k": "\N{KELVIN SIGN}", "s": "ſ"}
"""What else a pattern regardless of case takes for these letters."""


def beginnings(*words: str) -> frozenset[str]:
    """The first three letters of words, in every case.

    Most lines are no match for a pattern by these already, which is told in a fraction of its time.
    """
    return frozenset(
        "".join(letters) for word in words for letters in product(*map(_cases, word[:_FIRST]))
    )


def _cases(letter: str) -> str:
    return letter + letter.upper() + _OTHER_CASES.get(letter, "")


_RELATED_BEGINS: Final = beginnings(
    *("các", "tin", "bài", "có thể", "đọc", "xem", "bình luận", "ý kiến", "gửi", "viết", "từ khóa"),
    *("tag", "chia sẻ", "related", "read", "more", "recommended", "comment", "share", "leave"),
)
_CAPTION_BEGINS: Final = beginnings("ảnh", "hình ảnh", "nguồn", "photo", "image", "credit")
_PICTURES: Final = beginnings("ảnh", "oto", "họa")
"""The last letters of what a caption calls a picture."""
_IMPRINT_BEGINS: Final = beginnings(
    *("trang", "giấy", "gp số", "cơ quan", "đơn vị", "người", "chịu", "tổng", "bản", "copyright")
)


def begins(line: str, with_: frozenset[str]) -> bool:
    """Whether a line begins so, or with a sign such as a bracket."""
    return line[:_FIRST] in with_ or not line[:1].isalnum()


ASIDE_BEGINS: Final = _RELATED_BEGINS | _CAPTION_BEGINS | _IMPRINT_BEGINS
"""Of captions, and of what stands below a text."""


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence, a quotation or the opening of a list does."""
    return line[-1:] in _ENDS


def is_prose(line: str) -> bool:
    """Whether a line reads like a sentence of a text."""
    return len(line) >= PROSE and (ends_sentence(line) or len(line) >= 2 * PROSE)


def is_caption(line: str) -> bool:
    """Whether a line is a picture's caption or credit."""
    if len(line) > _CAPTION_LENGTH:
        return False
    if begins(line, _CAPTION_BEGINS) and _CAPTION.match(line):
        return True
    before, colon, _ = line.rpartition(":")
    named = colon and before.rstrip()[-_FIRST:] in _PICTURES
    return bool(named and _CAPTION_END.search(line))


def opens_imprint(line: str) -> bool:
    """Whether a line opens as those do that say who runs a site and under which licence."""
    return begins(line, _IMPRINT_BEGINS) and _IMPRINT.match(line) is not None


def is_related(line: str) -> bool:
    """Whether a line opens as the heading of related articles, comments or tools does."""
    return line[:_FIRST] in _RELATED_BEGINS and _RELATED.match(line) is not None


def heads_list(line: str) -> bool:
    """Whether a line is the heading of related articles or comments, and nothing more."""
    if line[:_FIRST] not in _RELATED_BEGINS or (found := _RELATED.match(line)) is None:
        return False
    return len(line) - found.end() <= 15 and not _TOOLS.match(line)


@lru_cache(maxsize=_REMEMBERED)
def words_of(line: str) -> frozenset[str]:
    """The words of a line, lower case."""
    return frozenset(_WORD.findall(line.lower()))
