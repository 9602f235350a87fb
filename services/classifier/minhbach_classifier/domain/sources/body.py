"""A page's text as it is compared: without what may change in a faithful copy."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Final

from minhbach_classifier.domain.model import Page, Range
from minhbach_classifier.domain.sources import winnowing
from minhbach_classifier.domain.sources.credits import read_credits
from minhbach_classifier.domain.sources.sketches import Sketch, sketched
from minhbach_classifier.domain.sources.syllables import Syllables, syllables

_DATELINE: Final = re.compile(
    # "(Dân trí) - ", "TTO - ", "VOV.VN – ": the outlet's mark before the first sentence.
    r"\s*(?:\([^()\n]{2,40}\)\s*[-–—:]?|\[[^\[\]\n]{2,40}\]\s*[-–—:]|[A-ZĐ0-9+.]{2,12}\s*[-–—])\s*"
)
_ASIDE: Final = re.compile(
    r"\s*(?:>>|»|(?:\*\s*)?(?:mời (?:quý )?(?:độc giả|bạn đọc|quý vị)|xem thêm|đọc thêm"
    r"|đọc tiếp|xem (?:tiếp|chi tiết|đầy đủ|toàn văn)"
    r"|tin (?:bài )?(?:liên quan|khác|cùng chuyên mục)|bài (?:viết )?liên quan"
    r"|có thể bạn quan tâm|từ khóa|tags?|chia sẻ|bình luận|ảnh(?: minh họa)?|video|clip|nguồn ảnh"
    r"|quảng cáo|advertisement|theo dõi .{1,40} trên)(?:\s*:|\s*$|\b(?=.{0,80}$)))",
    re.IGNORECASE,
)
_MARK: Final = re.compile(
    # Whose picture or words these are, in the middle of a paragraph.
    r"\((?:nguồn(?: ảnh)?|ảnh|photo|theo)\b[^()\n]{1,60}\)",
    re.IGNORECASE,
)
_ASIDE_WORDS: Final = 25
_HOW: Final = re.compile(
    r"\s*\((?:t/h|th|tổng hợp|(?:lược |biên )?dịch|ghi|thực hiện)\)\s*$", re.IGNORECASE
)
_BYLINE: Final = re.compile(
    r"\s*(?:(?:PV|CTV|BTV|Bài|Ảnh|Tin)\b[\s:,.-]*)*(?:[^\W\d_]+\.?[\s–,-]*){1,6}\s*"
)

_TEXT: Final = attrgetter("text")
_Links = tuple[Sequence[int], Sequence[int]]
_LONGEST_BYLINE: Final = 60
_BYLINE_WORDS: Final = 6
_HOW_WORDS: Final = 2
"""At most: ``(lược dịch)``."""


@dataclass(frozen=True)
class Body:
    """A page's main text for comparison; offsets are the page's."""

    page: Page
    places: tuple[Range, ...]
    """The main text's blocks without credits, datelines, bylines and related links."""

    @cached_property
    def sketch(self) -> Sketch:
        """The compared syllables without their places."""
        return sketched(self.page.text, self.places)

    @property
    def length(self) -> int:
        """How many syllables are compared."""
        return self.sketch.words

    @property
    def shingles(self) -> int:
        """How many runs of five they make."""
        return self.sketch.shingles

    @cached_property
    def words(self) -> Syllables:
        """The compared syllables, each with its place."""
        spoken = self.sketch.text.decode().split(" ")
        if len(spoken) == self.length:
            return Syllables(self.page.text, self.places, tuple(spoken))
        # There are none, or one that holds a space: a single letter may stand for a phrase.
        return syllables(self.page.text, self.places)

    @cached_property
    def keys(self) -> tuple[int, ...]:
        """The fingerprint's keys, ascending."""
        return self.sketch.keys()

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the compared syllables."""
        return winnowing.digest_of_joined(self.sketch.text)

    @cached_property
    def headline(self) -> Syllables:
        """The headline's syllables; their offsets count only where the page shows a title."""
        return syllables(*self._headline)

    @property
    def _headline(self) -> tuple[str, tuple[Range, ...]]:
        page = self.page
        if page.title is not None:
            return page.text, (page.title,)
        return page.headline, (Range(0, len(page.headline)),)

    @property
    def is_teasers(self) -> bool:
        """Whether it is other articles' openings, each cut short: a list, not a text."""
        text = self.page.text
        if 3 * (text.count("…") + text.count("...")) < 2 * len(self.places):
            return False
        cut = sum(self.page.words(place).rstrip().endswith(("…", "...")) for place in self.places)
        return cut > 1 and 3 * cut >= 2 * len(self.places)

    @cached_property
    def version(self) -> str:
        """SHA-256 (hex) of headline and text: tells one version of an article from another."""
        headline = sketched(*self._headline).text
        return winnowing.digest_of_joined(headline, b"\n", self.sketch.text)

    @cached_property
    def everything(self) -> str:
        """All syllables of the page, between spaces: to ask whether words stand on it at all."""
        return f" {' '.join(syllables(self.page.text).words)} "

    def holds(self, words: Sequence[str]) -> bool:
        """Whether the words stand on the page in this order, anywhere."""
        return f" {' '.join(words)} " in self.everything


