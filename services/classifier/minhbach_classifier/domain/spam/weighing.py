"""How much of a promotion stands together on a page, and whether that is enough."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import Parameters, Strict
from minhbach_classifier.domain.lexicon import Hit
from minhbach_classifier.domain.model import Page, Range
from minhbach_classifier.domain.same import Same
from minhbach_classifier.domain.signs import beside
from minhbach_classifier.domain.spam.scan import MERE, Scan, counted, meets, scan
from minhbach_classifier.domain.terms import Kind, TermList, Terms

_MOST_RUNS: Final = 100
"""Promoting runs that are looked for: a page that has so many is told by them."""
_MOST_BLOCKS: Final = 4000
"""Blocks with hits that are weighed: what is not found in so many is not found in more."""
_SPOKEN: Final = re.compile(r"“[^“”\n]{8,400}”|«[^«»\n]{8,400}»|\"[^\"\n]{8,400}\"")
_BELOW: Final = 300
"""Characters behind the main text in which a report may still list the hosts that it warns of."""
_WARNING: Final = 2
"""Words of reporting from which on the words in quotation marks are those of somebody else."""


class Promotion(Strict):
    """One kind of promotion: which words, and how much of them is one."""

    terms: Terms
    threshold: float = Field(gt=0)
    threshold_beside_reporting: float = Field(gt=0)
    reporting_allowed: int = Field(default=0, ge=0, le=3)
    """Words of reporting that may stand in any promotion; beyond them each asks for more."""

    # It is a key of what is kept for the next duty: compared quickly, by its list itself.
    def __hash__(self) -> int:
        return id(self.terms.own)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Promotion) and self._key == other._key

    @cached_property
    def _key(self) -> tuple[TermList, float, float, int]:
        beside = self.threshold_beside_reporting
        return self.terms.own, self.threshold, beside, self.reporting_allowed


class SpamParameters(Parameters):
    """The kinds of promotion that a duty looks for."""

    promotions: tuple[Promotion, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Block:
    """A block that holds hits."""

    place: Range
    hits: tuple[Hit, ...]
    hidden: bool
    titled: bool
    disguised: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """A run of neighbouring blocks, and what is asked of it."""

    terms: TermList
    score: float
    asked: float
    hits: tuple[Hit, ...]
    hidden: bool
    titled: bool

    @property
    def telling(self) -> tuple[Hit, ...]:
        """The hits that its list gives weight."""
        return tuple(hit for hit in self.hits if hit.kind in self.terms.weights)

    @property
    def surplus(self) -> float:
        """By how much there is more than is asked; 0 and above is a promotion."""
        return self.score - self.asked


def promotions(page: Page, parameters: SpamParameters, listed: Sequence[Hit]) -> list[Weighed]:
    """Every run of blocks that promotes, in the order of the lists and of the page.

    Args:
        listed: visible links to listed domains, which speak beside words.
    """
    here, seen = Same(page), tuple(listed)
    return [w for one in parameters.promotions for w in _promoting(here, one, seen)]


@lru_cache(maxsize=64)
def _promoting(here: Same, promotion: Promotion, listed: tuple[Hit, ...]) -> tuple[Weighed, ...]:
    """Kept while the page is judged: ``spam.injected`` asks again what the content's duty asked."""
    return tuple(islice(_runs(here.page, promotion, listed), _MOST_RUNS))


def _runs(page: Page, promotion: Promotion, listed: Sequence[Hit]) -> Iterator[Weighed]:
    terms = promotion.terms
    scanned = scan(page, terms.loaded)
    hits = scanned.hits(terms, listed)
    if not hits:
        return
    near = _near(hits, terms.own.window)
    blocks = _blocks(scanned, near)
    reports = _reports(scanned, hits)
    for run in _windows(blocks, terms.own.window):
        weighed = _weigh(page, run, reports, promotion)
        if weighed is not None and weighed.surplus >= 0:
            yield weighed


def reported(page: Page, parameters: SpamParameters, places: Sequence[Range]) -> bool:
    """Whether words of reporting stand in a block with one of places, or in their headline."""
    told = any(place.start <= _told_until(page) for place in places)
    for one in parameters.promotions:
        scanned = scan(page, one.terms.loaded)
        blocks = {scanned.lines.around(place.start) for place in places}
        for hit in scanned.reporting(one.terms):
            block = scanned.lines.around(hit.place.start)
            if block in blocks or (told and _is_headline(page, block)):
                return True
    return False


def _told_until(page: Page) -> int:
    """How far a headline tells what stands below it: boxes and feet far below are another's."""
    return page.main[-1].end + _BELOW if page.main else len(page.text)


def _reports(scanned: Scan, hits: Sequence[Hit]) -> frozenset[Hit]:
    """Words of reporting in the headline."""
    return frozenset(
        h
        for h in hits
        if h.kind == "reporting"
        and _is_headline(scanned.page, scanned.lines.around(h.place.start))
        and not _is_quoted_in(h, hits)
    )


def _is_headline(page: Page, block: Range) -> bool:
    title = page.title
    return block.start == 0 or (title is not None and title.start <= block.start < title.end)


