"""Hand-made labels on real pages, kept as offsets and digests, turned back into words.

Nothing of the pages themselves is kept here. A label says where in a text its words stand; the
text's sha256 stands beside, and a text that differs by a letter is refused, since every offset
would then point elsewhere. Offsets count characters from 0, the end is exclusive.

``footers.json`` labels the ``footer_text`` of ``footers/footers.json`` as it stands there. Its
fields are those of ``minhbach check``, as the footer shows them: an e-mail or phone field lists
one place a value, any other field the places that make up its one value, joined by a space; null
where the footer shows none. A place of ``licence_date`` is read as day, month, year. Of a field
in ``doubtful`` two careful readers may say two things; it counts all the same.

``pages.json`` labels saved pages of ``html/``; its places count in the page's plain text (see
``plain``) and carry the sha256 of their words. ``kinds`` are the page kinds that are right, the
best first. ``headline`` lists the places that are right as such. ``main`` is empty and
``headline`` null where the page is no article. ``published`` has no place where only a script or
metadata says it. A field that is left out was not to be told from
the text (an address that only a script shows).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeAlias, get_args
from urllib.parse import urlsplit

from minhbach_shared.vocabulary import DisclosureField
from tests.gold.plain import plain_text

GOLD: Final = Path(__file__).parent
FIELDS: Final[tuple[DisclosureField, ...]] = get_args(DisclosureField)
LISTS: Final = ("email", "phone")

Value: TypeAlias = str | list[str] | None
"""A field's value: a list of e-mails or phones, an ISO day, words as shown, or nothing."""
Place: TypeAlias = Sequence[Any]
"""Start and end, and on a page the sha256 of the words between them."""
Places: TypeAlias = Sequence[Place] | None


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
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldCredit:
    """The source that a page names, with the time beside it as ISO, where one is shown."""

    name: str
    time: str | None


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A saved page with what a person read in it."""

    file: str
    """Its path below the data's folder."""
    body: bytes
    kinds: tuple[str, ...]
    main: tuple[str, ...]
    """The main text's blocks: lead, paragraphs, subheads; no headline, caption or byline."""
    headline: tuple[str, ...]
    credit: GoldCredit | None
    published: datetime | None
    """Aware; +07:00 where the page gives no offset."""
    to_day: bool
    """True where the page gives a day without an hour."""
    fields: Mapping[str, Value]
    doubtful: tuple[str, ...] = ()


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
    words = [text[place[0] : place[1]] for place in places]
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
    """Every field that was labelled, by its name."""
    return {name: field_value(text, name, places[name]) for name in FIELDS if name in places}


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
    fields = field_values(text, label["fields"])
    return GoldFooter(
        label["key"], text, row["footer_html"], fields, tuple(label.get("doubtful", ()))
    )


def load_pages(data: Path, gold: Path = GOLD / "pages.json") -> list[GoldPage]:
    """The labelled pages with their values.

    Args:
        data: the folder that holds ``html/``.

    Raises:
        WrongText: a page's plain text, or words of it, differ from what was labelled.
        FileNotFoundError: a labelled page is not in the data.
    """
    return [_page(label, data / label["file"]) for label in load_json(gold)["pages"]]


def _page(label: Mapping[str, Any], path: Path) -> GoldPage:
    body = path.read_bytes()
    text = checked(plain_text(body), label["sha256"], label["file"])
    _check_places(text, label)
    published = label["published"]
    return GoldPage(
        file=label["file"],
        body=body,
        kinds=tuple(label["kinds"]),
        main=_words(text, label["main"]),
        headline=_words(text, label["headline"]),
        credit=_credit(text, label["credit"]),
        published=datetime.fromisoformat(published["at"]) if published else None,
        to_day=bool(published and published["to_day"]),
        fields=field_values(text, label["fields"]),
        doubtful=tuple(label.get("doubtful", ())),
    )


def _words(text: str, places: Places) -> tuple[str, ...]:
    return tuple(text[place[0] : place[1]] for place in places or ())


def _credit(text: str, label: Mapping[str, Any] | None) -> GoldCredit | None:
    if label is None:
        return None
    time = iso_day(_words(text, [label["time"]])[0]) if label["time"] else None
    return GoldCredit(_words(text, [label["name"]])[0], time)


def _check_places(text: str, label: Any) -> None:
    """Every place within a label, however deep: ``[start, end, sha256]``."""
    match label:
        case [int(start), int(end), str(expected)]:
            checked(text[start:end], expected, f"words {start} to {end}")
        case list():
            for inner in label:
                _check_places(text, inner)
        case Mapping():
            for inner in label.values():
                _check_places(text, inner)
        case _:
            pass
