"""``spam.gambling``: no promotion of gambling, in sight or hidden, the site's own or injected.

Decree 72/2013/ND-CP Article 5(1)(đ). News about gambling and crime is no promotion, nor is the
state lottery: weak words never suffice, and beside words of reporting more is asked.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.lexicon import Hit, Kind, Lexicon, is_bare, lexicon
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding, Page, Range
from minhbach_classifier.domain.signs import SHORT_BLOCK, is_disguised, links, money, odd_places
from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.domain.terms import Terms
from minhbach_shared.events import SpamEvidence
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "spam.gambling"
_WINDOW: Final = 1500
"""Characters of neighbouring blocks that are weighed together."""
_MOST_SPANS: Final = 10
_MOST_RUNS: Final = 20
"""Runs beside the worst of which places are shown."""
_MOST_READ: Final = 1000
"""Blocks that are looked at for disguise."""
_NEWLINE: Final = re.compile("\n")
_MOST_BLOCKS: Final = 4000
"""Blocks with hits that are weighed: what is not found in so many is not found in more."""
_WEIGHT: Final[dict[Kind, tuple[float, int]]] = {
    "strong": (3.0, 4),
    "brand": (3.0, 3),
    "shape": (1.5, 2),
    "offer": (1.0, 4),
    "weak": (0.5, 6),
    "reporting": (0.0, 0),
    "lure": (1.0, 3),
    "money": (0.75, 4),
    "link": (1.25, 1),
    "site": (1.25, 1),
    "search": (1.5, 1),
    "disguise": (2.0, 1),
    "bare": (0.0, 0),
}
"""What a distinct term or sign counts, and how many of its kind count."""
_LEADING_BRAND: Final = 2.0
_HIDDEN: Final = 1.5
_ALARMING: Final[frozenset[Kind]] = frozenset(
    {"strong", "brand", "shape", "link", "site", "search", "disguise"}
)
"""Without one of these there must be words of play beside offers."""
_TELLING: Final[dict[Kind, int]] = {
    "strong": 0,
    "brand": 0,
    "shape": 1,
    "offer": 1,
    "weak": 1,
    "lure": 2,
    "money": 2,
    "link": 2,
    "site": 2,
    "search": 2,
    "disguise": 3,
}
"""The order in which places are shown; words of reporting are not."""


@dataclass(frozen=True, slots=True)
class _Block:
    place: Range
    hits: tuple[Hit, ...]
    hidden: bool
    titled: bool
    small: bool
    """It begins without a capital."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    score: float
    asked: float
    hits: tuple[Hit, ...]
    hidden: bool