def _near(hits: Sequence[Hit], window: int) -> list[Hit]:
    """Of hits in order, those that stand with telling ones: mere links and reports promote nothing.

    A block may begin before its first hit, so twice the window is near.
    """
    telling = [h.place.start for h in hits if h.kind not in MERE]
    return [h for h in hits if _stands_by(telling, h.place.start, 2 * window)]


def _stands_by(places: Sequence[int], at: int, reach: int) -> bool:
    after = bisect_left(places, at - reach)
    return after < len(places) and places[after] <= at + reach


def _blocks(scanned: Scan, hits: Sequence[Hit]) -> list[Block]:
    """The blocks that hold anything, in order."""
    by_block: dict[Range, list[Hit]] = {}
    for hit in hits:
        by_block.setdefault(scanned.lines.around(hit.place.start), []).append(hit)
    kept = ((p, found) for p, found in by_block.items() if not _is_foot(scanned.page, p, found))
    return [_block(scanned, place, found) for place, found in islice(kept, _MOST_BLOCKS)]


def _is_foot(page: Page, place: Range, found: Sequence[Hit]) -> bool:
    """Whether it only tells how the site itself is reached."""
    return any(f.start < place.end and place.start < f.end for f in page.footer) and all(
        hit.kind in MERE for hit in found
    )


def _block(scanned: Scan, place: Range, found: Sequence[Hit]) -> Block:
    page = scanned.page
    at = bisect_right(page.hidden, place.start, key=lambda h: h.end)
    hidden = at < len(page.hidden) and page.hidden[at].start < place.end
    titled = _is_headline(page, place)
    signs = [Hit("hidden", "hidden", place)] if hidden else []
    if titled:
        signs += _of_headline(page.text, place, found)
    disguised = place in scanned.disguised
    return Block(place, (*found, *signs), hidden, titled, disguised)


def _of_headline(text: str, place: Range, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Signs of a headline: a strong word, or a brand in small letters that opens it."""
    small = not text[place.start].isupper()
    for hit in hits:
        if hit.kind == "strong":
            yield Hit("headed", "headed", hit.place)
        if hit.kind == "brand" and small and hit.place.start <= place.start + 3:
            yield Hit("led", "led", hit.place)


def _windows(blocks: Sequence[Block], window: int) -> Iterator[Sequence[Block]]:
    """Each block alone, and the longest runs of neighbours; hidden ones are weighed apart."""
    for hidden in (False, True):
        kind = [b for b in blocks if b.hidden == hidden]
        yield from ([b] for b in kind)
        start = 0
        for end, block in enumerate(kind):
            while block.place.end - kind[start].place.start > window and start < end:
                start += 1
            last = end + 1 == len(kind)
            if last or kind[end + 1].place.end - kind[start].place.start > window:
                yield kind[start : end + 1]


def _weigh(
    page: Page, run: Sequence[Block], reports: frozenset[Hit], promotion: Promotion
) -> Weighed | None:
    """Weigh a run; what the headline reports is said of all that readers see below it."""
    terms, text = promotion.terms.own, page.text
    hits = [h for b in run for h in b.hits]
    found = counted(hits)
    if not any(meets(found, recipe, _NUMBERS) for recipe in terms.recipes):
        return None
    for block in run:
        hits += beside(text, block.place, disguised=block.disguised)
    apart = run[0].hidden or run[0].place.start > _told_until(page)
    told = [] if apart else list(reports)
    own = hits if run[0].hidden else _unspoken(text, run, hits, told)
    found = counted(own)
    if not any(meets(found, recipe) for recipe in terms.recipes):
        return None
    score = sum(weight * min(most, found[k]) for k, (weight, most) in terms.weights.items())
    said = [h for h in hits if not _is_quoted_in(h, hits)]
    asked = _asked(counted([*said, *told])["reporting"], promotion)
    return Weighed(terms, score, asked, tuple(own), run[0].hidden, any(b.titled for b in run))


def _unspoken(
    text: str, run: Sequence[Block], hits: Sequence[Hit], told: Sequence[Hit]
) -> Sequence[Hit]:
    """The hits without those in the quotations of a report: who warns of a message quotes it."""
    if sum(h.kind == "reporting" for h in (*hits, *told)) < _WARNING:
        return hits
    spoken = [found.span() for b in run for found in _SPOKEN.finditer(text, *b.place)]
    own = [h for h in hits if not any(a <= h.place.start < b for a, b in spoken)]
    warns = sum(h.kind == "reporting" for h in (*own, *told)) >= _WARNING
    return own if warns else hits


def _is_quoted_in(hit: Hit, hits: Sequence[Hit]) -> bool:
    """Whether a word of reporting is part of what the promotion itself says."""
    return hit.kind == "reporting" and any(
        other.place.start <= hit.place.start < other.place.end
        for other in hits
        if other.kind in ("strong", "claim", "name")
    )


_NUMBERS: Final[frozenset[Kind]] = frozenset(("money", "wage", "phone", "bare"))
"""Signs that are looked for only where nothing else is missing."""


def _asked(reporting: int, promotion: Promotion) -> float:
    """More is asked beside words of reporting, half of the way up for each, four at most."""
    if reporting <= promotion.reporting_allowed:
        return promotion.threshold
    step = (promotion.threshold_beside_reporting - promotion.threshold) / 2
    return promotion.threshold + step * min(reporting, 4)
