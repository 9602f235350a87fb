"""The nine details of a home page: in its footer first, anywhere visible after that."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from minhbach_classifier.domain.fields.contacts import addresses, emails, phones
from minhbach_classifier.domain.fields.licence import (
    LicenceLine,
    awaiting,
    licence_lines,
    placeholders,
    unnumbered,
)
from minhbach_classifier.domain.fields.people import governing, organisations, responsible
from minhbach_classifier.domain.model import Page, Range
from minhbach_shared.vocabulary import DisclosureField, SiteClass

_ALL: Final = ("email", "phone")
_UNSEEN: Final = "\ufffc"
_LONGEST_LINE: Final = 5_000
"""Characters; no footer is written so, and a hostile page shall cost no more than another."""
_PENDING: Final = re.compile(r"đang cập nhật|chưa cập nhật|updating|[.…_]{4,}|x{4,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fields:
    """What was read, with its places; a field that is not there has no entry."""

    found: Mapping[DisclosureField, tuple[Range, ...]]
    placeholders: tuple[Range, ...] = ()
    awaiting: Range | None = None
    licences: tuple[LicenceLine, ...] = field(default=())


def read_fields(page: Page, site_class: SiteClass = "aggregator") -> Fields:
    """Read the details from a page's footer, and what is missing there from its visible text."""
    return _fields(_visible(page), page.footer, site_class)


@lru_cache(maxsize=4)
def _fields(text: str, places: tuple[Range, ...], site_class: SiteClass) -> Fields:
    """Kept for a moment, since three duties ask it of one page."""
    in_footer = _within(text, places)
    found = _read(in_footer, site_class, prose=False) if places else {}
    for name, value in _read(text, site_class, prose=bool(places)).items():
        found.setdefault(name, value)
    waits = awaiting(in_footer) or awaiting(text, prose=bool(places))
    licences = tuple(licence_lines(in_footer)) or tuple(licence_lines(text))
    return Fields(_filled(text, found), tuple(placeholders(text)), waits, licences)


def _filled(
    text: str, found: Mapping[DisclosureField, tuple[Range, ...]]
) -> dict[DisclosureField, tuple[Range, ...]]:
    filled = {
        name: tuple(p for p in places if not _PENDING.search(text[p.start : p.end]))
        for name, places in found.items()
    }
    return {name: places for name, places in filled.items() if places}


def _visible(page: Page) -> str:
    """The text with what readers cannot see, and endless lines, blanked; every offset stays."""
    letters = list(page.text)
    for place in page.hidden:
        letters[place.start : place.end] = _UNSEEN * (place.end - place.start)
    at = 0
    for line in page.text.split("\n"):
        if len(line) > _LONGEST_LINE:
            letters[at : at + len(line)] = " " * len(line)
        at += len(line) + 1
    return "".join(letters)


def _within(text: str, places: Iterable[Range]) -> str:
    """The text with everything outside of some places blanked."""
    kept = list("\n" * len(text))
    for place in places:
        kept[place.start : place.end] = text[place.start : place.end]
    return "".join(kept)


def _read(
    text: str, site_class: SiteClass, *, prose: bool
) -> dict[DisclosureField, tuple[Range, ...]]:
    state = site_class == "state_portal"
    readers: dict[DisclosureField, Callable[[], Iterable[Range]]] = {
        "organisation": lambda: organisations(text, state=state, prose=prose),
        "governing_body": lambda: governing(text),
        "address": lambda: addresses(text, prose=prose),
        "email": lambda: emails(text),
        "phone": lambda: phones(text, labelled=prose),
        "responsible_person": lambda: responsible(text, prose=prose),
    }
    read = {name: _first_or_all(name, reader()) for name, reader in readers.items()}
    read.update(_licence(text))
    return {name: places for name, places in read.items() if places}


def _first_or_all(name: DisclosureField, places: Iterable[Range]) -> tuple[Range, ...]:
    every = tuple(dict.fromkeys(places))
    return every if name in _ALL else every[:1]


def _licence(text: str) -> dict[DisclosureField, tuple[Range, ...]]:
    line = next(licence_lines(text), None)
    if line is None:
        day, authority = unnumbered(text)
        return {"licence_date": _some(day), "licence_authority": _some(authority)}
    parts = (line.number,), _some(line.day), _some(line.authority)
    return dict(zip(("licence_number", "licence_date", "licence_authority"), parts, strict=True))


def _some(place: Range | None) -> tuple[Range, ...]:
    return () if place is None else (place,)
