"""When an article was published, as its page says."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.edges import is_credit_line
from minhbach_classifier.domain.reading.times import DATED, Stamp, metadata_time, shown_times
from minhbach_classifier.domain.reading.walk import Document

_METAS: Final = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "pubdate",
    "publish-date",
    "publishdate",
    "published_time",
    "article.published",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
_UPDATED: Final = re.compile(r"cập nhật|sửa|update", re.IGNORECASE)
_THEIRS: Final = re.compile(
    # Below a credit: when the source published it.
    r"\W{0,4}(?:thời gian|thời điểm|ngày|giờ|đã|đăng|xuất bản|phát|bài gốc|tin gốc)\b",
    re.IGNORECASE,
)
_OF_ANOTHER_DAY: Final = re.compile(
    # Of a licence, a document or a question: not when the page was put up.
    r"(?:giấy phép|giấy chứng nhận|quyết định|công văn|nghị định|thông tư|chỉ thị|/\s?(?:gp|qđ)\b"
    r"|\bcấp|ban hành|\bký|hết hạn|hiệu lực|phê duyệt|nghiệm thu|câu hỏi|\bhỏi|tiếp nhận)"
    r"[^\n]{0,80}$",
    re.IGNORECASE,
)
_LINE: Final = 200
_MINUTE: Final = timedelta(minutes=1)
_JSON_LIMIT: Final = 200_000
_JSON_DEPTH: Final = 4
_NAME: Final = "datePublished"


def published(
    document: Document, near: Sequence[int], headline: int | None, text: Sequence[int]
) -> tuple[Stamp, Range | None] | None:
    """The time and, where it is visible, its place; ``None`` where the page shows none.

    A visible time with its own offset outranks metadata, which old systems often stamp with a
    false ``Z``; metadata outranks a visible time without an offset.

    Args:
        near: blocks beside the article's head and tail, where its own time may stand.
        headline: the headline's block.
        text: the main text's blocks.
    """
    dated = _Dated(document, near)
    head = [i for i in near if (headline is None or i >= headline) and (not text or i < text[0])]
    shown = dated.first(head) or (dated.first(near) if len(head) < len(near) else None)
    if shown and shown[0].own_offset:
        return shown
    if (told := _told(document)) is None:
        return shown
    return told, dated.place_of(told, near)


class _Dated:
    """The times that lines show, each line looked at once."""

    def __init__(self, document: Document, near: Sequence[int]) -> None:
        lines = self._lines = document.lines
        words = lines.words
        # Few lines show any.
        self._dated = {i for i in near if len(words[i]) <= _LINE and DATED.search(words[i])}
        self._shown: dict[int, list[Stamp]] = {}

    def first(self, near: Sequence[int]) -> tuple[Stamp, Range] | None:
        """The first time among lines; one of an update is the last choice, then a mere day."""
        found = min(self._stamps(near), key=lambda f: (f[2], f[0].to_day), default=None)
        return found and (found[0], found[1])

    def place_of(self, told: Stamp, near: Sequence[int]) -> Range | None:
        """Where the page shows the time that its metadata tell, not another of that day."""
        for stamp, place, _ in self._stamps(near):
            to_day = stamp.to_day or told.to_day
            if stamp.at.date() == told.at.date() if to_day else abs(stamp.at - told.at) < _MINUTE:
                return place
        return None

    def _stamps(self, near: Sequence[int]) -> Iterator[tuple[Stamp, Range, bool]]:
        """Times, their places, and whether each is of an update."""
        for above, index in zip((None, *near), near, strict=False):
            if index not in self._dated or self._is_of_a_source(above, index):
                continue
            words, start, behind = self._lines.words[index], self._lines.starts[index], 0
            for stamp in self._of(index):
                first, last = stamp.place
                told, behind = words[behind:first], last
                if not _OF_ANOTHER_DAY.search(told):
                    updated = _UPDATED.search(words, 0, first) is not None
                    yield stamp, Range(start + first, start + last), updated

    def _of(self, index: int) -> list[Stamp]:
        if index not in self._shown:
            self._shown[index] = list(shown_times(self._lines.words[index]))
        return self._shown[index]

    def _is_of_a_source(self, above: int | None, index: int) -> bool:
        """Whether a line is a credit, or tells below one when the source published."""
        words = self._lines.words
        if is_credit_line(words[index]):
            return True
        theirs = above is not None and _THEIRS.match(words[index]) is not None
        return theirs and above is not None and is_credit_line(words[above])


def _told(document: Document) -> Stamp | None:
    return next((s for v in _values(document) if (s := metadata_time(v)) is not None), None)


def _values(document: Document) -> Iterator[str]:
    metas = document.metas
    yield from (metas[name] for name in _METAS if name in metas)
    for script in document.scripts:
        yield from _published_in(script)
    yield from filter(None, document.times[:3])


def _published_in(script: str) -> Iterator[str]:
    # A letter of the name may stand escaped, as \u0070.
    if len(script) > _JSON_LIMIT or (_NAME not in script and "\\u" not in script):
        return
    try:
        yield from _dates(json.loads(script, strict=False), _JSON_DEPTH)
    except (ValueError, RecursionError):
        return


def _dates(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(found := value.get(_NAME), str):
            yield found
        for part in value.values() if depth else ():
            yield from _dates(part, depth - 1)
    elif isinstance(value, list) and depth:
        for part in value[:50]:
            yield from _dates(part, depth - 1)
