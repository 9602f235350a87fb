"""The fuzz target: any page at all goes through the whole path, quickly and without an error."""

import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from minhbach_classifier.domain.model import Page, Range
from minhbach_shared.vocabulary import PageKind
from tests.fuzz.pages import grown
from tests.fuzz.path import passed

SECONDS_A_PAGE: Final = 10.0
"""Processor time, on a machine that has other work; such pages take a tenth of a second."""
_KINDS: Final[tuple[PageKind | None, ...]] = (None, None, "home", "article")
_TYPES: Final = (None, "text/html", "text/html; charset=windows-1258")


class TooSlow(AssertionError):
    """A page took beyond reason."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that failed, where it was saved, and what came of it."""

    seed: int
    path: Path
    error: Exception


def check(body: bytes, random: Random) -> None:
    """One page through everything.

    Raises:
        Exception: whatever the path raises; ``TooSlow``; ``AssertionError`` for a place that
            lies outside of the text, or a breach on a page that was not read.
    """
    began = time.process_time()
    kind = random.choice(_KINDS)
    outcome = passed(body, random.choice(_TYPES), kind=kind)
    taken = time.process_time() - began
    if taken > SECONDS_A_PAGE:
        raise TooSlow(f"{len(body)} bytes took {taken:.1f} s of processor time")
    if outcome.page is None:
        assert not outcome.breaches, "a page that was not read breaks nothing"
    else:
        _within(outcome.page)


def _within(page: Page) -> None:
    places = (*page.main, *page.credit_area, *page.footer, *page.hidden)
    assert all(0 <= p.start < p.end <= len(page.text) for p in places), "a place is outside"
    links = [link.text for link in page.links if link.text != Range(0, 0)]
    assert all(0 <= p.start <= p.end <= len(page.text) for p in links), "a link is outside"


def run(seconds: float, first: int, folder: Path) -> tuple[int, Failure | None]:
    """Page after page, each from a seed of its own, until the time is over or one fails.

    Returns:
        How many pages were tried, and the failure.
    """
    end = time.monotonic() + seconds
    seed = first
    while time.monotonic() < end:
        if (failure := tried(seed, folder)) is not None:
            return seed - first + 1, failure
        seed += 1
    return seed - first, None


def tried(seed: int, folder: Path) -> Failure | None:
    """The page of one seed; what fails is saved."""
    random = Random(seed)
    body = grown(random)
    try:
        check(body, random)
    except Exception as error:  # noqa: BLE001 - whatever is raised is what is looked for
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{seed}.html"
        path.write_bytes(body)
        return Failure(seed, path, error)
    return None
