"""The demo province as one thing: twelve servers, the register that lists them, what to expect."""

import csv
import io
import socket
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from minhbach_local.province import folder
from minhbach_local.province.articles import VIETNAM, read_articles
from minhbach_local.province.layouts import templates
from minhbach_local.province.pages import Page, Plan, write_pages
from minhbach_local.province.profiles import COLUMNS, Profile, read_profiles
from minhbach_local.province.serving import LOOPBACK, SiteAnswers, listen, serve
from minhbach_shared.vocabulary import CaseKind, Duty, SiteClass


@dataclass(frozen=True)
class Site:
    """One site; ``row`` is its line of the register, ``fault`` says for people what is wrong."""

    key: str
    name: str
    address: str
    site_class: SiteClass
    fault: str
    row: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class ExpectedCase:
    """A case that a correct system opens: these duties are breached, no other of that kind."""

    site_address: str
    kind: CaseKind
    duties: frozenset[Duty]


@dataclass(frozen=True)
class Printed:
    """The province on paper: what each site is, each page, and what is expected."""

    sites: tuple[Site, ...]
    pages: Mapping[str, Mapping[str, Page]] = field(hash=False)
    expected: tuple[ExpectedCase, ...] = ()


def print_province(addresses: Mapping[str, str], started_at: datetime) -> Printed:
    """All pages of all sites, by site key; nothing but the arguments decides about them.

    ``addresses`` are the home pages by site key, ending in a slash. Texts were published in the
    four days before ``started_at`` (aware).
    """
    today = started_at.astimezone(VIETNAM).date()
    profiles = read_profiles()
    articles = read_articles({key: profile.name for key, profile in profiles.items()}, today)
    plans = {
        key: Plan(profile, addresses[key], articles[key], today)
        for key, profile in profiles.items()
    }
    sources = {
        (key, article.slug): plan.address_of(article.slug)
        for key, plan in plans.items()
        for article in plan.articles
    }
    environment = templates()
    return Printed(
        tuple(_site(key, plan) for key, plan in plans.items()),
        {key: write_pages(plan, sources, environment) for key, plan in plans.items()},
        tuple(
            ExpectedCase(plan.address, case.kind, frozenset(case.duties))
            for plan in plans.values()
            for case in plan.profile.expected
        ),
    )


def _site(key: str, plan: Plan) -> Site:
    profile = plan.profile
    row = profile.register_row(plan.address, plan.today)
    return Site(key, profile.name, plan.address, profile.site_class, profile.fault, row)


def register_text(sites: tuple[Site, ...]) -> str:
    """The register as CSV, in the order of the sites."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(site.row for site in sites)
    return text.getvalue()


class Province:
    """Serves the twelve sites while entered: ``async with Province(data, started_at) as province``.

    ``data`` is a folder of its own. It remembers ports and the first start, so that every later
    run serves the same pages at the same addresses; ``started_at`` counts in the first run only.
    ``host`` is the address of this machine (or container) at which the sites are reached.

    Raises (on entering):
        ProvinceError: a port of the last run is taken, or the folder is damaged.
    """

    def __init__(self, data: Path, started_at: datetime, host: str = LOOPBACK) -> None:
        self._data = data
        self._host = host
        self._asked_start = started_at
        self._open = AsyncExitStack()
        self._printed = Printed((), {})
        self.started_at = started_at

    @property
    def sites(self) -> list[Site]:
        """The twelve sites, in the order of the register."""
        return list(self._printed.sites)

    @property
    def expected(self) -> list[ExpectedCase]:
        """Exactly the cases that a correct system opens."""
        return list(self._printed.expected)

    def write_register(self, path: Path) -> None:
        """Writes the register of the twelve sites as CSV."""
        folder.write_whole(path, register_text(self._printed.sites))

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            await self._start(opening)
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._open.aclose()

    async def _start(self, opening: AsyncExitStack) -> None:
        memory = folder.recall(self._data, self._asked_start)
        self.started_at = memory.started_at
        profiles = read_profiles()
        listeners = _listen_all(profiles, self._host, memory.ports, opening)
        ports = {key: int(listener.getsockname()[1]) for key, listener in listeners.items()}
        folder.remember(self._data, folder.Memory(memory.started_at, ports))
        addresses = {key: f"http://{self._host}:{port}/" for key, port in ports.items()}
        self._printed = print_province(addresses, memory.started_at)
        for key, listener in listeners.items():
            answers = SiteAnswers(self._printed.pages[key], flaky=profiles[key].flaky)
            await opening.enter_async_context(serve(answers, listener))


def _listen_all(
    profiles: Mapping[str, Profile],
    host: str,
    ports: Mapping[str, int],
    opening: AsyncExitStack,
) -> dict[str, socket.socket]:
    listeners: dict[str, socket.socket] = {}
    for key, profile in profiles.items():
        listener = listen(profile.name, host, ports.get(key), frozenset(ports.values()))
        opening.callback(listener.close)
        listeners[key] = listener
    return listeners
