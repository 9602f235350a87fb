"""Promotions and what is none: labelled messages, gambling pages, doorways, honest pages."""

from collections.abc import Iterator, Mapping
from html import escape
from random import Random
from typing import Final

from tests.evaluation.cases import NO_SPAM, Case
from tests.evaluation.data import Data, Text
from tests.evaluation.injections import question

_DUTY: Final[Mapping[str, str]] = {
    "gambling": "spam.gambling",
    "adult": "spam.adult",
    "fake_documents": "spam.prohibited_goods",
    "job_scam": "spam.scam",
    "phishing_impersonation": "spam.scam",
}
"""A message's category to the duty; whether a loan is lawful cannot be seen from its offer."""
_UNDECIDED: Final = frozenset({"gamb:14", "gamb:48", "vnc88__index.html", "NhaCai__index__1.html"})
"""Account forms of a betting site, and an odds table: two careful readers may say two things."""
_LOTTERY: Final = frozenset({"gamb:66", "gamb:67", "gamb:68", "gamb:70"})
"""News of the state lottery's company on a betting site: the state lottery is legal."""
_PROMOTING: Final = ("betRef", "lotteryRef", "page_lottery", "xo-so-8xbet")
"""Saved pages with promotion in their words; 8xbet-xo-so-vi__index has none but by script."""
_QUIET: Final = ("newsRef", "page_news", "page_resources")


def spam(data: Data, seed: str) -> Iterator[Case]:
    """The whole file."""
    chance = Random(f"{seed}:spam")
    portals = [page for _, page in data.pages("gov")]
    yield from _messages(data, portals, chance)
    yield from _gambling_texts(data)
    yield from _gambling_pages(data)
    yield from _doorways(data)
    for category in ("gov", "news", "other"):
        for name, page in data.pages(category):
            yield Case(f"spam/honest_{category}/{name}", NO_SPAM, _class(category), page)


def _class(category: str) -> str:
    return "state_portal" if category == "gov" else "aggregator"


def _messages(data: Data, portals: list[str], chance: Random) -> Iterator[Case]:
    for text in data.texts("spam/messages"):
        category = text.more["category"]
        honest = text.more["label"] == "not_public_safety_spam"
        if not honest and category not in _DUTY:
            continue
        expect = NO_SPAM if honest else {_DUTY[category]: "breach"}
        told = f"{category}/{text.id.replace(':', '-')}"
        yield Case(f"spam/message_alone/{told}", expect, text=text.text)
        page = question(chance.choice(portals), [text.text], chance)
        yield Case(f"spam/message_in_questions/{told}", expect, "state_portal", page)


def _gambling_texts(data: Data) -> Iterator[Case]:
    for text in data.texts("spam/gambling_pages"):
        if text.id in _UNDECIDED:
            continue
        kind, promotes = _judged(text)
        expect = {"spam.gambling": "breach"} if promotes else NO_SPAM
        told = f"{kind}/{text.id.replace(':', '-')}"
        yield Case(f"spam/gambling_{told}", expect, title=text.title, text=text.text)


def _judged(text: Text) -> tuple[str, bool]:
    if text.id in _LOTTERY:
        return "state_lottery", False
    kind: str = text.more["kind"]
    return kind, kind != "betting_site_sport_news"


def _gambling_pages(data: Data) -> Iterator[Case]:
    for name, page in data.pages("gambling"):
        if name in _UNDECIDED:
            continue
        promotes = any(word in name for word in _PROMOTING)
        if promotes or any(word in name for word in _QUIET):
            expect = {"spam.gambling": "breach"} if promotes else NO_SPAM
            kind = "promo" if promotes else "quiet"
            yield Case(f"spam/gambling_html_{kind}/{name}", expect, html=page)


def _doorways(data: Data) -> Iterator[Case]:
    expect = {"spam.gambling": "breach"}
    for text in data.texts("spam/doorway_titles"):
        told = text.id.replace(":", "-")
        yield Case(f"spam/doorway_title/{told}", expect, title=text.text, text=text.text)
        title = escape(text.text)
        page = (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head>"
            f"<body><h1>{title}</h1><p>{title}</p><ul><li><a href='/1.html'>{title}</a></li></ul>"
            "</body></html>"
        )
        yield Case(f"spam/doorway_page/{told}", expect, "state_portal", page)
