"""What was expected, of the case files, and what was missed, of the answers: joined by case."""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

SOURCE = "source"


class Asked(NamedTuple):
    """One expectation of one case: of a duty, a field, or the source."""

    file: str
    id: str
    what: str
    expected: Any

    @property
    def kind(self) -> str:
        """How the case was derived: the id's parts but the last."""
        return self.id.rsplit("/", 1)[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An expectation and its miss, if there was one."""

    asked: Asked
    missed: bool
    got: Any = None
    quote: str = ""

    @property
    def found_breach(self) -> bool:
        """Whether a breach was said, rightly or not."""
        verdict = self.got if self.missed else self.asked.expected
        return bool(verdict == "breach")


def asked_of(file: str, case: Mapping[str, Any]) -> Iterator[Asked]:
    """What one case expects."""
    for what, expected in (case.get("expect") or {}).items():
        yield Asked(file, case["id"], what, expected)
    for what, expected in (case.get("expect_fields") or {}).items():
        yield Asked(file, case["id"], what, expected)
    if "expect_source" in case:
        yield Asked(file, case["id"], SOURCE, case["expect_source"])


def joined(asked: Iterable[Asked], misses: Iterable[Mapping[str, Any]]) -> list[Outcome]:
    """Every expectation with its miss; one of all duties (``*``) is missed by any."""
    by_case: dict[tuple[str, str], Mapping[str, Any]] = {}
    any_of: dict[str, Mapping[str, Any]] = {}
    for miss in misses:
        by_case[miss["id"], miss["what"]] = miss
        any_of.setdefault(miss["id"], miss)
    return [_outcome(one, _miss(one, by_case, any_of)) for one in asked]


def _miss(
    asked: Asked,
    by_case: Mapping[tuple[str, str], Mapping[str, Any]],
    any_of: Mapping[str, Mapping[str, Any]],
) -> Mapping[str, Any] | None:
    if asked.what != "*":
        return by_case.get((asked.id, asked.what))
    found = any_of.get(asked.id)
    return found if found is not None and found["expected"] == "no_breach" else None


def _outcome(asked: Asked, miss: Mapping[str, Any] | None) -> Outcome:
    if miss is None:
        return Outcome(asked, missed=False)
    told = asked._replace(what=miss["what"])
    return Outcome(told, missed=True, got=miss["got"], quote=miss["quote"] or "")


def read_cases(path: Path) -> list[Asked]:
    """The expectations of a file."""
    name = path.name.split(".")[0]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [asked for line in lines for asked in asked_of(name, json.loads(line))]


def share(outcomes: Iterable[Outcome], right: Callable[[Outcome], bool]) -> tuple[int, int]:
    """How many are right, and of how many."""
    told = [right(outcome) for outcome in outcomes]
    return sum(told), len(told)


def misses_by_kind(outcomes: Iterable[Outcome]) -> list[tuple[tuple[str, str, str], int, Outcome]]:
    """Kind, what and how it was missed; how often; an example.

    The most frequent first; behind them those where no breach is at stake.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], Outcome] = {}
    for one in outcomes:
        if one.missed:
            key = (one.asked.kind, one.asked.what, _how(one))
            counts[key] += 1
            examples.setdefault(key, one)
    told = [(key, count, examples[key]) for key, count in counts.most_common()]
    return sorted(told, key=lambda one: one[0][2].startswith("pass, got not"))


def _how(outcome: Outcome) -> str:
    verdicts = ("breach", "pass", "inconclusive", "not_applicable", "no_breach")
    if outcome.asked.expected in verdicts:
        return f"{outcome.asked.expected}, got {outcome.got}"
    if outcome.got is None:
        return "not found"
    return "named although there is none" if outcome.asked.expected is None else "another"
