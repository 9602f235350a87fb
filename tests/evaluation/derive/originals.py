"""Real articles as sources, and pages of a copying site that stand on them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final, TypeVar

from tests.evaluation.alterations import Paragraphs
from tests.evaluation.cases import VIETNAM, Case, Reference
from tests.evaluation.credits import NOT_SHOWN, Shown
from tests.evaluation.data import Data, Text
from tests.evaluation.layouts import LAYOUTS, Article
from tests.evaluation.outlets import PRESS, Outlet, slug
from tests.evaluation.wording import Overlaps, joined, paragraphs

_Found = TypeVar("_Found")
_APART: Final = 0.1
"""A text that shares more with another is not used: its source would be doubtful."""
_LATER: Final = (timedelta(hours=1, minutes=20), timedelta(hours=5), timedelta(days=1, hours=2))
HOST: Final = "tintucmientay.com.vn"


@dataclass(frozen=True, slots=True)
class Original:
    """An article as its source published it."""

    parts: Paragraphs
    reference: Reference
    outlet: Outlet

    @property
    def published_at(self) -> datetime:
        """The source's time, which every original here has."""
        if self.reference.published_at is None:
            raise ValueError(f"{self.reference.address}: has no time")
        return self.reference.published_at


def originals(data: Data, chance: Random) -> list[Original]:
    """Articles that share nothing with each other, each given a press site and a time."""
    texts = data.texts("news/baomoi")
    overlaps = Overlaps(text.text for text in texts)
    lone = [t for at, t in enumerate(texts) if overlaps.most(at) < _APART and _is_article(t)]
    return [original(text, chance) for text in lone]


def _is_article(text: Text) -> bool:
    end = text.text[-160:]
    return text.more["credit_tail"] is None and "Theo " not in end and "guồn" not in end and (
        900 <= len(text.text) <= 9000 and len(paragraphs(text.text)) >= 3
    )  # fmt: skip


def original(text: Text, chance: Random) -> Original:
    """A text of the collection as an article of some press site."""
    outlet = chance.choice(PRESS)
    into_the_month = timedelta(
        days=chance.randint(1, 13), hours=chance.randint(5, 21), minutes=chance.randrange(60)
    )
    number = text.id.rsplit(":", 1)[-1]
    path = slug(text.title)[:60]
    parts = paragraphs(text.text)
    reference = Reference(
        outlet.name,
        f"https://{outlet.host}/{path}-{number}.htm",
        text.title,
        joined(parts),
        datetime(2026, 11, 1, tzinfo=VIETNAM) + into_the_month,
    )
    return Original(parts, reference, outlet)


@dataclass(frozen=True, slots=True)
class Copy:
    """What the copying site shows."""

    parts: Paragraphs
    published_at: datetime | None
    shown: Shown = NOT_SHOWN
    title: str | None = None
    to_day: bool = False


def page(source: Original, copy: Copy, chance: Random) -> str:
    """A copy as a page of one of the layouts."""
    article = Article(
        copy.title or source.reference.title,
        tuple(" ".join(part) for part in copy.parts if part),
        copy.published_at,
        copy.to_day,
        credit=copy.shown.tail,
        by_headline=copy.shown.by_headline,
        head=copy.shown.head,
    )
    return chance.choice(LAYOUTS)(article)


def case(kind: str, number: int, source: Original, copy: Copy, chance: Random) -> Case:
    """A copy with its source in the index; what is expected is added by the caller."""
    return Case(
        f"republication/{kind}/{number:04}",
        html=page(source, copy, chance),
        kind="article",
        address=f"https://{HOST}/tin-tuc/{number}-{slug(source.reference.title)[:40]}.html",
        references=(source.reference,),
    )


def later(source: Original, chance: Random) -> datetime:
    """When an honest copier publishes: surely an hour after the source, at the earliest."""
    return source.published_at + chance.choice(_LATER)


class Pool:
    """Originals in a shuffled row; each is used once."""

    def __init__(self, all_of_them: list[Original], chance: Random) -> None:
        self._left = list(all_of_them)
        chance.shuffle(self._left)
        self._left.reverse()

    def take(self) -> Original:
        """The next one."""
        return self._left.pop()

    def fitting(self, made: Callable[[Original], _Found | None]) -> tuple[Original, _Found]:
        """The next one that something can be made of, and what was made; the others stay."""
        for at in range(len(self._left) - 1, -1, -1):
            found = made(self._left[at])
            if found is not None:
                return self._left.pop(at), found
        raise LookupError("no article of the collection fits this kind of case")

    def rest(self) -> list[Original]:
        """Those that nothing was made of."""
        return list(reversed(self._left))
