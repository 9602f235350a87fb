"""A page as it was read: as data, and for people."""

import time
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from rich.table import Table
from rich.text import Text

from minhbach_classifier.domain.model import Page, Unreadable
from minhbach_classifier.domain.sources.credits import Credit, read_credits
from minhbach_local.offline.checking.targets import Target

_SHOWN: Final = 1200
_LINKS: Final = 10
Json = dict[str, Any]


def read_again(target: Target) -> Json:
    """What a page holds, and the milliseconds that reading it took.

    Read once more: the first reading of a process also pays for what it keeps for the next.
    """
    kind = target.page.kind if isinstance(target.page, Page) else None
    began = time.perf_counter()
    page = target.source.read(kind)
    milliseconds = round(1000 * (time.perf_counter() - began), 3)
    told = _unreadable(page) if isinstance(page, Unreadable) else _page(page)
    return {"file": target.source.name, **told, "milliseconds": milliseconds}


def _unreadable(page: Unreadable) -> Json:
    return {
        "kind": "other",
        "title": "",
        "text": "",
        "credit": None,
        "published_at": None,
        "source_links": [],
        "footer": "",
        "links": 0,
        "error": f"{page.reason}: {page.detail}",
    }


def _page(page: Page) -> Json:
    credits_read = read_credits(page)
    return {
        "kind": page.kind,
        "title": page.headline,
        "text": page.main_text,
        "credit": _credit(credits_read[0]) if credits_read else None,
        "published_at": _published(page),
        "source_links": list(dict.fromkeys(_source_links(page, credits_read))),
        "footer": "\n".join(page.words(place) for place in page.footer),
        "links": len(page.links),
        "hidden_links": [link.address for link in page.links if link.hidden],
        "hidden_text": "\n".join(page.words(place) for place in page.hidden),
        "charset": page.charset,
        "language": page.language,
    }


def _credit(credit: Credit) -> Json:
    return {"name": credit.name, "time": credit.time.isoformat() if credit.time else None}


def _published(page: Page) -> str | None:
    at: datetime | None = page.published_at
    if at is None:
        return None
    shown: date = at.date() if page.published_to_day else at
    return shown.isoformat()


def _source_links(page: Page, credits_read: tuple[Credit, ...]) -> Iterator[str]:
    """Where credits lead, and other links beside the text that leave the site."""
    yield from (credit.link for credit in credits_read if credit.link is not None)
    own = urlsplit(page.address).netloc
    for link in page.links:
        beside = any(a.start <= link.text.start < a.end for a in page.credit_area)
        host = urlsplit(link.address).netloc
        if beside and not link.hidden and host and host != own:
            yield link.address


def for_people(told: Json) -> Table:
    """The same as a table."""
    table = Table(show_header=False, title=Text(told["file"]), title_justify="left")
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in told.items():
        if name != "file":
            table.add_row(name.replace("_", " "), Text(_shown(value)))
    return table


def _shown(value: object) -> str:
    match value:
        case None | "" | []:
            return "-"
        case dict():
            return ", ".join(f"{key}: {part or '-'}" for key, part in value.items())
        case list():
            more = f"\n… {len(value) - _LINKS} more" if len(value) > _LINKS else ""
            return "\n".join(value[:_LINKS]) + more
    words = str(value)
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]} … ({len(words)} characters)"
