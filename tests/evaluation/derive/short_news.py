"""Short items of real feeds: few words, real addresses and times; copied whole, or not at all."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from tests.evaluation.cases import Case, Reference
from tests.evaluation.credits import LACKING, name_and_time
from tests.evaluation.data import Data, Text
from tests.evaluation.layouts import LAYOUTS, Article
from tests.evaluation.wording import Overlaps, sentences

_SHORTEST: Final = 40
"""Words; a shorter text is no article that could be told from another."""


def short_news(data: Data, seed: str) -> Iterator[Case]:
    """The whole file; items that share words with others are left out."""
    chance = Random(f"{seed}:short_news")
    items = [item for item in _items(data) if len(item.text.split()) >= _SHORTEST]
    overlaps = Overlaps(item.text for item in items)
    lone = [item for at, item in enumerate(items) if overlaps.most(at) < 0.1]
    chance.shuffle(lone)
    for number, item in enumerate(lone[:90]):
        yield _case(number, item, chance)


def _items(data: Data) -> Iterator[Text]:
    rows: list[dict[str, Any]] = data.rows("news/rss_2026")
    for row in rows:
        text = row["summary"] or ""
        if not text.endswith(("...", "…")):
            yield Text(row["id"], row["title"], text, row)


def _case(number: int, item: Text, chance: Random) -> Case:
    at = datetime.fromisoformat(item.more["published"]).replace(microsecond=0)
    site = item.more["source"].split(" - ")[0]
    source = Reference(site, item.more["link"], item.title, item.text, at)
    kind = ("credited", "uncredited", "own")[number % 3]
    way = name_and_time if kind == "credited" else LACKING["uncredited"]
    shown = way(source, site, chance)
    html = chance.choice(LAYOUTS)(
        Article(item.title, sentences(item.text), at + timedelta(hours=3), credit=shown.tail)
    )
    own = kind == "own"
    verdict = {"credited": "pass", "uncredited": "breach", "own": "not_applicable"}[kind]
    return Case(
        f"short_news/{kind}/{number:03}",
        {"source.credited": verdict},
        html=html,
        kind="article",
        captured_at=at + timedelta(days=2),
        address=f"https://tintucmientay.com.vn/tin-van/{number}.html",
        references=() if own else (source,),
        expect_source=(None,) if own else (source.address,),
    )
