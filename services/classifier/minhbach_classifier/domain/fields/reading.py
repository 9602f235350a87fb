"""The nine details of a home page: in its footer first, in other imprints of it after that."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, get_args

from minhbach_classifier.domain.fields.contacts import addresses, emails, phones
from minhbach_classifier.domain.fields.imprints import (
    beside,
    contact_lines,
    imprints,
    licence_lines_of,
    within,
)
from minhbach_classifier.domain.fields.labels import labels
from minhbach_classifier.domain.fields.licence import (
    LicenceLine,
    awaiting,
    is_site_licence,
    placeholders,
    unnumbered,
)
from minhbach_classifier.domain.fields.organisations import headings, organisations
from minhbach_classifier.domain.fields.people import governing, responsible
from minhbach_classifier.domain.fields.scope import Scope, scope_of
from minhbach_classifier.domain.model import Page, Range
from minhbach_shared.vocabulary import DisclosureField, SiteClass

_LISTS: Final = ("email", "phone")
_IF_ANY: Final = "governing_body"
_OF_LICENCE: Final = ("licence_number", "licence_date", "licence_authority")
_LONGEST: Final = 6_000
"""Characters of a footer."""
_FIELDS: Final[tuple[DisclosureField, ...]] = get_args(DisclosureField)
_PENDING: Final = re.compile(r"đang cập nhật|chưa cập nhật|updating|[.…_]{4,}|x{4,}", re.IGNORECASE)

_Found = dict[DisclosureField, tuple[Range, ...]]


@dataclass(frozen=True, slots=True)
class Fields:
    """What was read, with its places; a field that is not there has no entry."""

    found: Mapping[DisclosureField, tuple[Range, ...]]
    placeholders: tuple[Range, ...] = ()
    awaiting: Range | None = None
    licences: tuple[LicenceLine, ...] = field(default=())


def read_fields(page: Page, site_class: SiteClass = "aggregator") -> Fields:
    """Read the details from a page's footer, and what is missing there from other imprints."""
    return _fields(page.text, page.footer, page.hidden, site_class)


@lru_cache(maxsize=4)
def _fields(
    text: str, footer: tuple[Range, ...], hidden: tuple[Range, ...], site_class: SiteClass
) -> Fields:
    """Kept for a moment, since three duties ask it of one page."""
    state = site_class == "state_portal"
    if sum(place.end - place.start for place in footer) > _LONGEST:
        footer = ()  # the half of a page, of which the imprints alone are read
    scopes = [scope_of(text, footer, hidden)]
    found = _read(scopes[0], state=state)
    taken: Sequence[Range] = footer
    if _lacks(found, state=state):
        seen = [label for label in labels(text) if not within(label.start, hidden)]
        places = imprints(text, seen)
        below = beside(text, footer, places) if footer else []
        others = [p for p in places if not any(b.start <= p.start < b.end for b in below)]
        parts = (_added(footer, below), *((place,) for place in others[::-1]))
        more = [scope_of(text, part, hidden) for part in parts if part]
        taken = sorted((*below, *others))
        found = _first_of(
            found,
            *(_read(scope, state=state) for scope in more),
            _in_bars(scope_of(text, contact_lines(text, seen, taken), hidden)),
            _headed(text, hidden) if state else {},
        )
        scopes += more
    lines = scope_of(text, licence_lines_of(text, taken, hidden), hidden)
    return Fields(
        _first_of(found, _lone_licence(lines)),
        tuple(s.place(p) for s in (*scopes, lines) for p in placeholders(s.text)),
        _awaiting(scopes, lines),
        _licences((*scopes, lines)),
    )


def _added(footer: Sequence[Range], grown: Sequence[Range]) -> tuple[Range, ...]:
    """What grown places hold beside the footer's own."""
    added: list[Range] = []
    for place in grown:
        start = place.start
        for own in (f for f in footer if place.start <= f.start < place.end):
            added.append(Range(start, own.start))
            start = own.end
        added.append(Range(start, place.end))
    return tuple(p for p in added if p.end > p.start)