class _Lines:
    """The blocks of a text, found by a place in them."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in _NEWLINE.finditer(text)]
        self._ends.append(len(text))

    def around(self, at: int) -> Range:
        """The block that holds a place."""
        which = bisect_left(self._ends, at)
        return Range(self._ends[which - 1] + 1 if which else 0, self._ends[which])


class SpamParameters(Parameters):
    """Which words, and how much of them makes a promotion."""

    terms: Terms
    threshold: float = Field(gt=0)
    threshold_beside_reporting: float = Field(gt=0)


def judge(subject: Subject, parameters: SpamParameters) -> Finding:
    """The duty on one page of any kind."""
    blocks = _blocks(subject.page, lexicon(parameters.terms))
    reports = frozenset(h for b in blocks if b.titled for h in b.hits if h.kind == "reporting")
    weighed = (_weigh(run, reports, parameters) for run in _windows(blocks))
    guilty = [w for w in weighed if w.score >= w.asked]
    if not guilty:
        return Finding(DUTY, "pass", 0.9, "Không thấy nội dung quảng cáo cờ bạc.")
    return _breach(subject, max(guilty, key=lambda w: w.score - w.asked), guilty)


def _breach(subject: Subject, worst: _Weighed, guilty: Sequence[_Weighed]) -> Finding:
    places = _places(worst.hits, (h for w in guilty[:_MOST_RUNS] for h in w.hits))
    evidence = SpamEvidence(
        spans=tuple(quoted(subject, subject.page, p) for p in places),
        hidden=any(w.hidden for w in guilty),
        linked_from_home=subject.linked_from_home,
    )
    told = "trong phần bị ẩn của trang" if evidence.hidden else "trên trang"
    confidence = min(0.99, 0.6 + 0.05 * (worst.score - worst.asked + 1))
    return Finding(
        DUTY,
        "breach",
        confidence,
        f"Có nội dung quảng cáo cờ bạc {told}.",
        evidence,
        digest_of(["gambling", *_told(worst.hits)]),
    )


def _told(hits: Sequence[Hit]) -> list[str]:
    """What was found, whatever its place: the telling terms, else all."""
    telling = {h.term for h in hits if h.kind in ("strong", "brand")}
    return sorted(telling or {h.term for h in hits if h.kind in ("shape", "offer", "weak")})


def _places(worst: Sequence[Hit], others: Iterable[Hit]) -> list[Range]:
    """Of the promoting words, the telling ones first, each term once, none inside another."""
    chosen: dict[Range, str] = {}
    for hit in (*_in_order(worst), *_in_order(others)):
        if len(chosen) == _MOST_SPANS:
            break
        inside = any(c.start < hit.place.end and hit.place.start < c.end for c in chosen)
        if not inside and hit.term not in chosen.values():
            chosen[hit.place] = hit.term
    return list(chosen)


def _in_order(hits: Iterable[Hit]) -> list[Hit]:
    shown = (h for h in hits if h.kind in _TELLING)
    return sorted(shown, key=lambda h: (_TELLING[h.kind], h.place.start, -h.place.end))


def _blocks(page: Page, words: Lexicon) -> list[_Block]:
    """The blocks that hold anything, in order; none where nothing could make a promotion."""
    text = page.text
    hits = [*words.hits(text), *links(text)]
    lines = _Lines(text)
    disguised = _disguised(text, lines, hits)
    for place in disguised:
        hits.append(Hit("disguise", "disguise", place))
        hits.extend(words.disguised(text, place))
    if not _worth_weighing(hits):
        return []
    by_block: dict[Range, list[Hit]] = {}
    for hit in sorted(hits, key=lambda h: h.place):
        by_block.setdefault(lines.around(hit.place.start), []).append(hit)
    return [
        _block(page, place, found, place in disguised)
        for place, found in list(by_block.items())[:_MOST_BLOCKS]
    ]


def _worth_weighing(hits: Sequence[Hit]) -> bool:
    if any(h.kind in _ALARMING for h in hits):
        return True
    offers = {h.term for h in hits if h.kind == "offer"}
    return len(offers) >= 2 and any(h.kind == "weak" for h in hits)


def _block(page: Page, place: Range, found: Sequence[Hit], disguised: bool) -> _Block:
    at = bisect_right(page.hidden, place.start, key=lambda h: h.end)
    hidden = at < len(page.hidden) and page.hidden[at].start < place.end
    titled = page.title is not None and page.title.start <= place.start < page.title.end
    signs = list(money(page.text, place, disguised=disguised))
    if is_bare(page.text[place.start : place.end]):
        signs.append(Hit("bare", "bare", place))
    small = not page.text[place.start].isupper()
    return _Block(place, (*found, *signs), hidden, titled or place.start == 0, small)


def _disguised(text: str, lines: _Lines, hits: Sequence[Hit]) -> frozenset[Range]:
    """Short blocks that are written to evade; only those with a cheap sign of it are read."""
    odd = Counter(lines.around(at) for at in odd_places(text))
    near = {lines.around(h.place.start) for h in hits if h.kind in ("link", "site")}
    closer = {place for place, times in odd.items() if times >= 2} | near
    short = sorted(place for place in closer if place.end - place.start <= SHORT_BLOCK)
    read = short[:_MOST_READ]
    return frozenset(place for place in read if is_disguised(text[place.start : place.end]))


def _windows(blocks: Sequence[_Block]) -> Iterator[Sequence[_Block]]:
    """Each block alone, and the longest runs of neighbours; hidden ones are weighed apart."""
    for hidden in (False, True):
        kind = [b for b in blocks if b.hidden == hidden]
        yield from ([b] for b in kind)
        start = 0
        for end, block in enumerate(kind):
            while block.place.end - kind[start].place.start > _WINDOW and start < end:
                start += 1
            last = end + 1 == len(kind)
            if last or kind[end + 1].place.end - kind[start].place.start > _WINDOW:
                yield kind[start : end + 1]


def _weigh(run: Sequence[_Block], reports: frozenset[Hit], parameters: SpamParameters) -> _Weighed:
    """Weigh a run; what the headline reports is said of all that readers see."""
    hits = tuple(h for b in run for h in b.hits)
    if not _worth_weighing(hits):
        return _Weighed(0.0, parameters.threshold, hits, run[0].hidden)
    told = () if run[0].hidden else reports
    counts = Counter(kind for kind, _ in {(h.kind, h.term) for h in (*hits, *told)})
    score = sum(weight * min(most, counts[k]) for k, (weight, most) in _WEIGHT.items())
    score += max(_title(block) for block in run) + (_HIDDEN if run[0].hidden else 0.0)
    asked = _asked(counts["reporting"], parameters)
    return _Weighed(score if _promotes(counts) else 0.0, asked, hits, run[0].hidden)


def _promotes(counts: Counter[Kind]) -> bool:
    """Whether there is more than offers, links and words that honest pages use too."""
    offers, weak, sums = counts["offer"], counts["weak"], counts["money"]
    linked = bool(counts["link"] or counts["site"])
    if counts["brand"] or counts["strong"] >= 2 or (counts["strong"] and offers >= 4):
        return True
    if counts["strong"] and (weak or sums or linked or counts["shape"] or counts["disguise"]):
        return True
    if counts["disguise"] and _lures(offers + counts["lure"], sums, linked=linked, play=weak > 0):
        return True
    if weak and (offers >= 2 or (counts["shape"] and offers + weak >= 3)):
        return bool(counts["shape"]) or (linked and sums >= 1) or sums >= 5 or weak >= 4
    return counts["bare"] > 0 and linked and sums + counts["shape"] >= 2 and offers >= 3


def _lures(offers: int, sums: int, *, linked: bool, play: bool) -> bool:
    """Whether a block that is written to evade leads to gains or offers them."""
    if linked and (sums or offers >= 2):
        return True
    return offers >= 3 and (sums > 0 or play)


def _title(block: _Block) -> float:
    """A headline that opens with a betting brand in small letters, as no newsroom writes it."""
    opening = block.place.start + 3
    led = any(h.kind == "brand" and h.place.start <= opening for h in block.hits)
    return _LEADING_BRAND if block.titled and block.small and led else 0.0


def _asked(reporting: int, parameters: SpamParameters) -> float:
    """One word of reporting may stand in any promotion; from two on, each asks for more."""
    if reporting < 2:
        return parameters.threshold
    step = (parameters.threshold_beside_reporting - parameters.threshold) / 2
    return parameters.threshold + step * min(reporting, 4)


CODE: Final = DutyCode(DUTY, "any", SpamParameters, judge)
