"""What breaks those who live by a schema, and what does not."""

from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, create_model

from minhbach_shared.compatibility import breaking
from minhbach_shared.events import EVENTS


class Part(BaseModel):
    """A part."""

    kind: Literal["part"] = "part"
    size: int = Field(ge=0, le=9)


class Other(BaseModel):
    """Another kind of part."""

    kind: Literal["other"] = "other"
    name: str


def _schema(**fields: Any) -> dict[str, Any]:
    model: type[BaseModel] = create_model("Whole", **fields)
    return model.model_json_schema()


BEFORE = _schema(
    name=(str, Field(max_length=10)),
    state=(Literal["a", "b"], ...),
    part=(Part | Other, Field(discriminator="kind")),
    parts=(tuple[Part, ...], ()),
    found=(dict[str, int], {}),
    maybe=(str | None, None),
)


def _with(**changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": (str, Field(max_length=10)),
        "state": (Literal["a", "b"], ...),
        "part": (Part | Other, Field(discriminator="kind")),
        "parts": (tuple[Part, ...], ()),
        "found": (dict[str, int], {}),
        "maybe": (str | None, None),
    }
    return _schema(**{name: value for name, value in (fields | changed).items() if value})


class Narrower(BaseModel):
    """A part whose size is bounded more."""

    kind: Literal["part"] = "part"
    size: int = Field(ge=0, le=5)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (_with(name=None), "/name: the field is gone"),
        (_with(new=(str, ...)), "/new: the field is newly required"),
        (_with(maybe=(str | None, ...)), "/maybe: the field is newly required"),
        (_with(name=(int, ...)), "/name: type 'integer' instead of 'string'"),
        (_with(name=(str, Field(max_length=9))), "/name: maxLength 9 instead of 10"),
        (_with(name=(str, Field(max_length=10, min_length=1))), "/name: minLength 1 instead"),
        (_with(name=(str, Field(max_length=10, pattern="^a"))), "/name: pattern '^a' instead"),
        (_with(name=(Literal["a"], ...)), "/name: only 'a' is possible now"),
        (_with(state=(Literal["a"], ...)), "/state: 'b' is no longer possible"),
        (_with(part=(Part, ...)), "/part/name: the field is gone"),
        (_with(parts=(tuple[Other, ...], ())), "/parts/*/size: the field is gone"),
        (_with(parts=(tuple[Narrower, ...], ())), "/parts/*/size: maximum 5 instead of 9"),
        (_with(found=(dict[str, str], {})), "/found/*: type 'string' instead of 'integer'"),
        (_with(maybe=(str, "")), "/maybe: type 'string' instead of 'null'"),
    ],
)
def test_what_breaks(after: dict[str, Any], said: str) -> None:
    """Gone, newly required, another type, fewer possibilities, or narrower, at any depth."""
    assert any(line.startswith(said) for line in breaking(BEFORE, after)), breaking(BEFORE, after)


class Third(BaseModel):
    """A kind more."""

    kind: Literal["third"] = "third"


@pytest.mark.parametrize(
    "after",
    [
        _with(),
        _with(new=(str, "by default")),
        _with(state=(Literal["a", "b", "c"], ...)),
        _with(part=(Part | Other | Third, Field(discriminator="kind"))),
        _with(name=(str, Field(max_length=11))),
        _with(name=(str, Field(max_length=10, description="said better"))),
        _with(maybe=(str | int | None, None)),
    ],
)
def test_what_breaks_nobody(after: dict[str, Any]) -> None:
    """The same, more, wider, or said better."""
    assert breaking(BEFORE, after) == []


@given(st.sampled_from(EVENTS), st.sampled_from(EVENTS))
def test_only_like_events_are_compatible(one: type[BaseModel], other: type[BaseModel]) -> None:
    """Every event is compatible with itself, and with others only by their very fields."""
    assert breaking(one.model_json_schema(), one.model_json_schema()) == []
    gone = one.model_fields.keys() - other.model_fields.keys()
    found = breaking(one.model_json_schema(), other.model_json_schema())
    assert {f"/{name}: the field is gone" for name in gone} <= {*found}
