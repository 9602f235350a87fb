"""Rule sets: which duties are in force for which class of site on which day, and on what basis.

A rule set holds the duties of one theme; each entry lists its law over time. It is content-neutral
by construction: a duty outside the closed list of ``minhbach_shared.vocabulary.Duty`` does not
load (safeguard 2), nor does an unknown key.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Annotated, Any, Final, Generic, Literal, Self

from pydantic import Field, GetCoreSchemaHandler, field_validator, model_validator
from pydantic_core import CoreSchema, core_schema

from minhbach_classifier.domain.duties import codes
from minhbach_classifier.domain.duty import AnyDuty, P, Parameters, Strict
from minhbach_classifier.domain.terms import Name
from minhbach_shared.errors import Misconfigured
from minhbach_shared.events import LegalBasis, TimeLimit
from minhbach_shared.vocabulary import Duty, SiteClass


class RuleSetRefused(Misconfigured):
    """A rule set does not load; the message names file, line and key."""


class Told(Strict):
    """What is told to people."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Law(Strict, Generic[P]):
    """A duty's text over a stretch of time, from the first to the last day, both included."""

    first: date = Field(alias="from")
    last: date | None = Field(alias="to")
    citation: str = Field(min_length=1)
    verified: bool
    """False where the text was carried over unread: an officer confirms it before a notice."""
    mend_within: TimeLimit | None = None
    """The time that the text itself gives to mend; without it the agency sets one, or none."""
    parameters: P | None = None
    """In place of the entry's."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"'to' ({self.last}) is before 'from' ({self.first})")
        return self

    def holds(self, day: date) -> bool:
        """Whether the day, in Viet Nam, lies within."""
        return self.first <= day and (self.last is None or day <= self.last)


class Calibration(Strict):
    """From a duty's own score to the share of suspicions with that score that are right.

    Measured by ``minhbach evaluate`` on labelled cases; see ``docs/calibration.md``.
    """

    points: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))
    """Pairs of score and share, both 0 to 1 and rising; straight lines between them."""
    least: float = Field(default=0.0, ge=0, le=1)
    """A breach of less confidence than this is said as ``inconclusive``."""

    @field_validator("points")
    @classmethod
    def _rising(cls, points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        if len(points) < 2 or list(points) != sorted(points):
            raise ValueError("two points at least, in rising order")
        if any(not 0 <= number <= 1 for point in points for number in point):
            raise ValueError("scores and shares lie between 0 and 1")
        if any(a[0] == b[0] or a[1] > b[1] for a, b in pairwise(points)):
            raise ValueError("scores rise, and a higher score never means a smaller share")
        return points

    def confidence(self, score: float) -> float:
        """The share that belongs to a score, to four digits."""
        after = bisect_right(self.points, score, key=lambda point: point[0])
        if after == 0 or after == len(self.points):
            return self.points[0 if after == 0 else -1][1]
        (low, least), (high, most) = self.points[after - 1 : after + 1]
        return round(least + (most - least) * (score - low) / (high - low), 4)


class Entry(Strict, Generic[P]):
    """One duty of a rule set."""

    id: Duty
    site_classes: tuple[Literal["aggregator", "state_portal"], ...] = Field(min_length=1)
    remedy: Told
    example: str = ""
    """How it should read on the page, where that can be shown; Vietnamese."""
    parameters: P | None = None
    calibration: Calibration = Calibration()
    law: tuple[Law[P], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _parameters_for_every_day(self) -> Self:
        for law in self.law:
            if law.parameters is None and self.parameters is None and _asked(self.id):
                raise ValueError(f"the key 'parameters' is missing from {law.first} on")
        return self

    @model_validator(mode="after")
    def _one_law_a_day(self) -> Self:
        for one, other in combinations(sorted(self.law, key=lambda law: law.first), 2):
            if one.last is None or other.first <= one.last:
                raise ValueError(f"two laws from {other.first} on: end the earlier one before")
        return self

    def law_of(self, day: date) -> Law[P] | None:
        """The law of a day; none where the duty was not in force."""
        return next((law for law in self.law if law.holds(day)), None)


def _asked(duty: Duty) -> bool:
    fields = codes()[duty].parameters.model_fields.values()
    return any(field.is_required() for field in fields)


class _ByDuty:
    """Validates each entry with the parameters of its duty."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        choices = {
            duty: handler.generate_schema(Entry[code.parameters])  # type: ignore[name-defined]
            for duty, code in codes().items()
        }
        return core_schema.tagged_union_schema(choices, discriminator="id")


AnyEntry = Annotated[Entry[Any], _ByDuty]


class RuleSet(Strict):
    """The duties of one theme."""

    name: Name
    version: int = Field(ge=1)
    duties: tuple[AnyEntry, ...] = Field(min_length=1)

    @property
    def identity(self) -> str:
        """Name and version, such as ``sources/1``, as assessments name it."""
        return f"{self.name}/{self.version}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty as it is in force on a day."""

    code: AnyDuty
    rule_set: str
    basis: LegalBasis
    remedy: Told
    example: str
    parameters: Parameters
    calibration: Calibration

    @property
    def id(self) -> Duty:
        """The duty."""
        return self.code.id


Rules = tuple[Rule, ...]
NONE: Final[Rules] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RuleSets:
    """All rule sets; a duty has at most one law a class of site and day."""

    sets: tuple[RuleSet, ...]

    @classmethod
    def of(cls, sets: Iterable[RuleSet]) -> Self:
        """Put together.

        Raises:
            RuleSetRefused: two say something of one duty, class and day, or share their identity.
        """
        known = tuple(sorted(sets, key=lambda s: s.name))
        for one, other in combinations(known, 2):
            if one.identity == other.identity:
                raise RuleSetRefused(
                    f"two rule sets are called {one.identity}: give one a new version"
                )
        entries = [(s, entry) for s in known for entry in s.duties]
        for first, second in combinations(entries, 2):
            _refuse_overlap(*first, *second)
        return cls(known)

    def for_day(self, site_class: SiteClass, day: date) -> Rules:
        """The duties of a class on the capture's day (Asia/Ho_Chi_Minh); none for references."""
        return _for_day(self, site_class, day)


@lru_cache(maxsize=64)
def _for_day(known: RuleSets, site_class: SiteClass, day: date) -> Rules:
    entries = ((s, e) for s in known.sets for e in s.duties if site_class in e.site_classes)
    return tuple(
        _rule(rule_set, entry, law)
        for rule_set, entry in entries
        if (law := entry.law_of(day)) is not None
    )


def _rule(rule_set: RuleSet, entry: Entry[Any], law: Law[Any]) -> Rule:
    code = codes()[entry.id]
    return Rule(
        code,
        rule_set.identity,
        LegalBasis(citation=law.citation, verified=law.verified, mend_within=law.mend_within),
        entry.remedy,
        entry.example,
        law.parameters or entry.parameters or code.parameters(),
        entry.calibration,
    )


def _refuse_overlap(here: RuleSet, one: Entry[Any], there: RuleSet, other: Entry[Any]) -> None:
    shared = set(one.site_classes) & set(other.site_classes)
    if one.id == other.id and shared:
        raise RuleSetRefused(
            f"{here.identity} and {there.identity} both hold {one.id} for "
            f"{', '.join(sorted(shared))}: one duty has one entry a class of site"
        )
