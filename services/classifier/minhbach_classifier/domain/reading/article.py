"""The main text: the container with the most and the densest good text, block by block.

A block is good when it reads like prose: long, few links, in no navigation. A container's
score is its good text times the share that good text has of it, so a page of ``div`` soup, a
layout table and one ASP.NET form around everything are read alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from minhbach_classifier.domain.reading.walk import Block, Document

_NEVER: Final = frozenset(
    (
        *("nav", "footer", "aside", "button", "select"),
        *("textarea", "figcaption", "label", "menu", "head"),
    )
)
_DOUBTED: Final = re.compile(
    r"comment|binh-?luan|footer|chan-?trang|sidebar|side-?bar|side-?nav|related|lien-?quan|"
    r"breadcrumb|(?<![a-z])menu|navi?(?![a-z])|navbar|share|sharing|social|(?<![a-z])tags?(?![a-z])"
    r"|banner|advert|(?<![a-z])ads?(?![a-z])|quang-?cao|widget|popup|modal|cookie|newsletter|"
    r"subscri|promo|paging|pagination|pager|tin-?khac|cung-?chuyen|most-?read|xem-?nhieu|doc-?nhieu|"
    r"rating|vote|toolbar|caption|copyright|sponsor|outbrain|taboola|byline|author|recommend|"
    r"more-?stories|read-?more|xem-?them|skip|masthead|disqus|reply|printfriendly|disclaimer"
)
RELATED: Final = re.compile(
    r"(?:các\s)?(?:tin|bài)(?:\s(?:viết|tức|bài))?\s(?:liên quan|khác|cùng chuyên mục|"
    r"cùng loại|đã đưa|cũ hơn|mới hơn|mới nhất|đọc nhiều|xem nhiều|tiếp theo)|"
    r"có thể bạn quan tâm|đọc thêm|xem thêm|"
    r"bình luận|ý kiến bạn đọc|gửi bình luận|viết bình luận|từ khóa|tags?\b|chia sẻ|"
    r"related|read more|more from|recommended|comments?\b|share this|leave a (?:comment|reply)",
    re.IGNORECASE,
)
_TOOLS: Final = re.compile(r"từ khóa|tags?\b|chia sẻ|share this", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"[.!?…:;”\"’)\]]\s*$")
_CAPTION: Final = re.compile(
    r"(?:\(?(?:ảnh|hình ảnh|nguồn ảnh|photo|ảnh minh họa|image|credit)\s*[:.]|ảnh minh h[oọ]a)",
    re.IGNORECASE,
)
_CAPTION_END: Final = re.compile(
    r"[.;,–-]?\s*\(?(?:nguồn )?(?:ảnh|photo|đồ họa|hình ảnh)\s*:\s*[^\n.:]{1,40}\)?\.?$",
    re.IGNORECASE,
)
_PROSE: Final = 40
_CAPTION_LENGTH: Final = 200
_LINKED_HEADLINE: Final = 20
_LEAD_BLOCKS: Final = 8
"""So many blocks below the headline the text has begun: its lead, time and tools in between."""
_DENSITY: Final = 1.0
_FORMED: Final = frozenset(["h2", "h3", "h4", "h5", "li", "p", "blockquote", "pre"])


@dataclass(frozen=True, slots=True)
class MainText:
    """Indices of the main text's blocks, and of its container's element."""

    blocks: tuple[int, ...]
    container: int


def main_text(document: Document, headline: int | None) -> MainText:
    """The blocks of the main text; none where the page has no prose.

    Args:
        headline: index of the block that is the page's headline, which is no main text.
    """
    good = _good_text(document)
    container = _container(document, good)
    if container is None:
        return MainText((), 0)
    inside = _inside(document, container)
    kept = [i for i in inside if i != headline and _belongs(document, i, good)]
    text = _trimmed(document, kept)
    return MainText((*_lead(document, headline, text, good), *text), container)


def _lead(
    document: Document, headline: int | None, text: Sequence[int], good: Sequence[float]
) -> list[int]:
    """The paragraphs that open the article between its headline and the text's own container."""
    if headline is None or not text or not headline < text[0] <= headline + _LEAD_BLOCKS:
        return []
    between = range(headline + 1, text[0])
    return [i for i in between if _belongs(document, i, good) and _is_prose(document, i)]


def _good_text(document: Document) -> list[float]:
    prose = _sums(document, [_worth(document, b) for b in document.blocks])
    doubted = _doubted_elements(document, prose)
    return [-1.0 if doubted[b.inner] else _worth(document, b) for b in document.blocks]


