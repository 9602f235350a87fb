"""Cells as text: nothing that a spreadsheet would run, nothing that changes how the rest reads."""

import re
from datetime import date, datetime, timedelta, timezone
from typing import Final

from minhbach_case.exporting.export import Cell
from minhbach_case.web.marking import plain

# Viet Nam has kept UTC+7 without summer time since 1975.
VIET_NAM: Final = timezone(timedelta(hours=7))
# Full-width and small forms too: some spreadsheets take them for the signs themselves.
_SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
# What is passed over before a sign: space of any width, what has none, quotes.
_UNSEEN: Final = r"(?:[^\S\t\r\n]|[\u200b-\u200d\u2060\ufeff\"])*"
_FORMULA: Final = re.compile(rf"{_UNSEEN}[{_SIGNS}\t\r\n]")
# Where the computer's list separator is `;`, a spreadsheet splits our commas' cells there.
_SPLIT: Final = re.compile(rf"(?<=[;\t\r\n])(?={_UNSEEN}[{_SIGNS}])")
# A spreadsheet's cell holds 32,767 characters.
_LONGEST: Final = 32_000
# Surrogates and what is no character: no XML holds them.
_NONE: Final = (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_HELD: Final = dict.fromkeys(_NONE, "\ufffd")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return _FORMULA.match(text) is not None


def harmless(text: str) -> str:
    """The text as a spreadsheet takes it for text, also one that splits it at other places: an
    apostrophe before what starts a formula."""
    inner = _SPLIT.sub("'", text)
    return "'" + inner if starts_formula(inner) else inner


def kept(text: str) -> str:
    """The text as a cell can hold it: no control characters, not longer than a cell."""
    # Most words hold nothing that nobody sees: of those nothing has to be replaced.
    whole = text if text.isprintable() else plain(text).translate(_HELD)
    return whole if len(whole) <= _LONGEST else whole[:_LONGEST] + " […]"


def csv_cell(cell: Cell) -> str:
    """A cell of a CSV file: days and moments in ISO 8601, moments on Viet Nam's clock."""
    match cell:
        case None:
            return ""
        case str():
            return harmless(kept(cell))
        case datetime():
            return cell.astimezone(VIET_NAM).isoformat(timespec="seconds")
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
