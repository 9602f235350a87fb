"""A province at work: thousands of cases over hundreds of sites, in every state, by chance.

Nothing is invented beside the law: every case is suspected, seen again, withdrawn and acted on as
``Casebook`` lets it, at times that lie months apart. The same seed gives the same cases.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from minhbach_case.domain.commands import (
    Actor,
    Assign,
    Close,
    Command,
    Decide,
    Dismiss,
    Notify,
    Propose,
    RecordReply,
    Review,
)
from minhbach_case.errors import ActRefused
from minhbach_shared.events import Evidence, Suspected
from minhbach_shared.ids import site_id
from minhbach_shared.vocabulary import Duty, Role, SiteClass
from tests.support.ledger import Ledger
from tests.support.seeds import altered, fields, licence, spam, uncredited
from tests.support.suspicions import suspected, withdrawn

OFFICERS: Final = ("officer", "lan", "hùng", "thảo")
_PLACES: Final = (
    "Bình Mẫu", "Tân Hưng Mẫu", "An Định Mẫu", "Phú Lễ Mẫu", "Mỹ Thạnh Mẫu", "Đại Điền Mẫu",
    "Thới Lai Mẫu", "Giồng Trôm Mẫu", "Hương Mỹ Mẫu", "Cẩm Sơn Mẫu", "Bến Đình Mẫu",
    "Đồng Khởi Mẫu",
)  # fmt: skip
_KINDS_OF_SITE: Final[tuple[tuple[str, SiteClass], ...]] = (
    ("Cổng thông tin điện tử xã", "state_portal"),
    ("Trang thông tin phường", "state_portal"),
    ("Trang tin tổng hợp", "aggregator"),
    ("Tin nhanh", "aggregator"),
)
_DUTIES: Final[dict[SiteClass, tuple[Duty, ...]]] = {
    "state_portal": ("spam.gambling", "portal.update", "disclosure.home_page"),
    "aggregator": ("source.credited", "source.verbatim", "licence.valid", "disclosure.home_page"),
    "reference": (),
}
# How far cases come, as an office's year looks: many wait, many were dismissed, few are decided.
_WAYS: Final[tuple[tuple[int, tuple[str, ...]], ...]] = (
    (34, ()),
    (16, ("assign", "review")),
    (14, ("review", "dismiss")),
    (12, ("review", "assign", "notify")),
    (6, ("review", "notify", "reply")),
    (6, ("review", "notify", "reply", "propose")),
    (4, ("review", "notify", "reply", "propose", "decide")),
    (8, ("review", "notify", "reply", "propose", "decide", "close")),
)


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the register."""

    id: UUID
    name: str
    address: str
    site_class: SiteClass


def sites(count: int) -> list[Site]:
    """Sites with names such as a province has."""
    found = []
    for number in range(count):
        prefix, site_class = _KINDS_OF_SITE[number % len(_KINDS_OF_SITE)]
        name = f"{prefix} {_PLACES[number % len(_PLACES)]} {number}"
        address = f"https://trang-{number}.example.vn/"
        found.append(Site(site_id(address), name, address, site_class))
    return found


def register_of(found: Sequence[Site]) -> bytes:
    """The sites as a register file."""
    rows = [f'"{site.name}",{site.address},{site.site_class}' for site in found]
    return "\n".join(["name,address,class", *rows, ""]).encode()


def many_cases(count: int, found: Sequence[Site], now: datetime, seed: int = 1) -> Iterator[Ledger]:
    """So many cases, a ledger a site and duty; the oldest began some years before ``now``."""
    chance = random.Random(seed)
    lanes = [(site, duty) for site in found for duty in _DUTIES[site.site_class]]
    chance.shuffle(lanes)
    for number, (site, duty) in enumerate(lanes):
        cases = (count - number + len(lanes) - 1) // len(lanes)
        if cases > 0:
            yield _ledger(chance, site, duty, cases, now)


def _ledger(chance: random.Random, site: Site, duty: Duty, cases: int, now: datetime) -> Ledger:
    (way,) = chance.choices([w for _, w in _WAYS], [n for n, _ in _WAYS])
    book = Ledger(now=now - timedelta(days=200 * cases), window_days=5)
    # Of a site and kind at most one case gathers: all before the last are over.
    for ordinal in range(1, cases):
        book.now += timedelta(days=chance.randint(60, 180))
        _open(book, site, duty, ordinal, chance)
        _walk(book, chance, ("review", "dismiss"), now)
    book.now = now - timedelta(minutes=chance.randint(60, 60_000))
    _open(book, site, duty, cases, chance)
    _walk(book, chance, way, now)
    return book


def _open(book: Ledger, site: Site, duty: Duty, ordinal: int, chance: random.Random) -> None:
    faults = "abcdefgh"[: chance.choice((1, 1, 1, 2, 2, 3, 6))]
    given = [_suspicion(site, duty, f"{ordinal}{letter}", book.now, chance) for letter in faults]
    book.gather(*given)
    if chance.random() < 0.05:
        book.gather(withdrawn(given[0]))


def _walk(book: Ledger, chance: random.Random, way: Sequence[str], now: datetime) -> None:
    case = list(book.steps)[-1]
    for act in way:
        book.now = min(now, book.now + timedelta(minutes=chance.randint(30, 15_000)))
        with suppress(ActRefused):
            role: Role = "supervisor" if act == "decide" else "officer"
            user = "supervisor" if act == "decide" else chance.choice(OFFICERS)
            book.act(case, _command(act, user, book.now), Actor(user, role))


def _command(act: str, user: str, now: datetime) -> Command:
    day = (now + timedelta(hours=7)).date()
    commands: dict[str, Command] = {
        "assign": Assign(user),
        "review": Review(),
        "dismiss": Dismiss("Trang đã ghi đủ nguồn."),
        "notify": Notify(day, "post", citation_confirmed=True),
        "reply": RecordReply(day, "Đơn vị đã tiếp nhận và đang khắc phục."),
        "propose": Propose("confirmed", "Đủ căn cứ."),
        "decide": Decide(),
        "close": Close(),
    }
    return commands[act]


def _suspicion(
    site: Site, duty: Duty, fault: str, at: datetime, chance: random.Random
) -> Suspected:
    record = suspected(site.id, fault=fault, capture=chance.randint(1, 99), duty=duty,
                       captured_at=at)  # fmt: skip
    return record.model_copy(
        update={
            "site_name": site.name,
            "address": f"{site.address}bai-{fault}.html",
            "evidence": _evidence(duty),
        }
    )


def _evidence(duty: Duty) -> Evidence:
    match duty:
        case "source.credited":
            return uncredited()
        case "source.verbatim":
            return altered()
        case "licence.valid":
            return licence()
        case "disclosure.home_page":
            return fields()
        case _:
            return spam()
