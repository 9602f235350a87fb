"""``spam.gambling``: no promotion of gambling, in sight or hidden, the site's own or injected.

Decree 72/2013/ND-CP Article 5(1)(đ). News about gambling and crime is no promotion, nor is the
state lottery: weak words never suffice, and beside words of reporting more is asked.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from minhbach_classifier.domain.lexicon import Hit, Kind, is_disguised, lexicon
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding, Page, Range, Subject
from minhbach_classifier.domain.rules import SpamParameters
from minhbach_classifier.domain.text import plain
from minhbach_shared.events import SpamEvidence
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "spam.gambling"
_WINDOW: Final = 1500
"""Characters of neighbouring blocks that are weighed together."""
_MOST_SPANS: Final = 10
_WEIGHT: Final[dict[Kind, tuple[float, int]]] = {
    "strong": (3.0, 4),
    "brand": (2.0, 3),
    "offer": (1.0, 4),
    "weak": (0.5, 4),
    "reporting": (0.0, 0),
}
"""What a distinct term counts, and how many of its kind count."""
_AMOUNT: Final = re.compile(
    r"(?:nhận|nhan|tặng|tang|nạp|nap|thưởng|thuong|hoàn|hoan|ngay|code|free)[^\d\n]{0,12}"
    r"\d[\do.,\s-]{0,8}(?:k(?!\w)|tr(?!\w)|triệu|%|ptram)",
    re.IGNORECASE,
)
_SHORT_LINK: Final = re.compile(
    r"(?<!\w)(?:bit\.ly|t\.ly|j\)?t\.ly|tinyurl\.com|by\.tn|s\.id|cutt\.ly)/|"
    r"(?<![\w@])[\w-]+\.(?:cc|vip|tech|win|bet|club|me|fun|top|xyz|space|de|sh)(?:/|(?!\w))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Block:
    place: Range
    hits: tuple[Hit, ...]
    signs: float
    hidden: bool
    titled: bool


@dataclass(frozen=True, slots=True)
class _Weighed:
    score: float
    asked: float
    hits: tuple[Hit, ...]
    hidden: bool


def judge(subject: Subject, parameters: SpamParameters) -> Finding:
    """The duty on one page of any kind."""
    blocks = list(_blocks(subject.page, parameters))
    weighed = [_weigh(run, parameters) for run in _windows(blocks)]
    guilty = [w for w in weighed if w.score >= w.asked]
    if not guilty:
        return Finding(DUTY, "pass", 0.9, "Không thấy nội dung quảng cáo cờ bạc.")
    return _breach(subject, max(guilty, key=lambda w: w.score - w.asked), guilty)


def _breach(subject: Subject, worst: _Weighed, guilty: Sequence[_Weighed]) -> Finding:
    places = _places([h for w in (worst, *guilty) for h in w.hits])
    evidence = SpamEvidence(
        spans=tuple(quoted(subject, subject.page, p) for p in places[:_MOST_SPANS]),
        hidden=any(w.hidden for w in guilty),
        linked_from_home=subject.linked_from_home,
    )
    told = "trong phần bị ẩn của trang" if evidence.hidden else "trên trang"
    confidence = min(0.99, 0.6 + 0.05 * (worst.score - worst.asked + 1))
    words = sorted({plain(h.term).text for h in worst.hits if h.kind in ("strong", "brand")})
    return Finding(
        DUTY,
        "breach",
        confidence,
        f"Có nội dung quảng cáo cờ bạc {told}.",
        evidence,
        digest_of(["gambling", *words]),
    )


def _places(hits: Sequence[Hit]) -> list[Range]:
    """The promoting words' places, the telling ones first, none inside another."""
    order: dict[Kind, int] = {"strong": 0, "brand": 0, "offer": 1, "weak": 1, "reporting": 2}
    chosen: dict[Range, None] = {}
    for hit in sorted(hits, key=lambda h: (order[h.kind], h.place)):
        inside = any(c.start < hit.place.end and hit.place.start < c.end for c in chosen)
        if hit.kind != "reporting" and not inside:
            chosen[hit.place] = None
    return list(chosen)


def _blocks(page: Page, parameters: SpamParameters) -> Iterator[_Block]:
    words = lexicon(parameters.terms)
    at = 0
    for line in page.text.split("\n"):
        place = Range(at, at + len(line))
        at = place.end + 1
        if line:
            titled = page.title is not None and page.title.start <= place.start < page.title.end
            at_hidden = bisect_right(page.hidden, place.start, key=lambda h: h.end)
            hidden = at_hidden < len(page.hidden) and page.hidden[at_hidden].start < place.end
            hits = tuple(words.hits(line, place.start))
            yield _Block(place, hits, _signs(line), hidden, titled or place.start == 0)


def _signs(line: str) -> float:
    """Sums of money, short links and disguise, which speak only beside an offer."""
    return (
        min(2, len(_AMOUNT.findall(line))) * 0.75
        + (1.0 if _SHORT_LINK.search(line) else 0.0)
        + (1.5 if is_disguised(line) else 0.0)
    )


def _windows(blocks: Sequence[_Block]) -> Iterator[Sequence[_Block]]:
    """Runs of neighbouring blocks; hidden and visible ones are weighed apart."""
    for hidden in (False, True):
        kind = [b for b in blocks if b.hidden == hidden and (b.hits or not hidden)]
        start = 0
        for end, block in enumerate(kind):
            while start < end and block.place.end - kind[start].place.start > _WINDOW:
                start += 1
            if block.hits:
                yield kind[start : end + 1]


def _weigh(run: Sequence[_Block], parameters: SpamParameters) -> _Weighed:
    hits = tuple(h for b in run for h in b.hits)
    terms = {kind: {plain(h.term).text for h in hits if h.kind == kind} for kind in _WEIGHT}
    score = sum(weight * min(most, len(terms[k])) for k, (weight, most) in _WEIGHT.items())
    score += min(4.0, sum(b.signs for b in run))
    score += 3.0 if any(_leads(b) for b in run) else 0.0
    score += 2.0 if run[0].hidden else 0.0
    anchored = bool(terms["strong"] or terms["brand"])
    offered = len(terms["offer"]) >= 3 or (len(terms["offer"]) >= 2 and len(terms["weak"]) >= 2)
    anchored = anchored or (offered and sum(b.signs for b in run) >= 2.5)
    asked = _asked(len(terms["reporting"]), parameters)
    return _Weighed(score if anchored else 0.0, asked, hits, run[0].hidden)


def _leads(block: _Block) -> bool:
    """A headline that opens with a betting brand."""
    opening = block.place.start + 3
    return block.titled and any(h.kind == "brand" and h.place.start <= opening for h in block.hits)


def _asked(reporting: int, parameters: SpamParameters) -> float:
    return parameters.threshold if reporting < 2 else parameters.threshold_beside_reporting
