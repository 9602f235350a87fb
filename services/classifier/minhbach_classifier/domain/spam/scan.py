"""One pass over a page for the words of every term list, kept while its duties are judged."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final

from minhbach_classifier.domain.disguise import disguised_blocks
from minhbach_classifier.domain.hosts import host_of
from minhbach_classifier.domain.lexicon import Hit, lexicon, outermost
from minhbach_classifier.domain.model import Page, Range
from minhbach_classifier.domain.same import Same
from minhbach_classifier.domain.signs import is_own, kind_of, links, lookalikes
from minhbach_classifier.domain.spam.linked import linked_hosts
from minhbach_classifier.domain.terms import (
    OF_ALL,
    ChosenTerms,
    Kind,
    LoadedLists,
    Lookalike,
    Recipe,
    Sign,
    TermList,
)


class Lines:
    """The blocks of a text, found by a place in them."""

    def __init__(self, text: str) -> None:
        self._ends: list[int] = []
        at = text.find("\n")
        while at >= 0:
            self._ends.append(at)
            at = text.find("\n", at + 1)
        self._ends.append(len(text))

    def around(self, at: int) -> Range:
        """The block that holds a place."""
        which = bisect_left(self._ends, at)
        return Range(self._ends[which - 1] + 1 if which else 0, self._ends[which])


class Scan:
    """What all term lists find on a page; what only some need is looked for when asked."""

    def __init__(self, page: Page, lists: LoadedLists) -> None:
        self.page = page
        self._lexicon = lexicon(lists)
        self._searched = self._lexicon.search(page.text)
        self._hits: dict[TermList, Sequence[Hit]] = {}
        self._links = list(links(page.text))

    def hits(self, terms: ChosenTerms, listed: Sequence[Hit] = ()) -> list[Hit]:
        """Hits and signs that count for a list, in order; none where nothing could come of them.

        Args:
            listed: visible links to listed domains, which speak beside words.
        """
        if not self._may_promote(terms):
            return []
        found: list[Hit] = []
        for owner in terms.counted:
            found += self._words(owner)
            if not self._may_still(terms, found, whole=owner is terms.counted[-1]):
                return []
        found = [*outermost(found), *self._disguised_hits(terms), *self._links, *listed]
        found += self._lexicon.shapes(
            self._searched, terms.own, self._near(found, 2 * terms.own.window)
        )
        found += (Hit("disguise", "disguise", place) for place in self._disguised_in_order)
        if not _may_meet(terms, found, _BESIDE | self._of_links):
            return []
        found += self._linked
        if (known := terms.own.lookalike) is not None:
            found = [hit for hit in found if not self._leads_home(hit, known)]
            found += self._lookalikes(known)
        if not _may_meet(terms, found, _BESIDE):
            return []
        return sorted(found, key=lambda hit: hit.place)

    def _words(self, owner: TermList) -> Sequence[Hit]:
        if owner not in self._hits:
            self._hits[owner] = list(self._lexicon.hits(self._searched, owner))
        return self._hits[owner]

    def _disguised_hits(self, terms: ChosenTerms) -> Iterator[Hit]:
        return (hit for owner, hit in self._disguised_words if owner in terms.counted)

    def _near(self, hits: Iterable[Hit], reach: int) -> Sequence[Range]:
        """The stretches of the text around telling words."""
        near: list[Range] = []
        for at in sorted(h.place.start for h in hits if h.kind not in MERE):
            first, last = max(0, at - reach), min(len(self.page.text), at + reach)
            if near and first <= near[-1].end:
                near[-1] = Range(near[-1].start, last)
            else:
                near.append(Range(first, last))
        return near

    def reporting(self, terms: ChosenTerms) -> list[Hit]:
        """Words of reporting that count for a list, whether or not anything is promoted."""
        found = (hit for owner in terms.counted for hit in self._words(owner))
        return [hit for hit in found if hit.kind == "reporting"]

    @cached_property
    def lines(self) -> Lines:
        """The page's blocks."""
        return Lines(self.page.text)

    @cached_property
    def disguised(self) -> frozenset[Range]:
        """Short blocks that are written to evade; only those with a cheap sign of it are read."""
        return frozenset(self._disguised_in_order)

    def _may_promote(self, terms: ChosenTerms) -> bool:
        """Whether any of a list's recipes could be met on the whole page."""
        if terms.own.anchored and not (
            terms.own in self._searched.counted or terms.own in self._counted_disguised
        ):
            return False
        words: dict[Kind, int] = {}
        for owner in terms.counted:
            for counted in (self._searched.counted, self._counted_disguised):
                for kind, many in counted.get(owner, _NONE).items():
                    words[kind] = words.get(kind, 0) + many
        return _any_met(terms, words, self._signs)

    def _may_still(self, terms: ChosenTerms, found: Sequence[Hit], *, whole: bool) -> bool:
        """The same by the words that stand as words.

        Args:
            whole: the words of all lists are there; else those of other lists may follow.
        """
        words = counted((*found, *self._disguised_hits(terms)))
        signs = self._signs if whole else self._signs | OF_ALL
        return _any_met(terms, words, signs)

    @cached_property
    def _signs(self) -> frozenset[Kind]:
        """Signs that are there, or are looked for only where words ask for it."""
        there: set[Kind] = {hit.kind for hit in self._links} | _LATER | {"listed"}
        if self._disguised_in_order:
            there.add("disguise")
        if self.page.links:
            there |= _OF_LINKS
        if self._links:
            there.add("lookalike")
        return frozenset(there)

    @cached_property
    def _of_links(self) -> frozenset[Kind]:
        """Of the signs of links those that may be there."""
        told: set[Kind] = {kind for kind in self._others.values() if kind is not None}
        return frozenset(told | {"lookalike"} if self._others or self._links else told)

    @cached_property
    def _disguised_in_order(self) -> Sequence[Range]:
        near = (hit.place.start for hit in self._links if hit.kind in ("link", "site"))
        return disguised_blocks(self.page.text, near)

    @cached_property
    def _disguised_words(self) -> Sequence[tuple[TermList, Hit]]:
        text, lexicon = self.page.text, self._lexicon
        places = self._disguised_in_order
        return [found for place in places for found in lexicon.disguised(text, place)]

    @cached_property
    def _counted_disguised(self) -> Mapping[TermList, Mapping[Kind, int]]:
        by_owner: defaultdict[TermList, list[Hit]] = defaultdict(list)
        for owner, hit in self._disguised_words:
            by_owner[owner].append(hit)
        return {owner: counted(hits) for owner, hits in by_owner.items()}

    @cached_property
    def _others(self) -> Mapping[str, Sign | None]:
        """Hosts of others that the page links to, and what each tells."""
        hosts = set(linked_hosts(self.page)) - {host_of(self.page.address), ""}
        return {host: kind_of(host) for host in hosts}

    def _links_to(self, hosts: Container[str]) -> Iterator[tuple[str, Range]]:
        """Links of which there are words, each with its host."""
        every = zip(linked_hosts(self.page), self.page.links, strict=False)
        linked = ((host, link.text) for host, link in every if host in hosts)
        return ((host, words) for host, words in linked if words.end > words.start)

    @cached_property
    def _linked(self) -> Sequence[Hit]:
        kinds = {host: kind for host, kind in self._others.items() if kind is not None}
        placed = ((kinds[host], words) for host, words in self._links_to(kinds))
        return [Hit(kind, kind, words) for kind, words in placed]

    def _leads_home(self, hit: Hit, known: Lookalike) -> bool:
        """Whether an address is an organisation's own: to name it deceives nobody."""
        place = hit.place
        return hit.kind == "address" and is_own(self.page.text[place.start : place.end], known)

    def _lookalikes(self, known: Lookalike) -> list[Hit]:
        text = self.page.text
        shown = [(text[h.place.start : h.place.end], h.place) for h in self._links]
        alike = lookalikes({*self._others, *(host for host, _ in shown)}, known)
        placed = (*(s for s in shown if s[0] in alike), *self._links_to(alike & {*self._others}))
        return [Hit("lookalike", "lookalike", place) for _, place in placed]


