"""News about crime, and criticism: nothing of it may be a breach, bare or on a page."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from tests.evaluation.cases import NO_BREACH, VIETNAM, Case
from tests.evaluation.data import Data, Text
from tests.evaluation.layouts import LAYOUTS, Article
from tests.evaluation.wording import paragraphs

_ON_PAGES = 3
"""Every third text also stands on a page."""


def criticism(data: Data, seed: str) -> Iterator[Case]:
    """Criticism of authorities, complaints, satire."""
    yield from _negatives(data, "negatives/criticism", Random(f"{seed}:criticism"))


def crime(data: Data, seed: str) -> Iterator[Case]:
    """Reports of gambling rings, drugs, fraud, sexual crime, hacked sites."""
    yield from _negatives(data, "negatives/news_about_crime", Random(f"{seed}:crime"))


def _negatives(data: Data, name: str, chance: Random) -> Iterator[Case]:
    kind = name.split("/")[1]
    for at, text in enumerate(data.texts(name)):
        told = f"{text.more['bucket']}/{at:04}"
        yield Case(f"{kind}/bare/{told}", NO_BREACH, title=text.title, text=text.text)
        if at % _ON_PAGES == 0:
            html = _page(text, chance)
            address = f"https://tintucmientay.com.vn/thoi-su/bai-{at}.html"
            yield Case(f"{kind}/page/{told}", NO_BREACH, html=html, address=address)


def _page(text: Text, chance: Random) -> str:
    at = datetime(2026, 11, chance.randint(1, 18), chance.randrange(24), 15, tzinfo=VIETNAM)
    parts = tuple(" ".join(part) for part in paragraphs(text.text))
    return chance.choice(LAYOUTS)(Article(text.title, parts, at))
