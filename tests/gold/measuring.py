"""Measures the reader on the labelled footers, pages and the benchmark's articles."""

import gzip
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeAlias

import trafilatura

from minhbach_classifier.domain.sources.credits import Credit
from tests.gold.labels import GOLD, GoldPage, Value, load_footers, load_json, load_pages
from tests.gold.readings import Reading, read_gold_footer, read_gold_page, reading
from tests.gold.scores import (
    Outcome,
    Overlap,
    Tally,
    TextScore,
    folded,
    outcome,
    overlap,
    text_score,
)

Texts: TypeAlias = Mapping[str, TextScore]
"""The score of each reader by its name, on the same texts."""

POOR: Final = 0.8
"""Below this precision or recall a text is listed among the misses."""


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that was read otherwise than a person read it."""

    where: str
    what: str
    expected: str
    got: str


@dataclass(slots=True)
class Measured:
    """Tallies by what was labelled; ``texts`` by set and reader."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    texts: dict[str, Texts] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def count(self, where: str, what: str, expected: Value, got: Value) -> None:
        """Counts a value by exact equality."""
        self.note(where, what, outcome(expected, got), (_shown(expected), _shown(got)))

    def note(self, where: str, what: str, found: Outcome, words: tuple[str, str]) -> None:
        """Counts an outcome, and keeps the miss with what was expected and got."""
        self.tallies[what].counts[found] += 1
        if found != "right":
            self.misses.append(Miss(where, what, *words))


def measure(data: Path, gold: Path = GOLD) -> Measured:
    """All that is labelled, read and compared.

    Args:
        data: the folder with ``footers/``, ``html/`` and ``extraction/``.
        gold: the folder with the labels.
    """
    measured = Measured()
    _footers(measured, data, gold)
    _pages(measured, data, gold)
    _extraction(measured, data)
    return measured


def _footers(measured: Measured, data: Path, labels: Path) -> None:
    for gold in load_footers(data, labels / "footers.json"):
        read = read_gold_footer(gold)
        for name, expected in gold.fields.items():
            where = _where(gold.key, doubtful=name in gold.doubtful)
            measured.count(where, f"footers {name}", expected, read.fields[name])


def _pages(measured: Measured, data: Path, labels: Path) -> None:
    texts = _Compared()
    for gold in load_pages(data, labels / "pages.json"):
        read = read_gold_page(gold)
        _page(measured, gold, read)
        if gold.main:
            texts.add(measured, gold.file, "\n".join(gold.main), gold.body, read)
    measured.texts["state portals and news"] = texts.scores()


def _page(measured: Measured, gold: GoldPage, read: Reading) -> None:
    kind = read.page.kind if read.page else None
    right = kind if kind in gold.kinds else gold.kinds[0]
    measured.count(gold.file, "kind", right, kind)
    if gold.headline:
        got = read.page.headline if read.page else ""
        right = got if folded(got) & folded(gold.headline) else gold.headline[0]
        measured.count(gold.file, "headline", right, got)
    _published(measured, gold, read)
    _credits(measured, gold, read.credits)
    for name, expected in gold.fields.items():
        where = _where(gold.file, doubtful=name in gold.doubtful)
        measured.count(where, f"pages {name}", expected, read.fields[name])


def _where(key: str, *, doubtful: bool) -> str:
    return f"{key} (doubtful label)" if doubtful else key


def _published(measured: Measured, gold: GoldPage, read: Reading) -> None:
    if gold.kinds[0] != "article":
        return
    expected, got = gold.published, read.published
    to_day = bool(read.page and read.page.published_to_day)
    agreed = expected == got and gold.to_day == to_day
    found = outcome(_iso(expected), _iso(got))
    words = (_shown(_iso(expected)), _shown(_iso(got)))
    same: Outcome = "right" if agreed else "wrong"
    measured.note(gold.file, "published", same if expected and got else found, words)


def _credits(measured: Measured, gold: GoldPage, got: Iterable[Credit]) -> None:
    """Of several credits one that is right suffices; where none is expected, none is right."""
    credits = list(got)
    expected = gold.credit.name if gold.credit else None
    same = [c for c in credits if expected and folded(c.name) == folded(expected)]
    credit = next(iter(same or credits), None)
    measured.count(gold.file, "credit name", expected, credit.name if credit else None)
    if gold.credit and same:
        measured.count(gold.file, "credit time", gold.credit.time, _iso(same[0].time))


def _extraction(measured: Measured, data: Path) -> None:
    texts = _Compared()
    for key, truth in load_json(data / "extraction" / "ground-truth.json").items():
        body = gzip.decompress((data / "extraction" / "html" / f"{key}.html.gz").read_bytes())
        read = reading(body, truth["url"])
        texts.add(measured, f"extraction {key[:8]}", truth["articleBody"], body, read)
    measured.texts["article-extraction benchmark"] = texts.scores()


class _Compared:
    """Our main text and trafilatura's, on the same pages in the same run."""

    def __init__(self) -> None:
        self._overlaps: dict[str, list[Overlap]] = defaultdict(list)

    def add(
        self, measured: Measured, where: str, expected: str, body: bytes, read: Reading
    ) -> None:
        ours = overlap(expected, read.main)
        theirs = overlap(expected, trafilatura.extract(body, include_comments=False) or "")
        self._overlaps["reader"].append(ours)
        self._overlaps["trafilatura"].append(theirs)
        if min(ours.precision, ours.recall) < POOR:
            beside = f"trafilatura {theirs.precision:.2f}/{theirs.recall:.2f}"
            got = f"precision {ours.precision:.2f}, recall {ours.recall:.2f} ({beside})"
            measured.misses.append(Miss(where, "main text", f"at least {POOR}", got))

    def scores(self) -> Texts:
        return {name: text_score(found) for name, found in self._overlaps.items()}


def _iso(value: datetime | date | None) -> str | None:
    match value:
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case None:
            return None


def _shown(value: Value) -> str:
    if isinstance(value, list):
        return " | ".join(value)
    return "—" if value is None else value.replace("\n", " ⏎ ")