def body_of(page: Page) -> Body:
    """The text of a page as it is compared with others."""
    credited = tuple(credit.place for credit in read_credits(page))
    links = _links_of_main(page)
    text = page.text
    blocks = [b for b in page.main if not _is_aside(text, b, links)]
    inner = _without_bylines(page, blocks)
    return Body(page, tuple(_cut(page, inner, credited)))


def _links_of_main(page: Page) -> _Links:
    """Where the links that touch the main text begin and end, ascending."""
    if not page.main:
        return (), ()
    first, last = page.main[0].start, max([end for _, end in page.main])
    texts = [text for text in map(_TEXT, page.links) if text[1] > first and text[0] < last]
    if texts and min(texts).start < first:
        # Such a link may hold others that end before the main text: all are needed to tell.
        texts = list(map(_TEXT, page.links))
    shown = sorted([text for text in texts if text.end > text.start])
    return [start for start, _ in shown], [end for _, end in shown]


def _is_aside(text: str, block: Range, links: _Links) -> bool:
    start, end = block
    if _ASIDE.match(text, start, end) is None and not _is_link(block, links):
        return False
    return not _has_more(text[start:end], _ASIDE_WORDS)


def _has_more(words: str, most: int) -> bool:
    """Whether there are more words than that; a long text is not cut up whole to tell."""
    return len(words.split(None, most)) > most


def _is_link(block: Range, links: _Links) -> bool:
    starts, ends = links
    start, end = block
    last = bisect_right(starts, start) - 1
    return last >= 0 and ends[last] >= end > start


def _without_bylines(page: Page, blocks: Sequence[Range]) -> Sequence[Range]:
    first, last = 0, len(blocks)
    while last - first > 1 and _is_byline(page.words(blocks[last - 1])):
        last -= 1
    while last - first > 1 and _is_byline(page.words(blocks[first])):
        first += 1
    return blocks[first:last]


def _is_byline(words: str) -> bool:
    if _has_more(words, _BYLINE_WORDS + _HOW_WORDS):
        return False
    words = _HOW.sub("", words)
    spoken = words.split()
    return (
        0 < len(spoken) <= _BYLINE_WORDS
        and len(words) <= _LONGEST_BYLINE
        and _BYLINE.fullmatch(words) is not None
        and all(w[0].isupper() or not w[0].isalpha() for w in spoken)
    )


def _cut(page: Page, blocks: Sequence[Range], credited: Sequence[Range]) -> Iterator[Range]:
    text = page.text
    for at, block in enumerate(blocks):
        start, end = block
        if at < 2 and (dateline := _DATELINE.match(text, start, end)):
            start = dateline.end()
        if credited or text.find("(", block.start, end) >= 0:
            for credit in _left_out(page, block, credited):
                if start <= credit.start < end:
                    yield Range(start, credit.start)
                    start = min(credit.end, end)
        yield block if start == block.start else Range(start, end)


def _left_out(page: Page, block: Range, credited: Sequence[Range]) -> Sequence[Range]:
    """Credits and marks within a block, in order."""
    found = {credit for credit in credited if block.start <= credit.start < block.end}
    found.update(Range(*m.span()) for m in _MARK.finditer(page.text, *block))
    return sorted(found)
