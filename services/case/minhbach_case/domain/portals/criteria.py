"""The criteria by which portals are judged: data, in versions; only publishing duties feed them.

Directive 11/CT-UBND of 16 July 2015 (Tiền Giang), point 1(e), asks for published criteria; which
they are is the agency's to say. What may feed one is ours to bound: a duty that a state portal
owes, of the closed, content-neutral list (safeguard 2), or what a visit measured.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from minhbach_shared.events import ItemKind
from minhbach_shared.vocabulary import DUTIES, Duty

PORTAL_DUTIES: Final[tuple[Duty, ...]] = tuple(
    duty
    for duty in DUTIES
    if duty in ("disclosure.home_page", "portal.update") or duty.startswith("spam.")
)
"""What a state portal owes; the rest of the closed list is owed by others."""
WHOLE: Final = 100
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Points = tuple[Share, Annotated[float, Field(ge=0, le=100)]]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Strict):
    """The same in both languages of the console."""

    vi: str = Field(min_length=1, max_length=600)
    en: str = Field(min_length=1, max_length=600)

    def of(self, language: str) -> str:
        """In one language."""
        return self.en if language == "en" else self.vi


class Basis(_Strict):
    """The text that a criterion rests on, and whether it was read."""

    citation: str = Field(min_length=1, max_length=300)
    verified: bool


class FromVerdicts(_Strict):
    """Verdicts on captures.

    ``each`` says what counts once: an address over the period, or an address in each month.
    """

    source: Literal["verdicts"]
    duties: tuple[Duty, ...] = Field(min_length=1)
    each: Literal["address", "address_and_month"]

    @field_validator("duties", mode="before")
    @classmethod
    def _owed(cls, value: object) -> object:
        return _known_duties(value)


class FromItems(_Strict):
    """Items that the portal put up, each once, by its day.

    ``within_working_days`` is a target of the agency's own: a measure, no finding of a breach.
    Without it an item counts as ``portal.update`` judged it, under the law of its day.
    """

    source: Literal["items"]
    duties: tuple[Literal["portal.update"]]
    kinds: tuple[ItemKind, ...] | None = None
    within_working_days: Mapping[ItemKind, Annotated[int, Field(ge=0, le=250)]] | None = None

    @field_validator("duties", mode="before")
    @classmethod
    def _owed(cls, value: object) -> object:
        return _known_duties(value)


class FromVisits(_Strict):
    """Visits, by the age of the newest item that the portal's own feed or sitemap states."""

    source: Literal["visits"]
    newest_within_days: int = Field(ge=1, le=366)


Feed = Annotated[FromVerdicts | FromItems | FromVisits, Field(discriminator="source")]


class Known(_Strict):
    """From how much on a criterion counts as known; below it is "chưa rõ"."""

    at_least: int = Field(default=1, ge=1, le=10_000)
    share: Share = 0.5


class Criterion(_Strict):
    """One criterion: what feeds it, how a share becomes points, what counts as unknown.

    ``points`` joins shares (of what is known, 0 to 1) and points (0 to 100) by straight lines.
    """

    id: Name
    weight: int = Field(ge=1, le=WHOLE)
    title: Words
    about: Words
    basis: Basis
    feeds: Feed
    known: Known = Known()
    points: tuple[Points, ...] = ((0, 0), (1, 100))

    @field_validator("points")
    @classmethod
    def _rising(cls, points: tuple[Points, ...]) -> tuple[Points, ...]:
        shares = [share for share, _ in points]
        if len(points) < 2 or shares[0] != 0 or shares[-1] != 1:
            raise ValueError("the points begin at the share 0 and end at the share 1")
        if any(a >= b for a, b in pairwise(shares)):
            raise ValueError("the shares rise from one pair to the next")
        if any(a[1] > b[1] for a, b in pairwise(points)):
            raise ValueError("a greater share never gives fewer points")
        return points

    def worth(self, share: float) -> float:
        """The points that a share (0 to 1) gives."""
        for (low, least), (high, most) in pairwise(self.points):
            if share <= high:
                return least + (most - least) * (share - low) / (high - low)
        return self.points[-1][1]


class CriteriaSet(_Strict):
    """A versioned set of criteria; the weights add up to 100."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")
    version: int = Field(ge=1)
    title: Words
    basis: Basis
    ranked_from: Annotated[float, Field(gt=0, le=1)] = 0.5
    """The share of the weights that has to be known; a portal of which less is stands apart."""
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=20)

    @property
    def identity(self) -> str:
        """Name and version, as a score names it: ``portals/1``."""
        return f"{self.name}/{self.version}"

    @field_validator("criteria")
    @classmethod
    def _once(cls, criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        names = [one.id for one in criteria]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise ValueError(f"the criterion {doubled[0]!r} stands twice")
        total = sum(one.weight for one in criteria)
        if total != WHOLE:
            raise ValueError(f"the weights add up to {total}; they have to make {WHOLE}")
        return criteria

    def criterion(self, name: str) -> Criterion | None:
        """The criterion of this name."""
        return next((one for one in self.criteria if one.id == name), None)


def _known_duties(value: object) -> object:
    for duty in value if isinstance(value, list) else ():
        if duty not in DUTIES:
            raise ValueError(
                f"{duty!r} is no duty of the closed list; a duty judges publishing, never opinion"
            )
        if duty not in PORTAL_DUTIES:
            raise ValueError(f"a state portal does not owe the duty {duty!r}")
    return value
