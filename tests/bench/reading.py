"""Reading a page, and all that follows, against the parts that others put together for it.

``python -m tests.bench.reading [folder]`` measures the pages of a folder (110 to 180 KB), or
generated ones. A site is known when other pages of it went the whole way before; of a folder's
lone page that is the page with its prose and the numbers in its addresses changed. Everything is
reading, details, sketch, a comparison with an article, and every duty; that article is the same for
all pages and read beforehand. Time is the processor's, the best of many rounds in which all take
turns, so the ratios hold on a busy machine; milliseconds do not.

Ours is measured twice: alone, as a worker reads page after page, and beside the usual parts, which
push what we remember out of the processor's own memory. The ratios are of the latter. The process
looks for cycles as seldom as a worker's does. Where reading's compiled part was not built, the
table says so.
"""

import difflib
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from inspect import signature
from pathlib import Path
from statistics import median
from typing import Final, TypeVar

import trafilatura
from datasketch import MinHash  # type: ignore[import-untyped]

from minhbach_classifier.collecting import collect_rarely
from minhbach_classifier.compiled.library import library
from minhbach_classifier.domain.fields import read_fields
from minhbach_classifier.domain.model import Page
from minhbach_classifier.domain.reading import read
from minhbach_classifier.domain.sources.body import Body, body_of
from minhbach_classifier.domain.sources.differences import differences
from tests.bench.pages import pages_in
from tests.fuzz.path import judged

_Done = TypeVar("_Done")
ROUNDS: Final = 5
_USUAL: Final = ("trafilatura", "regex", "minhash", "difflib")
_AFTER: Final = ("fields", "sketch", "align")
_OF_RULES: Final = (".lexicon", ".terms")
_PROSE: Final = re.compile(r"(?<=>)[^<>{}]{40,}(?=<)")
_NUMBERED: Final = re.compile(r"(href=[\"'][^\"'<>]*?)(\d{3,})")
FOLDER: Final = "MINHBACH_BENCH_PAGES"
"""Names the folder where no argument does."""
_FIELDS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:giấy phép|gp)[^\n]{0,80}?\d{1,5}\s*/\s*GP[\w -]*",
        r"ngày\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{4}",
        r"[\w.+-]+@[\w-]+\.[\w.]+",
        r"(?:\+84|0)\d[\d .]{7,11}\d",
        r"(?:theo|nguồn)\s*:?\s*[^\n]{2,60}$",
        r"\d{1,2}[/-]\d{1,2}[/-]\d{4}[ ,-]*\d{1,2}:\d{2}",
    )
)


@dataclass
class Times:
    """The best time of each step on each page, in milliseconds."""

    best: dict[str, dict[str, float]] = field(default_factory=dict)

    def take(self, step: str, page: str, work: Callable[[], _Done]) -> _Done:
        """Does the work and keeps its time if it is the best so far."""
        began = time.process_time()
        done = work()
        took = (time.process_time() - began) * 1000
        pages = self.best.setdefault(step, {})
        pages[page] = min(took, pages.get(page, took))
        return done

    def of(self, *steps: str) -> float:
        """The median page's sum of these steps."""
        sums = [sum(self.best[step][page] for step in steps) for page in self.best[steps[0]]]
        return median(sums)


def main() -> None:
    """Measures and prints."""
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get(FOLDER)
    print(report(Path(named) if named else None))


def report(folder: Path | None) -> str:
    """The table of one run."""
    collect_rarely()
    pages = pages_in(folder)
    alone, beside = Times(), Times()
    for times in (alone, beside):
        for _ in range(ROUNDS):
            for address, body in pages:
                _measure(times, address, body, _siblings(address, pages))
                if times is beside:
                    _measure_usual(times, address, body)
    return "\n".join(_lines(alone, beside, pages))


