"""``python -m tests.evaluation.calibrate FILE…``: what a duty's score is worth.

Judges labelled cases without any calibration, gathers the score of every breach that a label
speaks of, and prints a duty's ``points`` for its entry in the rule set: pools of neighbouring
scores whose share of right ones rises (pool adjacent violators), each with Laplace's two added
sightings, so that few cases promise little. Prints also how far the present calibration is off.
"""

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from minhbach_classifier.domain.rules import Calibration, RuleSets
from minhbach_classifier.offline import Judge, Reference, References
from minhbach_classifier.rule_files import load_rule_sets
from minhbach_classifier.storage.index.stop_keys import load_stop_keys
from minhbach_local.offline.evaluating.cases import parse
from minhbach_local.offline.evaluating.judging import references_of, said_of

_MOST: Final = 0.99


class Scored(NamedTuple):
    """A breach that was said with a score, and whether it was right."""

    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Pool:
    """Neighbouring scores of one worth."""

    least: float
    most: float
    count: int
    right: int

    @property
    def share(self) -> float:
        """Laplace's estimate of how many of such breaches are right."""
        return (self.right + 1) / (self.count + 2)

    def joined(self, other: "Pool") -> "Pool":
        """Both as one."""
        count, right = self.count + other.count, self.right + other.right
        return Pool(min(self.least, other.least), max(self.most, other.most), count, right)


def pools(scored: Sequence[Scored]) -> list[Pool]:
    """The pools in rising order, each worth more than the one before."""
    kept: list[Pool] = []
    for score, right in sorted(scored):
        kept.append(Pool(score, score, 1, int(right)))
        while len(kept) > 1 and (
            kept[-1].least == kept[-2].most or kept[-1].share <= kept[-2].share
        ):
            last = kept.pop()
            kept[-1] = kept[-1].joined(last)
    return kept


def points(own: Sequence[Scored]) -> list[tuple[float, float]]:
    """A calibration's points, level beyond the first and the last score that was seen.

    A pool begins with what the lowest tenth of its cases is worth by itself: few cases lie at its
    edge, and they promise less than the whole.
    """
    found: list[tuple[float, float]] = []
    for pool in pools(own):
        cases = sorted(s for s in own if pool.least <= s.score <= pool.most)
        tenth = cases[: max(1, len(cases) // 10)]
        edge = Pool(pool.least, pool.most, len(tenth), sum(s.right for s in tenth))
        least = found[-1][1] if found else 0.0
        top = max(least, min(_MOST, pool.share))
        if pool.least < pool.most:
            found.append((round(pool.least, 3), round(max(least, min(edge.share, top)), 3)))
        found.append((round(pool.most, 3), round(top, 3)))
    if not found:
        return [(0.0, 0.0), (1.0, 1.0)]
    ends = [(0.0, found[0][1]), *found, (1.0, found[-1][1])]
    return [point for at, point in enumerate(ends) if at == 0 or point[0] > ends[at - 1][0]]


def scored(files: Sequence[Path], rule_sets: RuleSets) -> dict[str, list[Scored]]:
    """Every breach of every duty that a case's label speaks of."""
    found: dict[str, list[Scored]] = defaultdict(list)
    for file in files:
        lines = list(_lines(file))
        judge = Judge(rule_sets, References(_brought(lines), load_stop_keys()))
        for line in lines:
            case = parse(line)
            expect: Mapping[str, str] = case.expect or {}
            for duty, said in said_of(case, judge).verdicts.items():
                wanted = expect.get(duty, expect.get("*"))
                if said.verdict == "breach" and wanted is not None:
                    found[duty].append(Scored(said.confidence, wanted == "breach"))
    return found


def uncalibrated(rule_sets: RuleSets) -> RuleSets:
    """The same rules, each score as the duty's own code gives it."""
    plain = {"calibration": Calibration()}
    return RuleSets(
        tuple(
            one.model_copy(update={"duties": tuple(e.model_copy(update=plain) for e in one.duties)})
            for one in rule_sets.sets
        )
    )


def off(found: Sequence[Scored]) -> float:
    """Mean distance of confidence and share over ten equal bins, weighted by their size."""
    bins: dict[int, list[Scored]] = defaultdict(list)
    for one in found:
        bins[min(9, int(one.score * 10))].append(one)
    gaps = (abs(sum(s.score for s in b) - sum(s.right for s in b)) for b in bins.values())
    return sum(gaps) / len(found) if found else 0.0


def _lines(file: Path) -> Iterator[bytes]:
    with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
        yield from (line for line in lines if line.strip())


def _brought(lines: Sequence[bytes]) -> list[Reference]:
    return [reference for line in lines for reference in references_of(parse(line))]


def _told(duty: str, own: Sequence[Scored], gap: float) -> Iterator[str]:
    found = pools(own)
    yield f"{duty}: {len(own)} breaches; confidence is off by {gap:.3f} now"
    for pool in found:
        scores = f"{pool.least:.3f} to {pool.most:.3f}"
        yield f"  {scores}: {pool.right} of {pool.count} right, worth {pool.share:.3f}"
    yield f"  points: {json.dumps(points(own))}"


def main() -> int:
    """Prints a duty a block."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    files = parser.parse_args().files
    present = load_rule_sets()
    own, now = scored(files, uncalibrated(present)), scored(files, present)
    for duty in sorted(own):
        sys.stdout.writelines(f"{line}\n" for line in _told(duty, own[duty], off(now[duty])))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