def _worth(document: Document, block: Block) -> float:
    size = block.end - block.start
    if not block.seen or block.linked > 0.4 * size:
        return 0.0
    words = document.body.text[block.start : block.end]
    prose = size >= _PROSE and bool(_SENTENCE.search(words) or size >= 3 * _PROSE)
    tag = document.elements[block.owner].tag
    weight = 1.0 if prose else 0.25 if size >= _PROSE else 0.1
    return (size - block.linked) * weight * (1.2 if tag == "p" else 1.0)


def _sums(document: Document, worths: Sequence[float]) -> list[float]:
    """The worth of all blocks inside each element."""
    sums = [0.0] * len(document.elements)
    for block, worth in zip(document.blocks, worths, strict=True):
        if worth > 0:
            sums[block.owner] += worth
    for index in range(len(sums) - 1, 0, -1):
        sums[max(document.elements[index].parent, 0)] += sums[index]
    return sums


def _doubted_elements(document: Document, prose: Sequence[float]) -> list[bool]:
    """Elements that are boilerplate by tag or name, unless they hold most of the prose."""
    most = 0.5 * prose[0] if prose else 0.0
    doubted: list[bool] = []
    for element, worth in zip(document.elements, prose, strict=True):
        own = element.tag in _NEVER or (
            bool(element.hint and _DOUBTED.search(element.hint))
            and worth < most
            and element.tag not in ("body", "html", "article")
        )
        doubted.append(own or (element.parent >= 0 and doubted[element.parent]))
    return doubted


def _container(document: Document, good: Sequence[float]) -> int | None:
    sums = _sums(document, good)
    best = max(range(len(sums)), key=lambda i: _score(document, i, sums[i]), default=None)
    return None if best is None or sums[best] < _PROSE else best


def _score(document: Document, index: int, good: float) -> float:
    element = document.elements[index]
    whole = element.end - element.start
    return good * min(1.0, good / whole) ** _DENSITY if whole else 0.0


def _inside(document: Document, container: int) -> list[int]:
    element = document.elements[container]
    return [
        i
        for i, b in enumerate(document.blocks)
        if element.start <= b.start and b.end <= element.end and b.end > b.start
    ]


def _belongs(document: Document, index: int, good: Sequence[float]) -> bool:
    block = document.blocks[index]
    if good[index] < 0 or not block.seen:
        return False
    size = block.end - block.start
    words = document.body.text[block.start : block.end]
    if (size <= _CAPTION_LENGTH and _is_caption(words)) or (size < 60 and RELATED.match(words)):
        return False
    if block.linked > 0.6 * size:
        return False
    return good[index] > 0


def _is_caption(words: str) -> bool:
    return bool(_CAPTION.match(words) or _CAPTION_END.search(words))


def _trimmed(document: Document, kept: Sequence[int]) -> list[int]:
    """Without the short lines before the first and after the last prose block."""
    prose = [i for i in kept if _is_prose(document, i)]
    if not prose:
        return []
    last = _end(document, prose)
    return [i for i in kept if prose[0] <= i <= last]


def _end(document: Document, prose: Sequence[int]) -> int:
    """The last prose block before the related lists and comments begin."""
    first, last = prose[0], prose[-1]
    for index in range(first + 1, last):
        block = document.blocks[index]
        words = document.body.text[block.start : block.end]
        if len(words) < 40 and heads_list(words) and _mostly_over(document, prose, index):
            return max(i for i in prose if i < index)
    return last


def heads_list(words: str) -> bool:
    """Whether a line is the heading of related articles or comments, and nothing more."""
    found = RELATED.match(words)
    return found is not None and len(words) - found.end() <= 15 and not _TOOLS.match(words)


def _mostly_over(document: Document, prose: Sequence[int], index: int) -> bool:
    def size(indices: list[int]) -> int:
        return sum(document.blocks[i].end - document.blocks[i].start for i in indices)

    return size([i for i in prose if i > index]) < 0.5 * size([i for i in prose if i < index])


def lists_others(document: Document, main: Sequence[int]) -> bool:
    """Whether the main text is openings of other articles, each under its linked headline."""
    prose = [i for i in main if _is_prose(document, i)]
    headed = sum(_is_headed(document, i) for i in prose)
    return headed >= min(3, max(2, len(prose))) and 2 * headed >= len(prose)


def _is_headed(document: Document, index: int) -> bool:
    for above in range(index - 1, max(-1, index - 4), -1):
        block = document.blocks[above]
        size = block.end - block.start
        if block.linked > 0.6 * size and size >= _LINKED_HEADLINE:
            return True
        if size > _PROSE:
            return False
    return False


def _is_prose(document: Document, index: int) -> bool:
    block = document.blocks[index]
    words = document.body.text[block.start : block.end]
    return len(words) >= _PROSE and bool(_SENTENCE.search(words) or len(words) >= 2 * _PROSE)