def _siblings(address: str, pages: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The site's other pages, which make its template known."""
    host = address.split("/")[2]
    known = [one for one in pages if one[0].split("/")[2] == host and one[0] != address]
    return known[:2] or [(at, _another(body)) for at, body in pages if at == address]


def _another(body: bytes) -> bytes:
    """What another page of its site might be: other prose and headlines, other articles linked."""
    text = body.decode("utf-8", "replace")
    text = _PROSE.sub(lambda found: " ".join(reversed(found.group().split())), text)
    return _NUMBERED.sub(r"\g<1>7\2", text).encode()


def _measure(times: Times, address: str, body: bytes, siblings: list[tuple[str, bytes]]) -> None:
    forget()
    page = times.take("read unknown", address, lambda: _read(body, address))
    times.take("judge unknown", address, lambda: judged(page))
    forget()
    for at, other in siblings:
        judged(_read(other, at))
    page = times.take("read known", address, lambda: _read(body, address))
    times.take("judge known", address, lambda: judged(page))
    forget()
    times.take("fields", address, lambda: read_fields(page))
    mine = times.take("sketch", address, lambda: _sketched(page))
    another = _sketched(page)
    times.take("align", address, lambda: differences(mine, another))


def _measure_usual(times: Times, address: str, body: bytes) -> None:
    text = times.take("trafilatura", address, lambda: trafilatura.extract(body.decode())) or ""
    times.take("regex", address, lambda: [p.findall(body.decode()) for p in _FIELDS])
    words = text.lower().split()[:500]
    times.take("minhash", address, lambda: _minhash(words))
    changed = [w if n % 50 else "khác" for n, w in enumerate(words)]
    matcher = difflib.SequenceMatcher(None, words, changed, autojunk=False)
    times.take("difflib", address, matcher.get_opcodes)


def _read(body: bytes, address: str) -> Page:
    page = read(body, "text/html", None, address)
    if not isinstance(page, Page):
        raise SystemExit(f"{address}: {page.detail}")
    return page


def _sketched(page: Page) -> Body:
    body = body_of(page)
    _ = body.keys, body.digest
    return body


def _minhash(words: list[str]) -> MinHash:
    made = MinHash(num_perm=128)
    for at in range(len(words) - 4):
        made.update(" ".join(words[at : at + 5]).encode())
    return made


def forget() -> None:
    """Empties what reading remembers of pages, as if none of the site had been read.

    What takes no argument is no memory of a page, nor is what is made of the rule sets' lists of
    words: each is built once in a worker's life.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("minhbach_classifier.domain"):
            for value in vars(module).values():
                if isinstance(value, _lru_cache_wrapper) and _is_memory(value):
                    value.cache_clear()


def _is_memory(function: "_lru_cache_wrapper[object]") -> bool:
    of_rules = function.__module__.endswith(_OF_RULES)
    return not of_rules and bool(signature(function).parameters)


def _lines(alone: Times, beside: Times, pages: list[tuple[str, bytes]]) -> list[str]:
    usual = beside.of(*_USUAL)
    size = median(len(body) for _, body in pages) / 1000
    rows = [
        ("reading, site unknown", 6.0, ("read unknown",), beside.of("trafilatura")),
        ("reading, site known", 3.0, ("read known",), beside.of("trafilatura")),
        ("everything, unknown", None, ("read unknown", "judge unknown"), usual),
        ("everything, known", 4.5, ("read known", "judge known"), usual),
    ]
    how = "in Python alone: nothing is compiled" if library() is None else "compiled in part"
    return [
        f"Reading {len(pages)} pages, {size:.0f} KB the median one, {how} (goal: 10 times)",
        f"  {'':24}{'alone':>9}  {'beside':>9}",
        *(_line(name, goal, alone.of(*s), beside.of(*s), its) for name, goal, s, its in rows),
        "  the usual parts: " + ", ".join(f"{s} {beside.of(s):.2f}" for s in _USUAL),
        "  of everything, unknown: " + ", ".join(f"{s} {alone.of(s):.2f}" for s in _AFTER),
    ]


def _line(name: str, goal: float | None, alone: float, beside: float, usual: float) -> str:
    told = ""
    if goal is not None:
        met = ("met" if ours <= goal else "missed" for ours in (alone, beside))
        told = f"  goal {goal:.1f} ms: {', '.join(met)}"
    return f"  {name:24}{alone:6.2f} ms  {beside:6.2f} ms  {usual / beside:5.1f} times{told}"


if __name__ == "__main__":
    main()
