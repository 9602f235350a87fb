"""Portals of a register and what was seen of them, as the classifier and the crawler say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from minhbach_shared.events import Assessed, CaptureRef, ItemKind, PortalItem, VisitCompleted
from minhbach_shared.ids import capture_id, digest_of, site_id
from minhbach_shared.vocabulary import Duty, Verdict
from tests.support.assessed import assessed, visited

SPAM: Final[tuple[Duty, ...]] = (
    "spam.gambling",
    "spam.adult",
    "spam.scam",
    "spam.prohibited_goods",
    "spam.malware",
    "spam.injected",
)


@dataclass(frozen=True)
class Portal:
    """A portal of a register."""

    name: str
    organisation: str

    @property
    def home(self) -> str:
        """Its home page."""
        return f"http://{digest_of(self.name)[:10]}.example/"

    @property
    def site(self) -> UUID:
        """Its id."""
        return site_id(self.home)


def register_of(*portals: Portal) -> bytes:
    """A register file of these portals."""
    lines = [f"{p.name},{p.home},state_portal,{p.organisation}" for p in portals]
    return "\n".join(["name,address,class,organisation", *lines]).encode()


def noon(day: date) -> datetime:
    """Noon of a day in Viet Nam."""
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def seen(
    portal: Portal,
    path: str,
    day: date,
    verdicts: Mapping[Duty, Verdict],
    item: PortalItem | None = None,
) -> Assessed:
    """Verdicts on one capture of a portal's page; what is not named does not concern it."""
    said: dict[Duty, Verdict] = {"portal.update": "not_applicable", **verdicts}
    found = assessed(portal.site, portal.home + path, noon(day), said)
    capture = CaptureRef(
        capture_id=capture_id(found.visit_id, found.address),
        address=found.address,
        captured_at=found.assessed_of,
        warc=f"{day}.warc.gz",
        offset=0,
        length=1000,
        payload_digest=digest_of([found.address, day.isoformat()]),
    )
    judged = tuple(
        one.model_copy(update={"item": item}) if one.duty == "portal.update" else one
        for one in found.assessments
    )
    return found.model_copy(update={"capture": capture, "assessments": judged})


def home_seen(portal: Portal, day: date, verdict: Verdict = "pass") -> Assessed:
    """The home page, whose details are judged, free of spam."""
    return seen(portal, "", day, {**dict.fromkeys(SPAM, "pass"), "disclosure.home_page": verdict})


def page_seen(portal: Portal, path: str, day: date, verdict: Verdict = "pass") -> Assessed:
    """Another page, judged for spam."""
    return seen(portal, path, day, dict.fromkeys(SPAM, verdict))


def item_seen(
    portal: Portal,
    published: date,
    verdict: Verdict = "inconclusive",
    kind: ItemKind = "legal_document",
    taken: int = 2,
) -> Assessed:
    """An item on the day after it was put up."""
    item = PortalItem(
        kind=kind,
        happened_on=(published - timedelta(days=taken)).isoformat(),
        published_on=published.isoformat(),
        taken_working_days=taken,
    )
    path = f"{kind}-{published}.html"
    verdicts: dict[Duty, Verdict] = {**dict.fromkeys(SPAM, "pass"), "portal.update": verdict}
    return seen(portal, path, published + timedelta(days=1), verdicts, item)


def visit_of(portal: Portal, day: date, newest: date | None) -> VisitCompleted:
    """A visit, with the newest item that the portal itself states."""
    update = {"newest_article_at": noon(newest) if newest is not None else None}
    return visited(portal.site, noon(day)).model_copy(update=update)
