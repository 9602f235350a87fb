"""Imprints outside of a page's footer: where labels of several kinds stand together."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final

from minhbach_classifier.domain.fields.labels import Kind, Label
from minhbach_classifier.domain.fields.scope import LONGEST_LINE
from minhbach_classifier.domain.fields.sought import caseless, every, holds, lowered, places
from minhbach_classifier.domain.model import Range

_START: Final = attrgetter("start")
_GAP: Final = 3
"""Lines without a label within one imprint."""
_ABOVE: Final = 2
_BELOW: Final = 4
_PERMITS: Final = ("phép", "PHÉP", "Phép")
_NUMBERS: Final = ("/GP", "/ GP")
_SHORT: Final = 160
_NAME: Final = 120
_ENDS: Final = (".", "…", "!", "?", ":")
_LONG: Final = 600
_MOST: Final = 6_000
"""Characters of one imprint."""
_TELLING: Final[frozenset[Kind]] = frozenset(("person", "governing", "owner", "licence"))
_DETAILS: Final[frozenset[Kind]] = _TELLING | {"address", "phone", "email"}
_QUESTIONS: Final = re.compile(
    # A question box or a form: its names and addresses are its readers'.
    r"người (?:gửi|hỏi)|câu hỏi|trả lời\s?:|^\W*(?:hỏi|nội dung|tiêu đề)\s?:|họ (?:và )?tên"
    r"|mã xác nhận",
    re.IGNORECASE | re.MULTILINE,
)
_ASKING: Final = ("gửi", "hỏi", "trả lời", "nội dung", "tiêu đề", "họ ", "mã xác nhận")
"""Of which a question or form holds at least one."""


def imprints(text: str, found: Sequence[Label]) -> list[Range]:
    """The places of imprints, in order.

    Args:
        found: the text's labels that readers can see.
    """
    telling = [label for label in found if label.kind != "rest"]
    groups = _groups(text, telling)
    return [place for group in groups if (place := _imprint(text, group)) is not None]


def contact_lines(text: str, found: Sequence[Label], taken: Sequence[Range]) -> list[Range]:
    """Short lines that begin with a label for phone or e-mail, such as a bar above the menu."""
    lines = dict.fromkeys(
        line
        for label in found
        if label.kind in ("phone", "email") and label.marked and not within(label.start, taken)
        if (line := _line(text, label.start)).end - line.start <= _SHORT
        and not _is_asked(text, line)
    )
    return list(lines)


def within(at: int, places: Sequence[Range]) -> bool:
    """Whether a letter stands in one of some places, which begin and end in order."""
    index = bisect_right(places, at, key=_START)
    return index > 0 and at < places[index - 1].end


def beside(text: str, places: Sequence[Range], found: Sequence[Range]) -> list[Range]:
    """Places grown by what overlaps them or stands within a few short lines of them."""
    grown: list[Range] = []
    for place in sorted((*places, *(f for f in found if _touches(text, f, places)))):
        if grown and place.start <= grown[-1].end + 1:
            grown[-1] = Range(grown[-1].start, max(grown[-1].end, place.end))
        else:
            grown.append(place)
    return grown


def _touches(text: str, one: Range, places: Sequence[Range]) -> bool:
    for place in places:
        gap = Range(min(one.end, place.end), max(one.start, place.start))
        if gap.start >= gap.end or (
            gap.end - gap.start <= _LONG and text.count("\n", *gap) <= _GAP + 1
        ):
            return True
    return False


def _groups(text: str, found: Sequence[Label]) -> Iterator[list[Label]]:
    group: list[Label] = []
    for label in found:
        if group and not _goes_on(text, group, label):
            yield group
            group = []
        group.append(label)
    if group:
        yield group


def _goes_on(text: str, group: Sequence[Label], label: Label) -> bool:
    last = group[-1].end
    near = label.start - last <= _LONG and label.end - group[0].start <= _MOST
    return near and text.count("\n", last, label.start) <= _GAP + 1


def _imprint(text: str, group: Sequence[Label]) -> Range | None:
    if len({label.kind for label in group}) < 2:
        return None
    told = [label for label in group if _tells(text, label)]
    kinds = {label.kind for label in told} & _DETAILS
    contact = "address" in kinds and bool(kinds & {"phone", "email"})
    if len(kinds) < 2 or not (kinds & _TELLING or contact):
        return None
    first, last = _line(text, told[0].start), _line(text, told[-1].end)
    if _is_asked(text, Range(first.start, last.end)):
        return None
    return Range(_above(text, first.start), _line(text, min(last.end + 1, len(text))).end)


def _is_asked(text: str, place: Range) -> bool:
    near = Range(max(0, place.start - _SHORT), place.end + _SHORT)
    if not holds(caseless(lowered(text)[near.start : near.end]), _ASKING):
        return False
    return _QUESTIONS.search(text, *near) is not None


def _tells(text: str, label: Label) -> bool:
    """Whether it begins its line or stands before a colon, and is not in the midst of prose."""
    line = _line(text, label.start)
    if line.end - line.start > LONGEST_LINE:
        return False
    first = not text[line.start : label.start].strip(" -–•*+|")
    return first or label.head > label.end or label.kind == "owner"


def _line(text: str, at: int) -> Range:
    end = text.find("\n", at)
    return Range(text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text))


def _above(text: str, start: int) -> int:
    """The owner's name often stands above the first label."""
    for _ in range(_ABOVE):
        line = _line(text, max(start - 1, 0))
        words = text[line.start : line.end]
        if not start or not words.strip() or len(words) > _NAME or words.endswith(_ENDS):
            break
        start = line.start
    return start


def licence_lines_of(text: str, taken: Sequence[Range], hidden: Sequence[Range]) -> list[Range]:
    """Lines elsewhere that speak of a licence, with what follows them closely."""
    found: list[Range] = []
    for at in _permits(text):
        line = _line(text, at)
        if line.end - line.start > LONGEST_LINE or (found and line.start < found[-1].end):
            continue
        if any(p.start < line.end and line.start < p.end for p in (*taken, *hidden)):
            continue
        found.append(Range(line.start, _following(text, line.end, taken)))
    return found


def _permits(text: str) -> list[int]:
    """Where a text speaks of a licence: few hold the words, so one look in small letters first."""
    told = [at for at in every(lowered(text), _PERMITS[0]) if text.startswith(_PERMITS, at)]
    return sorted((*told, *(places(text, _NUMBERS) if "GP" in text else ())))


def _following(text: str, end: int, taken: Sequence[Range]) -> int:
    """A table has number, day and office on lines of their own."""
    bound = min((p.start for p in taken if p.start >= end), default=len(text))
    for _ in range(_BELOW):
        line = _line(text, min(end + 1, len(text)))
        if line.end - line.start > _SHORT or line.end > bound:
            break
        end = line.end
    return end
