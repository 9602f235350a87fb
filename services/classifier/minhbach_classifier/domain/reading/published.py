"""When an article was published, as its page says."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.edges import is_credit_line
from minhbach_classifier.domain.reading.times import Stamp, metadata_time, shown_times
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
    head = [i for i in near if (headline is None or i >= headline) and (not text or i < text[0])]
    shown = _shown(document, head) or _shown(document, near)
    told = _told(document)
    if shown and (shown[0].own_offset or told is None):
        return shown
    if told is None:
        return None
    return told, _place_of(told, document, near)


def _place_of(told: Stamp, document: Document, near: Sequence[int]) -> Range | None:
    """Where the page shows the time that its metadata tell; another of that day is another's."""
    for stamp, place, _ in _stamps(document, near):
        to_day = stamp.to_day or told.to_day
        if stamp.at.date() == told.at.date() if to_day else abs(stamp.at - told.at) < _MINUTE:
            return place
    return None


def _shown(document: Document, near: Sequence[int]) -> tuple[Stamp, Range] | None:
    found = list(_stamps(document, near))
    ranked = sorted(found, key=lambda f: (f[2], f[0].to_day))
    return (ranked[0][0], ranked[0][1]) if ranked else None


def _stamps(document: Document, near: Sequence[int]) -> Iterator[tuple[Stamp, Range, bool]]:
    credited, lines = False, document.lines
    for index in near:
        words, start = lines.words[index], lines.starts[index]
        theirs = credited and _THEIRS.match(words)
        credited = is_credit_line(words)
        if len(words) > _LINE or credited or theirs:
            continue
        behind = 0
        for stamp in shown_times(words):
            told, behind = words[behind : stamp.place.start], stamp.place.end
            if _OF_ANOTHER_DAY.search(told):
                continue
            place = Range(start + stamp.place.start, start + stamp.place.end)
            yield stamp, place, bool(_UPDATED.search(words[: stamp.place.start]))


def _told(document: Document) -> Stamp | None:
    values = [document.metas[name] for name in _METAS if name in document.metas]
    values += [v for script in document.scripts for v in _published_in(script)]
    values += [value for value in document.times[:3] if value]
    return next((s for v in values if (s := metadata_time(v)) is not None), None)


def _published_in(script: str) -> Iterator[str]:
    if len(script) > _JSON_LIMIT:
        return
    try:
        yield from _dates(json.loads(script, strict=False), _JSON_DEPTH)
    except (ValueError, RecursionError):
        return


def _dates(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(found := value.get("datePublished"), str):
            yield found
        for part in value.values() if depth else ():
            yield from _dates(part, depth - 1)
    elif isinstance(value, list) and depth:
        for part in value[:50]:
            yield from _dates(part, depth - 1)
