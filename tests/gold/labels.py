"""Hand-made labels on real pages, kept as offsets and digests, turned back into words.

Nothing of the pages themselves is kept here. A label says where in a text its words stand; the
text's sha256 stands beside, and a text that differs by a letter is refused, since every offset
would then point elsewhere. Offsets count characters from 0, the end is exclusive.

``footers.json`` labels the ``footer_text`` of ``footers/footers.json`` as it stands there. Its
fields are those of ``minhbach check``, as the footer shows them: an e-mail or phone field lists
one place a value, any other field the places that make up its one value, joined by a space; null
where the footer shows none. A place of ``licence_date`` is read as day, month, year.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

GOLD: Final = Path(__file__).parent
FIELDS: Final = (
    "organisation",
    "governing_body",
    "address",
    "email",
    "phone",
    "responsible_person",
    "licence_number",
    "licence_date",
    "licence_authority",
)
LISTS: Final = ("email", "phone")

Value: TypeAlias = str | list[str] | None
"""A field's value: a list of e-mails or phones, an ISO day, words as shown, or nothing."""
Places: TypeAlias = Sequence[Sequence[int]] | None


class WrongText(ValueError):
    """The text in the data is not the one that was labelled."""


@dataclass(frozen=True, slots=True)
class GoldFooter:
    """A real footer with what a person read in it."""

    key: str
    """The host whose footer it is."""
    text: str
    html: str
    fields: Mapping[str, Value]


def digest(text: str) -> str:
    """The sha256 of a text's UTF-8, as hex."""
    return sha256(text.encode()).hexdigest()


def checked(text: str, expected: str, what: str) -> str:
    """The text, if it is the one that was labelled.

    Raises:
        WrongText: it differs; the labels' offsets say nothing about it.
    """
    if digest(text) != expected:
        raise WrongText(f"{what}: the text is not the one that was labelled; label it again")
    return text


def field_value(text: str, name: str, places: Places) -> Value:
    """A labelled field's value: see the module's head for how places make one up."""
    if not places:
        return None
    words = [text[start:end] for start, end in places]
    if name in LISTS:
        return words
    return iso_day(" ".join(words)) if name == "licence_date" else " ".join(words)


def iso_day(words: str) -> str:
    """``09 tháng 02 năm 2021``, ``5/1/2021`` or ``30.10.2012`` as an ISO day.

    Raises:
        ValueError: the words are not day, month and year in this order.
    """
    day, month, year = map(int, re.findall(r"\d+", words))
    return date(year, month, day).isoformat()


def field_values(text: str, places: Mapping[str, Places]) -> dict[str, Value]:
    """Every field of a label by its name."""
    return {name: field_value(text, name, places[name]) for name in FIELDS}


def load_json(path: Path) -> Any:
    """A JSON file's content."""
    return json.loads(path.read_text(encoding="utf-8"))


def load_footers(data: Path, gold: Path = GOLD / "footers.json") -> list[GoldFooter]:
    """The labelled footers with their values, in the data's order.

    Args:
        data: the folder that holds ``footers/footers.json``.

    Raises:
        WrongText: a footer differs from the one that was labelled.
        KeyError: a labelled footer is not in the data.
    """
    rows = {
        str(urlsplit(row["url"]).hostname): row
        for row in load_json(data / "footers" / "footers.json")
    }
    return [_footer(label, rows[label["key"]]) for label in load_json(gold)["footers"]]


def _footer(label: Mapping[str, Any], row: Mapping[str, str]) -> GoldFooter:
    text = checked(row["footer_text"], label["sha256"], f"the footer of {label['key']}")
    return GoldFooter(label["key"], text, row["footer_html"], field_values(text, label["fields"]))
