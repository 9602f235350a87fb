"""Where on a page: the line with the words marked, and its line in the file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from minhbach_classifier.domain.duties.disclosure import NAMES
from minhbach_classifier.domain.model import Page
from minhbach_classifier.domain.reading.charset import characters
from minhbach_local.offline.checking.checking import Checked
from minhbach_local.offline.checking.details import written
from minhbach_local.offline.checking.words import FIELDS_EN, Lang, Words
from minhbach_local.offline.quoting import places_of
from minhbach_shared.events import Assessment, FieldsEvidence, PersonalSpan, Span

_BEFORE: Final = 50
_AFTER: Final = 60
_LONGEST: Final = 160
_SOUGHT: Final = 30
_OPEN, _CLOSE = "⟦", "⟧"


@dataclass(frozen=True, slots=True)
class Shown:
    """A place as people see it."""

    line: Text
    note: str
    """Line of the file, or that it is hidden; empty where nothing is to be said."""


def shown_places(checked: Checked, assessment: Assessment, words: Words) -> Iterator[Shown]:
    """The places that an assessment points to, in its order, overlapping ones once."""
    page = checked.page
    if page is None:
        return
    text = written(page)
    markup = characters(checked.target.source.body, checked.target.source.content_type)[0]
    seen: list[Span | PersonalSpan] = []
    for place in _pointed_at(assessment):
        if place.end > place.start and not any(_meet(place, other) for other in seen):
            seen.append(place)
            yield Shown(_marked(text, place), _note(page, place, text, markup, words))


def _pointed_at(assessment: Assessment) -> Iterable[Span | PersonalSpan]:
    """What is at fault; details that stand where they should are told by themselves."""
    if isinstance(assessment.evidence, FieldsEvidence):
        return assessment.evidence.placeholders
    return places_of(assessment.evidence)


def shown_fields(checked: Checked, assessment: Assessment, lang: Lang) -> list[str]:
    """The details that a home page shows, each with its name."""
    if checked.page is None or not isinstance(assessment.evidence, FieldsEvidence):
        return []
    text = written(checked.page)
    names = FIELDS_EN if lang == "en" else NAMES
    return [
        f"{names[field]}: {', '.join(text[p.start : p.end] for p in places)}"
        for field, places in assessment.evidence.found.items()
    ]


def _meet(one: Span | PersonalSpan, other: Span | PersonalSpan) -> bool:
    return one.start < other.end and other.start < one.end


def _marked(text: str, place: Span | PersonalSpan) -> Text:
    """``…before ⟦words⟧ after…`` of the line that holds the place."""
    start, end = place.start, place.end
    first = max(text.rfind("\n", 0, start) + 1, start - _BEFORE)
    stop = text.find("\n", end)
    last = min(len(text) if stop < 0 else stop, end + _AFTER)
    words = text[start:end].replace("\n", " / ")
    if len(words) > _LONGEST:
        words = words[: _LONGEST - 1] + "…"
    line = Text()
    line.append(_cut_head(text, first) + text[first:start])
    line.append(f"{_OPEN}{words}{_CLOSE}", style="bold red")
    line.append(text[end:last] + ("…" if last < len(text) and text[last] != "\n" else ""))
    return line


def _cut_head(text: str, first: int) -> str:
    return "…" if first > 0 and text[first - 1] != "\n" else ""


def _note(page: Page, place: Span | PersonalSpan, text: str, markup: str, words: Words) -> str:
    notes: list[str] = []
    line = _file_line(text, place, markup)
    if line is not None:
        notes.append(words.line.format(line=line))
    hidden = (page.written(one) for one in page.hidden)
    if any(one.start <= place.start < one.end for one in hidden):
        notes.append(words.hidden)
    return ", ".join(notes)


def _file_line(text: str, place: Span | PersonalSpan, markup: str) -> int | None:
    """The line of the file, where what stands around the words is found there exactly once."""
    end = min(place.end, place.start + _SOUGHT)
    first = text.rfind("\n", 0, place.start) + 1
    stop = text.find("\n", end)
    last = len(text) if stop < 0 else stop
    for around in (_SOUGHT, _SOUGHT // 3, 0):
        start = max(first, place.start - around)
        sought = text[start : min(last, end + around)]
        if markup.count(sought) == 1:
            at = markup.index(sought) + place.start - start
            return markup.count("\n", 0, at) + 1
    return None
