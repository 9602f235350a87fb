"""What the project's reader says of the labelled pages and footers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from minhbach_classifier.domain.fields import read_fields
from minhbach_classifier.domain.model import Page, Range, Unreadable
from minhbach_classifier.domain.reading import read
from minhbach_classifier.domain.sources.credits import Credit, read_credits
from minhbach_shared.vocabulary import SiteClass
from tests.gold.labels import FIELDS, LISTS, GoldFooter, GoldPage, Value, iso_day

_PAGE: Final = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title></title></head><body>'
    "<footer>{}</footer></body></html>"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as read; of an unreadable one nothing was."""

    page: Page | None
    fields: Mapping[str, Value]
    credits: tuple[Credit, ...]

    @property
    def main(self) -> str:
        """The main text."""
        return self.page.main_text if self.page else ""

    @property
    def published(self) -> datetime | None:
        """When the page says that it was published, to the minute."""
        at = self.page.published_at if self.page else None
        return at.replace(second=0, microsecond=0) if at else None


def read_gold_page(gold: GoldPage) -> Reading:
    """A saved page, read under its own file's name: no address tells its kind."""
    name = gold.file.rpartition("/")[2].split("__", 1)[-1]
    state = gold.file.startswith("html/gov/") or "UBND" in gold.file
    return reading(gold.body, f"https://page.example/{name}", state=state)


def read_gold_footer(gold: GoldFooter) -> Reading:
    """A footer's own markup as the footer of an otherwise empty home page."""
    return reading(_PAGE.format(gold.html).encode(), "https://page.example/", state=False)


def reading(body: bytes, address: str, *, state: bool = False) -> Reading:
    """A body as the classifier reads it."""
    match read(body, "text/html", None, address):
        case Page() as page:
            fields = _fields(page, "state_portal" if state else "aggregator")
            return Reading(page, fields, read_credits(page))
        case Unreadable():
            return Reading(None, dict.fromkeys(map(str, FIELDS)), ())


def _fields(page: Page, site_class: SiteClass) -> dict[str, Value]:
    found = read_fields(page, site_class).found
    return {name: _value(page, name, found.get(name, ())) for name in FIELDS}


def _value(page: Page, name: str, places: tuple[Range, ...]) -> Value:
    words = [page.words(place) for place in places]
    if not words:
        return None
    if name in LISTS:
        return words
    return _day(words[0]) if name == "licence_date" else " ".join(words)


def _day(words: str) -> str:
    """As an ISO day, or as it stands: then no label agrees with it."""
    try:
        return iso_day(words)
    except ValueError:
        return words
