"""A labelled case: one line of an evaluation file."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, NamedTuple

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from minhbach_classifier.domain.model import VIETNAM
from minhbach_shared.vocabulary import DUTIES, PageKind, Verdict

Expected = Verdict | Literal["no_breach"]
Value = str | list[str] | None


class BadCase(ValueError):
    """A line is no case; the text says what is wrong with it."""


class Moment(NamedTuple):
    """A time, and whether only its day was told."""

    at: datetime
    to_day: bool


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("is no time; write it as 2026-11-16T08:30:00+07:00") from None
    aware = at if at.tzinfo is not None else at.replace(tzinfo=VIETNAM)
    return Moment(aware, _is_day(value.strip()))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


Time = Annotated[Moment, BeforeValidator(_moment)]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ReferenceTold(_Told):
    """An article of a reference site that was captured earlier."""

    site: str = Field(min_length=1)
    address: str = Field(min_length=1)
    title: str = ""
    text: str
    published_at: Time | None = None


class Case(_Told):
    """One page, and what is expected of it."""

    id: str
    site_class: Literal["aggregator", "state_portal"] = Field(alias="class")
    captured_at: Time
    address: str | None = None
    kind: PageKind | None = None
    html: str | None = None
    title: str | None = None
    text: str | None = None
    published_at: Time | None = None
    references: list[ReferenceTold] | None = None
    expect: dict[str, Expected] | None = None
    expect_fields: dict[str, Value] | None = None
    expect_source: str | None = None
    register_cells: dict[str, Any] | None = Field(default=None, alias="register")

    @model_validator(mode="before")
    @classmethod
    def _numbered(cls, value: object) -> object:
        if isinstance(value, Mapping) and isinstance(value.get("id"), int):
            return {**value, "id": str(value["id"])}
        return value

    @model_validator(mode="after")
    def _something_to_judge(self) -> "Case":
        if self.html is None and not (self.text or self.title):
            raise ValueError("has neither 'html' nor 'title' and 'text'")
        unknown = sorted(set(self.expect or ()) - {*DUTIES, "*"})
        if unknown:
            raise ValueError(f"'expect' names {', '.join(unknown)}, which is no duty")
        if (self.expect or {}).get("*", "no_breach") != "no_breach":
            raise ValueError('\'expect\' knows one wish for all duties: {"*": "no_breach"}')
        return self

    @property
    def asks_for_source(self) -> bool:
        """Whether a source, or none, is expected."""
        return "expect_source" in self.model_fields_set


def parse(line: bytes) -> Case:
    """The case that a line holds.

    Raises:
        BadCase: it is no JSON object, lacks a key, or a value is of the wrong kind.
    """
    try:
        return Case.model_validate(orjson.loads(line))
    except orjson.JSONDecodeError as error:
        raise BadCase(f"is no JSON ({error})") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise BadCase(_said(where, first["type"], first["msg"])) from None


def _said(where: str, kind: str, message: str) -> str:
    if kind == "missing":
        return f"lacks the key '{where}'"
    words = message.removeprefix("Value error, ").replace("Input should be", "should be")
    return f"'{where}': {words}" if where else words
