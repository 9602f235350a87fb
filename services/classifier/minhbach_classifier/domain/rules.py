"""Rule sets: which duties are in force for which class of site on which day, and on what basis.

A rule set is content-neutral by construction: a duty outside the closed list of
``minhbach_shared.vocabulary.Duty`` does not load (safeguard 2), nor does an unknown key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from minhbach_shared.errors import Misconfigured
from minhbach_shared.events import CreditLack, LegalBasis
from minhbach_shared.vocabulary import DisclosureField, Duty, SiteClass

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,60}$")]


class RuleSetRefused(Misconfigured):
    """A rule set does not load; the message names file, line and key."""


class Strict(BaseModel):
    """A part of a rule set: frozen, and no key is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Parameters(Strict):
    """A duty without parameters; others add theirs."""


class DisclosureParameters(Parameters):
    """What the home page must show."""

    fields: tuple[DisclosureField, ...] = Field(min_length=1)
    if_any: tuple[DisclosureField, ...] = ()
    """Fields owed only where there is such a thing ("nếu có"), as the register tells."""


class CreditedParameters(Parameters):
    """What a credit must hold."""

    needs: tuple[CreditLack, ...] = Field(min_length=1)


class TermList(Strict):
    """Words of one kind of promotion; matched after folding, see ``domain/duties/spam.py``."""

    name: Name
    version: int = Field(ge=1)
    strong: tuple[str, ...] = Field(min_length=1)
    """Not seen in honest news."""
    brands: tuple[str, ...]
    brand_patterns: tuple[str, ...] = ()
    """Regular expressions over a folded word."""
    offers: tuple[str, ...]
    """Words of bonus and payout, which speak beside others."""
    weak: tuple[str, ...]
    """Common in honest news: never alone."""
    reporting: tuple[str, ...]
    """Words of news about crime: where they stand, more is asked."""

    @property
    def identity(self) -> str:
        """Name and version, such as ``gambling/1``."""
        return f"{self.name}/{self.version}"


def _term_list(value: object, info: ValidationInfo) -> object:
    lists: Mapping[str, TermList] = (info.context or {}).get("terms", {})
    if isinstance(value, str):
        if value not in lists:
            raise ValueError(f"no such term list: {value!r}; there are {', '.join(sorted(lists))}")
        return lists[value]
    return value


class SpamParameters(Parameters):
    """Which words, and how much of them makes a promotion."""

    terms: Annotated[TermList, BeforeValidator(_term_list)]
    threshold: float = Field(gt=0)
    threshold_beside_reporting: float = Field(gt=0)


class _Rule(Strict):
    basis: LegalBasis
    remedy: str = Field(min_length=1)


class DisclosureRule(_Rule):
    """Circular 09/2014 Article 2(3)."""

    id: Literal["disclosure.home_page"]
    parameters: DisclosureParameters


class LicenceHeldRule(_Rule):
    """Decree 72/2013 Articles 20(2) and 23; Decree 147/2024 Article 24."""

    id: Literal["licence.held"]
    parameters: Parameters = Parameters()


class LicenceValidRule(_Rule):
    """Decree 72/2013 Article 23(6); Decree 147/2024 Article 24."""

    id: Literal["licence.valid"]
    parameters: Parameters = Parameters()


class CreditedRule(_Rule):
    """Decree 72/2013 Articles 3(18) and 20(2)."""

    id: Literal["source.credited"]
    parameters: CreditedParameters


class VerbatimRule(_Rule):
    """Decree 72/2013 Article 20(2)."""

    id: Literal["source.verbatim"]
    parameters: Parameters = Parameters()


class GamblingRule(_Rule):
    """Decree 72/2013 Article 5(1)(đ)."""

    id: Literal["spam.gambling"]
    parameters: SpamParameters


Rule = (
    DisclosureRule | LicenceHeldRule | LicenceValidRule | CreditedRule | VerbatimRule | GamblingRule
)


class InForce(Strict):
    """From the first to the last day, both included, in Viet Nam."""

    first: date = Field(alias="from")
    last: date | None = Field(alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"'to' ({self.last}) is before 'from' ({self.first})")
        return self

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.first <= day and (self.last is None or day <= self.last)


class RuleSet(Strict):
    """The duties of some classes of site over a stretch of time."""

    name: Name
    version: int = Field(ge=1)
    in_force: InForce
    site_classes: tuple[Literal["aggregator", "state_portal"], ...] = Field(min_length=1)
    duties: tuple[Annotated[Rule, Field(discriminator="id")], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_duty_once(self) -> Self:
        ids = [rule.id for rule in self.duties]
        if doubled := {duty for duty in ids if ids.count(duty) > 1}:
            raise ValueError(f"named twice: {', '.join(sorted(doubled))}")
        return self

    @property
    def identity(self) -> str:
        """Name and version, such as ``aggregator-2024-12-25/1``, as assessments name it."""
        return f"{self.name}/{self.version}"

    def rule(self, duty: Duty) -> Rule | None:
        """The rule of a duty; ``None`` where it is not in force."""
        return next((rule for rule in self.duties if rule.id == duty), None)


@dataclass(frozen=True, slots=True)
class RuleSets:
    """All rule sets, of which each class of site has at most one a day."""

    sets: tuple[RuleSet, ...]

    @classmethod
    def of(cls, sets: Iterable[RuleSet]) -> Self:
        """Put together.

        Raises:
            RuleSetRefused: two are in force for one class on one day, or share their identity.
        """
        known: tuple[RuleSet, ...] = ()
        for one in sorted(sets, key=lambda s: (s.in_force.first, s.name)):
            for other in known:
                _refuse_overlap(one, other)
            known = (*known, one)
        return cls(known)

    def for_day(self, site_class: SiteClass, day: date) -> RuleSet | None:
        """The rule set of a class on the capture's day (Asia/Ho_Chi_Minh); none for references."""
        found = (s for s in self.sets if site_class in s.site_classes and s.in_force.holds(day))
        return next(found, None)

    def named(self, identity: str) -> RuleSet | None:
        """The rule set that an assessment names, for a replay."""
        return next((s for s in self.sets if s.identity == identity), None)


def _refuse_overlap(one: RuleSet, other: RuleSet) -> None:
    shared = set(one.site_classes) & set(other.site_classes)
    if one.identity == other.identity:
        raise RuleSetRefused(f"two rule sets are called {one.identity}: give one a new version")
    if shared and (other.in_force.last is None or one.in_force.first <= other.in_force.last):
        raise RuleSetRefused(
            f"{one.identity} and {other.identity} are both in force for {', '.join(sorted(shared))}"
            f" from {one.in_force.first}: end the earlier one before"
        )


IMPLEMENTED: Final[tuple[str, ...]] = (
    "disclosure.home_page",
    "licence.held",
    "licence.valid",
    "source.credited",
    "source.verbatim",
    "spam.gambling",
)