def _first_of(*found: _Found) -> _Found:
    """Each field from the first that has it; a licence's parts from one."""
    merged: _Found = {}
    for one in found:
        licensed = not merged.keys().isdisjoint(_OF_LICENCE)
        for name, places in one.items():
            if not (licensed and name in _OF_LICENCE):
                merged.setdefault(name, places)
    return merged


def _lacks(found: _Found, *, state: bool) -> bool:
    owed = set(_FIELDS) - {_IF_ANY}
    return not (owed - set(_OF_LICENCE) if state else owed) <= found.keys()


def _read(scope: Scope, *, state: bool) -> _Found:
    text, lower = scope.text, scope.lower
    bodies = tuple(governing(text, lower))
    readers: dict[DisclosureField, Iterable[Range]] = {
        "organisation": organisations(scope, bodies, state=state),
        "governing_body": bodies,
        "address": addresses(text, lower, _opened(scope)),
        "email": emails(text),
        "phone": phones(text, lower),
        "responsible_person": responsible(text, lower),
    }
    read = {name: tuple(_shown(scope, reader)) for name, reader in readers.items()}
    read |= _licence(scope)
    return {
        name: tuple(map(scope.place, places if name in _LISTS else places[:1]))
        for name, places in read.items()
        if places
    }


def _opened(scope: Scope) -> set[int]:
    """Where a label other than an address's opens a line."""
    return {label.start for label in scope.labels if label.kind not in ("address", "owner")}


def _shown(scope: Scope, places: Iterable[Range]) -> Iterator[Range]:
    """Without blanks that wait to be filled in, each once."""
    for place in dict.fromkeys(places):
        if not _PENDING.search(scope.text, place.start, place.end):
            yield place


def _licence(scope: Scope) -> _Found:
    line = next(iter(scope.licences), None)
    if line is None:
        day, authority = unnumbered(scope.text)
        return {"licence_date": _some(day), "licence_authority": _some(authority)}
    parts = (line.number,), _some(line.day), _some(line.authority)
    return dict(zip(_OF_LICENCE, parts, strict=True))


def _lone_licence(scope: Scope) -> _Found:
    """A licence line that stands by itself: it must be a site's, not a quarry's in the news."""
    line = next((li for li in scope.licences if is_site_licence(scope.text, li.number)), None)
    if line is None:
        return {}
    parts = (line.number,), _some(line.day), _some(line.authority)
    read: _Found = dict(zip(_OF_LICENCE, parts, strict=True))
    return {name: tuple(map(scope.place, places)) for name, places in read.items() if places}


def _in_bars(bars: Scope) -> _Found:
    """A hotline or an e-mail in a bar above the menu."""
    if not bars.places:
        return {}
    read: _Found = {
        "email": tuple(map(bars.place, emails(bars.text))),
        "phone": tuple(map(bars.place, phones(bars.text, bars.lower, labelled=True))),
    }
    return {name: places for name, places in read.items() if places}


def _headed(text: str, hidden: Sequence[Range]) -> _Found:
    """A portal's own name in its head."""
    place = next(headings(text, hidden), None)
    return {"organisation": (place,)} if place else {}


def _awaiting(scopes: Sequence[Scope], lines: Scope) -> Range | None:
    for scope in (*scopes, lines):
        if (place := awaiting(scope.text, prose=scope is lines)) is not None:
            return scope.place(place)
    return None


def _licences(scopes: Sequence[Scope]) -> tuple[LicenceLine, ...]:
    for scope in scopes:
        if scope.licences:
            return tuple(_moved(scope, line) for line in scope.licences)
    return ()


def _moved(scope: Scope, line: LicenceLine) -> LicenceLine:
    return replace(
        line,
        number=scope.place(line.number),
        day=scope.place(line.day) if line.day else None,
        authority=scope.place(line.authority) if line.authority else None,
        expiry=scope.place(line.expiry) if line.expiry else None,
    )


def _some(place: Range | None) -> tuple[Range, ...]:
    return () if place is None else (place,)
