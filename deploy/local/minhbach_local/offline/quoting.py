"""The words on a page that an assessment points to, whatever its evidence is made of."""

from collections.abc import Iterable, Iterator
from typing import Final

from pydantic import BaseModel

from minhbach_shared.events import Assessment, PersonalSpan, SourceRef, Span

NOT_THE_PAGES: Final = frozenset({"source", "original", "notice"})
"""Parts of evidence that quote another page: the source's."""


def places_of(value: object) -> Iterator[Span | PersonalSpan]:
    """Every place of the judged page in an evidence, in its order."""
    match value:
        case Span() | PersonalSpan():
            yield value
        case _:
            for part in _parts(value):
                yield from places_of(part)


def _parts(value: object) -> Iterable[object]:
    match value:
        case BaseModel():
            names = (name for name in type(value).model_fields if name not in NOT_THE_PAGES)
            return [getattr(value, name) for name in names]
        case dict():
            return list(value.values())
        case tuple():
            return value
        case _:
            return ()


def quote_of(assessment: Assessment) -> str:
    """The first words that an assessment points to; its reason where it points to none."""
    places = (p for p in places_of(assessment.evidence) if isinstance(p, Span))
    return next((place.text for place in places if place.text), "") or assessment.reason


def source_of(assessment: Assessment) -> SourceRef | None:
    """The earlier text that the evidence names."""
    source = getattr(assessment.evidence, "source", None)
    return source if isinstance(source, SourceRef) else None
