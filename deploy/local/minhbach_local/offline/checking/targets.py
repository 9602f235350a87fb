"""What is to be checked: targets in, pages out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from minhbach_classifier.domain.fields import read_fields
from minhbach_classifier.domain.model import Page, Unreadable
from minhbach_classifier.domain.reading.page import read
from minhbach_classifier.offline import NOWHERE
from minhbach_local.offline.checking.fetching import Fetched, Fetcher, beside, to_follow
from minhbach_local.offline.errors import NothingRead
from minhbach_local.offline.saved import NotRead, Saved, saved_pages
from minhbach_shared.vocabulary import PageKind

_DETAILS_OF_A_HOME_PAGE: Final = 3
Tell = Callable[[NotRead], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A page's bytes, and what is known of it."""

    name: str
    """A file's name, or an address: where people find it."""
    body: bytes
    content_type: str | None
    content_encoding: str | None
    address: str | None
    """None where a saved page does not say where it was saved from."""
    is_named_home: bool = False
    linked_from_home: bool | None = None
    server_address: str | None = None

    def read(self, kind: PageKind | None = None) -> Page | Unreadable:
        """The page."""
        address = self.address or NOWHERE
        return read(self.body, self.content_type, self.content_encoding, address, hint_kind=kind)


@dataclass(frozen=True, slots=True)
class Target:
    """A page that is to be judged."""

    source: Source
    page: Page | Unreadable

    @property
    def is_home(self) -> bool:
        """Whether it is the home page."""
        return isinstance(self.page, Page) and self.page.kind == "home"


def is_address(target: str) -> bool:
    """Whether a target is an address, and no file or folder."""
    return urlsplit(target).scheme in ("http", "https")


def pages_of(targets: Sequence[str], kind: PageKind | None, tell: Tell) -> list[Target]:
    """All pages of all targets, each read once; one of them at most is the home page by its name.

    Args:
        kind: what the pages are, where the caller knows it.
        tell: is told what could not be had.

    Raises:
        NothingRead: there is no page.
    """
    found = [page for target in targets for page in _of_target(target, kind, tell)]
    if not found:
        raise NothingRead("nothing could be read")
    if kind is not None or any(one.is_home for one in found):
        return found
    home = _home_by_name(found)
    return [_as_home(one) if one is home else one for one in found]


def _of_target(target: str, kind: PageKind | None, tell: Tell) -> Iterator[Target]:
    if is_address(target):
        yield from _fetched(target, kind, tell)
        return
    for one in saved_pages(Path(target)):
        match one:
            case NotRead():
                tell(one)
            case Saved():
                source = _source(one)
                yield Target(source, source.read(kind))


def _source(saved: Saved) -> Source:
    return Source(
        saved.name,
        saved.body,
        saved.content_type,
        saved.content_encoding,
        saved.address,
        saved.is_named_home,
    )


def _home_by_name(found: Sequence[Target]) -> Target | None:
    """The page whose file is called so; a lone page that shows whose site it is."""
    named = [one for one in found if one.source.is_named_home and isinstance(one.page, Page)]
    if named:
        return min(named, key=lambda one: (len(one.source.name), one.source.name))
    lone = found[0]
    if len(found) > 1 or lone.source.address is not None or not isinstance(lone.page, Page):
        return None
    details = read_fields(lone.page).found
    shows = lone.page.kind != "article" and len(details) >= _DETAILS_OF_A_HOME_PAGE
    return lone if shows else None


def _as_home(target: Target) -> Target:
    return Target(target.source, target.source.read("home"))


def _fetched(address: str, kind: PageKind | None, tell: Tell) -> Iterator[Target]:
    with Fetcher(urlsplit(address).netloc) as fetcher:
        first = _had(fetcher.get(address), tell)
        if first is None:
            return
        target = Target(first, first.read(kind))
        yield target
        if target.is_home and isinstance(target.page, Page):
            yield from _below(fetcher, target.page, tell)


def _below(fetcher: Fetcher, home: Page, tell: Tell) -> Iterator[Target]:
    linked = to_follow(fetcher, home.address, _links(home))
    yield from _each(fetcher, linked, tell, linked=True)
    every = (link.address for link in home.links)
    yield from _each(fetcher, beside(fetcher, home.address, every), tell, linked=False)


def _each(
    fetcher: Fetcher, addresses: Iterable[str], tell: Tell, *, linked: bool
) -> Iterator[Target]:
    for address in addresses:
        had = _had(fetcher.get(address), tell)
        if had is not None:
            source = replace(had, linked_from_home=linked)
            yield Target(source, source.read())


def _links(page: Page) -> Iterator[tuple[str, str]]:
    return ((link.address, page.words(link.text)) for link in page.links if not link.hidden)


def _had(answer: Fetched | NotRead, tell: Tell) -> Source | None:
    match answer:
        case NotRead():
            tell(answer)
            return None
        case Fetched(address, body, content_type, server):
            return Source(address, body, content_type, None, address, server_address=server)
