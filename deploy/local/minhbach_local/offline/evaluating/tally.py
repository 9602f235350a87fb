"""How often the classifier was right; a breach is the positive."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from minhbach_local.offline.evaluating.cases import Case
from minhbach_local.offline.evaluating.comparing import OUTCOMES, Outcome, outcome
from minhbach_local.offline.evaluating.judging import Said, Verdict

ALL: Final = "*"
_NOT_IN_FORCE: Final = Verdict("not_applicable", "")
"""Of a duty that the rule sets do not hold for the class and day of a case."""


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that was expected otherwise."""

    id: str
    what: str
    """A duty, a field, or ``source``."""
    expected: object
    got: object
    quote: str

    def record(self) -> dict[str, Any]:
        """As it stands in the answer."""
        return {
            "id": self.id,
            "what": self.what,
            "expected": self.expected,
            "got": self.got,
            "quote": self.quote,
        }


class Pair(NamedTuple):
    """What was expected of a duty, and what was said."""

    duty: str
    expected: str
    got: str


@dataclass(slots=True)
class Tally:
    """Counts, and the misses in the order of the cases."""

    cases: int = 0
    verdicts: Counter[Pair] = field(default_factory=Counter)
    fields: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    sources: Counter[Outcome] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    """Lines that are no case: file, line, what is wrong."""

    def add(self, other: "Tally") -> None:
        """Takes another's counts in, behind its own."""
        self.cases += other.cases
        self.verdicts += other.verdicts
        self.fields += other.fields
        self.sources += other.sources
        self.misses += other.misses
        self.unreadable += other.unreadable

    def count(self, case: Case, said: Said) -> None:
        """Counts one case."""
        self.cases += 1
        for pair, quote in _pairs(case.expect or {}, said.verdicts):
            self.verdicts[pair] += 1
            if not is_as_expected(pair):
                self.misses.append(Miss(case.id, pair.duty, pair.expected, pair.got, quote))
        self._count_fields(case, said.fields)
        if case.asks_for_source:
            self._count_source(case, said.source)

    def _count_fields(self, case: Case, read: Mapping[str, Sequence[str]]) -> None:
        for name, expected in (case.expect_fields or {}).items():
            values = read.get(name, ())
            told = outcome(expected, values, is_date=name == "licence_date")
            self.fields[name, told] += 1
            if told != "right":
                got = None if not values else values[0] if len(values) == 1 else list(values)
                self.misses.append(Miss(case.id, name, expected, got, "; ".join(values)))

    def _count_source(self, case: Case, named: str | None) -> None:
        expected = case.expect_source
        told: Outcome = "right"
        if named != expected:
            told = "missed" if named is None else "wrong"
            self.misses.append(Miss(case.id, "source", expected, named, named or ""))
        self.sources[told] += 1


def _pairs(
    expect: Mapping[str, str], verdicts: Mapping[str, Verdict]
) -> Iterator[tuple[Pair, str]]:
    """Each expectation beside what was said; ``*`` is one of every duty that was judged."""
    wanted = dict.fromkeys(verdicts, expect[ALL]) if ALL in expect else {}
    wanted |= {duty: verdict for duty, verdict in expect.items() if duty != ALL}
    for duty, expected in wanted.items():
        said = verdicts.get(duty, _NOT_IN_FORCE)
        yield Pair(duty, expected, said.verdict), said.quote


def is_as_expected(pair: Pair) -> bool:
    """Whether the verdict is the expected one."""
    if pair.expected == "no_breach":
        return pair.got != "breach"
    return pair.got == pair.expected


class Confusion(NamedTuple):
    """Counts of one duty.

    An expected breach is a ``tp`` where it is found and a ``fn`` with any other verdict; anything
    else that is expected is a ``fp`` where a breach is found and a ``tn`` otherwise. Of all of
    these, ``inconclusive`` counts the verdicts that leave the question open: it stands apart and
    adds nothing to the sum.
    """

    tp: int
    fp: int
    fn: int
    tn: int
    inconclusive: int

    @property
    def precision(self) -> float | None:
        """The share of found breaches that are right; None where none was found."""
        found = self.tp + self.fp
        return self.tp / found if found else None

    @property
    def recall(self) -> float | None:
        """The share of breaches that were found; None where there were none."""
        there = self.tp + self.fn
        return self.tp / there if there else None


def confusions(tally: Tally) -> dict[str, Confusion]:
    """Every duty's counts, by its name."""
    duties = sorted({pair.duty for pair in tally.verdicts})
    return {duty: _confusion(tally.verdicts, duty) for duty in duties}


def _confusion(verdicts: Counter[Pair], duty: str) -> Confusion:
    own = [(pair, n) for pair, n in verdicts.items() if pair.duty == duty]

    def count(*, expected: bool, got: bool) -> int:
        return sum(
            n
            for pair, n in own
            if (pair.expected == "breach") is expected and (pair.got == "breach") is got
        )

    return Confusion(
        tp=count(expected=True, got=True),
        fp=count(expected=False, got=True),
        fn=count(expected=True, got=False),
        tn=count(expected=False, got=False),
        inconclusive=sum(n for pair, n in own if pair.got == "inconclusive"),
    )


def answer(tally: Tally, seconds: float) -> dict[str, Any]:
    """The object that ``--json`` prints."""
    fields = sorted({name for name, _ in tally.fields})
    return {
        "cases": tally.cases,
        "seconds": round(seconds, 3),
        "duties": {duty: counts._asdict() for duty, counts in confusions(tally).items()},
        "fields": {name: {o: tally.fields[name, o] for o in OUTCOMES} for name in fields},
        "sources": {o: tally.sources[o] for o in OUTCOMES if o != "spurious"},
        "misses": [miss.record() for miss in tally.misses],
    }
