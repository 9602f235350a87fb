"""Reports of one event by several sites: each is judged by the words that they really share.

Independent reports must give no breach. Captured in their own year, under the law of then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from tests.evaluation.cases import NO_BREACH, VIETNAM, Case, Reference
from tests.evaluation.data import Data, Text
from tests.evaluation.layouts import LAYOUTS, Article
from tests.evaluation.wording import containment, paragraphs

_INDEPENDENT: Final = 0.2
_UNRELATED: Final = 0.05
_COPIED: Final = 0.4


def same_event(data: Data, seed: str) -> Iterator[Case]:
    """A case an event: its latest report, with the others as references."""
    chance = Random(f"{seed}:clusters")
    by_event: dict[str, list[Text]] = {}
    for text in data.texts("news/same_event_clusters"):
        by_event.setdefault(text.more["cluster"], []).append(text)
    for name, event in sorted(by_event.items()):
        reports = sorted(event, key=_time)
        if len(reports) >= 2 and _time(reports[-2]) < _time(reports[-1]):
            yield _judged(name, reports[-1], reports[:-1], chance)


def _time(text: Text) -> datetime:
    stamp = f"{text.more['time'].strip()} +0700"
    return datetime.strptime(stamp, "%d/%m/%Y %H:%M %z").astimezone(VIETNAM)


def _judged(name: str, copy: Text, others: Sequence[Text], chance: Random) -> Case:
    shares = [containment(copy.text, other.text) for other in others]
    references = tuple(_reference(other) for other in others)
    at = _time(copy)
    parts = tuple(" ".join(part) for part in paragraphs(copy.text))
    html = chance.choice(LAYOUTS)(Article(copy.title, parts, at))
    made = Case(
        f"same_event/{_kind(max(shares))}/{name.removeprefix('cluster_')}",
        html=html,
        captured_at=at + timedelta(days=2),
        address=copy.more["url"],
        references=references,
    )
    best = references[shares.index(max(shares))].address
    if max(shares) >= _COPIED:
        return replace(made, expect_source=(best,))
    source: tuple[()] | tuple[None] = (None,) if max(shares) < _UNRELATED else ()
    return replace(made, expect=NO_BREACH, expect_source=source)


def _kind(share: float) -> str:
    if share >= _COPIED:
        return "copied"
    return "independent" if share < _INDEPENDENT else "partly"


def _reference(text: Text) -> Reference:
    address: str = text.more["url"]
    steps = address.split("/")[4:-1]
    # The aggregator's address names the source's host, but for a few that it wrote itself.
    host = next((step for step in steps if "." in step), "baomoi.com")
    path = address.rsplit("/", 2)[-2:]
    return Reference(host, f"http://{host}/{'/'.join(path)}", text.title, text.text, _time(text))
