"""A report's form: its fields are data, versioned, and a filing names the version it was filled in.

Circular 09/2014/TT-BTTTT Article 9(1)(b) refers to the ministry's sample 03, whose text was not
read: a form says of each field whether the law's own text was seen to ask for it.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from minhbach_case.domain.register import PLAIN
from minhbach_shared.vocabulary import SiteClass

FieldKind = Literal["line", "text", "whole_number", "day", "yes_no", "choice", "email", "phone"]
LINE: Final = 300
TEXT: Final = 4000
_FILLED: Final = frozenset((*PLAIN, "responsible_person", "emails", "phones"))
_BOUNDED: Final = frozenset(("whole_number",))
_WRITTEN: Final = frozenset(("line", "text"))
FormKind = Literal["yearly", "requested"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]


class Strict(BaseModel):
    """A part of a definition: frozen, and no key is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Told(Strict):
    """What is told to people, in both languages."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Option(Strict):
    """One of the answers of a choice."""

    value: Name
    label: Told


class FormField(Strict):
    """One field of a form.

    Attributes:
        personal: it names people: kept apart, and erased with the site.
        verified: whether the law's own text was seen to ask for it.
        filled_from: what of the register's record stands there to begin with.
    """

    name: Name
    kind: FieldKind
    label: Told
    help: Told | None = None
    required: bool = False
    personal: bool = False
    verified: bool = False
    least: int | None = None
    most: int | None = None
    longest: int | None = Field(default=None, ge=1, le=TEXT)
    options: tuple[Option, ...] = ()
    filled_from: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        bounds = self.least is not None or self.most is not None
        if bounds and self.kind not in _BOUNDED:
            raise ValueError(f"{self.name}: least and most are for a whole_number")
        if None not in (self.least, self.most) and self.least > self.most:  # type: ignore[operator]
            raise ValueError(f"{self.name}: least is more than most")
        if self.longest is not None and self.kind not in _WRITTEN:
            raise ValueError(f"{self.name}: longest is for a line or a text")
        if bool(self.options) != (self.kind == "choice"):
            raise ValueError(f"{self.name}: a choice has options, and nothing else has")
        if self.kind in ("email", "phone") and not self.personal:
            raise ValueError(f"{self.name}: an e-mail or a phone is personal")
        if self.filled_from is not None and self.filled_from not in _FILLED:
            raise ValueError(f"{self.name}: the register has no {self.filled_from!r}")
        _once([option.value for option in self.options], f"{self.name}: the option")
        return self

    @property
    def limit(self) -> int:
        """How many characters an answer may have."""
        return self.longest or (TEXT if self.kind == "text" else LINE)


class Section(Strict):
    """Fields under one heading."""

    title: Told
    fields: tuple[FormField, ...] = Field(min_length=1)


class DayOfYear(Strict):
    """A day that comes every year; never 29 February."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=28)

    def of(self, year: int) -> date:
        """The day in a year."""
        return date(year, self.month, self.day)


class Due(Strict):
    """When the report on a year is due.

    Attributes:
        before: the day of the next year before which it is to be there.
        opens: the day of the year itself from which it can be filed.
        first_year: the first year that is asked for.
    """

    before: DayOfYear
    opens: DayOfYear
    first_year: int = Field(ge=2000)

    def deadline(self, year: int) -> date:
        """The day before which the report on a year is due."""
        return self.before.of(year + 1)

    def last_day(self, year: int) -> date:
        """The last day on which the report on a year is in time."""
        return self.deadline(year) - timedelta(days=1)

    def is_open(self, year: int, today: date) -> bool:
        """Whether the report on a year can be filed."""
        return year >= self.first_year and self.opens.of(year) <= today

    def current(self, today: date) -> int:
        """The year whose report is asked for: the last one that is open."""
        return today.year if self.is_open(today.year, today) else today.year - 1


class Basis(Strict):
    """The text behind a form, and what of it was not read."""

    citation: str = Field(min_length=1)
    verified: bool
    not_verified: Told | None = None


class ReportForm(Strict):
    """The form of one kind of report, in one version."""

    name: Name
    version: int = Field(ge=1)
    kind: FormKind
    title: Told
    site_class: SiteClass
    basis: Basis
    due: Due | None = None
    sections: tuple[Section, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        _once([field.name for field in self.fields], "the field")
        if (self.due is None) == (self.kind == "yearly"):
            raise ValueError("a yearly form says when it is due, and no other does")
        return self

    @property
    def identity(self) -> str:
        """Name and version, such as ``aggregator_yearly/1``, as a filing names it."""
        return f"{self.name}/{self.version}"

    @property
    def fields(self) -> tuple[FormField, ...]:
        """All fields, in their order."""
        return tuple(field for section in self.sections for field in section.fields)


def _once(names: list[str], what: str) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f"{what} {name!r} stands twice")
