"""The words on a page that an assessment points to, whatever its evidence is made of."""

from collections.abc import Iterable, Iterator
from typing import Final

from pydantic import BaseModel

from minhbach_shared.events import Assessment, SourceRef, Span
from minhbach_shared.events import Passage as MarkedPassage

_NOT_THE_PAGES: Final = frozenset({"source", "original", "notice"})


def spans_of(value: object) -> Iterator[Span]:
    """Every place of the page in an evidence, in its order; the source's own words are none."""
    match value:
        case Span():
            yield value
        case MarkedPassage():
            yield value.span
        case _:
            for part in _parts(value):
                yield from spans_of(part)


def _parts(value: object) -> Iterable[object]:
    match value:
        case BaseModel():
            names = (name for name in type(value).model_fields if name not in _NOT_THE_PAGES)
            return [getattr(value, name) for name in names]
        case dict():
            return list(value.values())
        case tuple():
            return value
        case _:
            return ()


def quote_of(assessment: Assessment) -> str:
    """The first words that an assessment points to; its reason where it points to none."""
    first = next((span.text for span in spans_of(assessment.evidence) if span.text), "")
    return first or assessment.reason


def source_of(assessment: Assessment) -> SourceRef | None:
    """The earlier text that the evidence names."""
    source = getattr(assessment.evidence, "source", None)
    return source if isinstance(source, SourceRef) else None