MERE: Final[frozenset[Kind]] = frozenset(
    ("reporting", "link", "cheap", "site", "address", "contact", "act")
)
"""What promotes nothing by itself."""
_NONE: Final[Mapping[Kind, int]] = {}
_LATER: Final[frozenset[Kind]] = frozenset(
    ("shape", "money", "wage", "phone", "bare", "headed", "led", "hidden", "search")
)
_BESIDE: Final = _LATER - {"shape"}
"""Signs that are looked for only in the blocks that hold words."""
_OF_LINKS: Final[frozenset[Kind]] = frozenset(("link", "site", "address", "apk", "lookalike"))


def _may_meet(terms: ChosenTerms, found: Iterable[Hit], later: frozenset[Kind]) -> bool:
    return _any_met(terms, counted(found), later)


def _any_met(terms: ChosenTerms, counts: Mapping[Kind, int], later: frozenset[Kind]) -> bool:
    return any(meets(counts, recipe, later) for recipe in terms.own.recipes)


def counted(hits: Iterable[Hit]) -> Counter[Kind]:
    """How many distinct terms and signs of each kind."""
    return Counter(kind for kind, _ in {(h.kind, h.term) for h in hits})


def meets(counts: Mapping[Kind, int], recipe: Recipe, later: frozenset[Kind] = frozenset()) -> bool:
    """Whether there is enough of every kind, or of several together, that a recipe asks for.

    Args:
        later: kinds that are not looked for yet, of which there may be enough.
    """
    for kinds, enough in recipe:
        if later.isdisjoint(kinds):
            there = 0
            for kind in kinds:
                there += counts.get(kind, 0)
            if there < enough:
                return False
    return True


def scan(page: Page, lists: LoadedLists) -> Scan:
    """The scan of a page, made once for all duties that ask for it one after another."""
    return _scan(Same(page), lists)


@lru_cache(maxsize=2)
def _scan(same: Same, lists: LoadedLists) -> Scan:
    return Scan(same.page, lists)
