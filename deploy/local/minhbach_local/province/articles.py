"""The articles of all demo sites: read from text files, copies made from their sources.

A site's file holds articles, separated by a line of ``=====``. An article begins with headers
(``name: value``), then after an empty line come its paragraphs, an empty line between them:

- ``slug``, ``title``, ``topic``, ``caption``: as they say. ``published``: ``-3 08:30`` is half
  past eight, three days before the province began. ``[[-3]]`` in a text is that day (16/11) and
  ``[[năm]]`` the year.
- ``copy: SITE/SLUG`` takes title, topic and paragraphs from there; ``keep: 1-4`` some of the
  paragraphs; ``change: THIS => THAT`` and ``insert: N | SENTENCE`` (at the end of paragraph N)
  alter the text; ``spelling`` names ways of ``spelling.py``.
- ``credit`` is the visible credit, with ``{source} {hour} {date} {dashed}`` of the source;
  ``credit-at: head`` puts it under the title; ``meta-source`` names one in metadata alone.
- ``spam: yes``: only the sitemap names it. ``hidden-links: yes``: links to all spam, unseen.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from minhbach_local.province.profiles import CONTENT, KEYS
from minhbach_local.province.spelling import respelled

VIETNAM: Final = timezone(timedelta(hours=7))
_DAY: Final = re.compile(r"\[\[(-\d+)\]\]")


@dataclass(frozen=True)
class Article:
    """One article as its site shows it; ``published`` carries Vietnam's offset."""

    slug: str
    title: str
    published: datetime
    topic: str
    paragraphs: tuple[str, ...]
    caption: str = ""
    credit: str = ""
    credit_at_head: bool = False
    source: tuple[str, str] | None = None
    meta_source: str = ""
    spam: bool = False
    hidden_links: bool = False
    charset: str = "utf-8"

    @property
    def summary(self) -> str:
        """The beginning of the first paragraph, as listings show it."""
        return " ".join(self.paragraphs[0].split(" ")[:22]) + "…"


@dataclass(frozen=True)
class _Draft:
    headers: Mapping[str, tuple[str, ...]]
    paragraphs: tuple[str, ...]

    def one(self, name: str) -> str:
        return self.headers.get(name, ("",))[0]

    def all(self, name: str) -> tuple[str, ...]:
        return self.headers.get(name, ())


def read_articles(names: Mapping[str, str], today: date) -> dict[str, tuple[Article, ...]]:
    """Every site's articles, newest first.

    ``names`` are the sites' names by key, for credits; ``today`` is the day in Vietnam on which
    the province began.
    """
    drafts = {key: _drafts(key) for key in KEYS}
    return {
        key: tuple(
            sorted(
                (_article(draft, drafts, names, today) for draft in mine.values()),
                key=lambda article: article.published,
                reverse=True,
            )
        )
        for key, mine in drafts.items()
    }


def _drafts(key: str) -> dict[str, _Draft]:
    text = (CONTENT / f"{key}.txt").read_text("utf-8")
    drafts = [_draft(block) for block in text.split("\n=====\n")]
    return {draft.one("slug"): draft for draft in drafts}


def _draft(block: str) -> _Draft:
    head, _, body = block.strip().partition("\n\n")
    headers: dict[str, tuple[str, ...]] = {}
    for line in head.splitlines():
        name, _, value = line.partition(": ")
        headers[name] = (*headers.get(name, ()), value)
    return _Draft(headers, tuple(part.strip() for part in body.split("\n\n") if part.strip()))


def _article(
    draft: _Draft, drafts: Mapping[str, Mapping[str, _Draft]], names: Mapping[str, str], today: date
) -> Article:
    key, _, slug = draft.one("copy").partition("/")
    source = drafts[key][slug] if key else draft
    origin = _first_text(source, drafts)
    spellings = frozenset(draft.one("spelling").split(", "))

    def shown(text: str) -> str:
        return respelled(_dated(_changed(text, draft.all("change")), today), spellings)

    return Article(
        slug=draft.one("slug"),
        title=shown(draft.one("title") or origin.one("title")),
        published=_moment(draft.one("published"), today),
        topic=draft.one("topic") or origin.one("topic"),
        paragraphs=tuple(map(shown, _kept(origin.paragraphs, draft))),
        caption=draft.one("caption"),
        credit=_credit(draft, source, names.get(key, ""), today),
        credit_at_head=draft.one("credit-at") == "head",
        source=(key, slug) if key and "{source}" in draft.one("credit") else None,
        meta_source=draft.one("meta-source"),
        spam=draft.one("spam") == "yes",
        hidden_links=draft.one("hidden-links") == "yes",
        charset="windows-1258" if "windows-1258" in spellings else "utf-8",
    )


def _first_text(draft: _Draft, drafts: Mapping[str, Mapping[str, _Draft]]) -> _Draft:
    while copied := draft.one("copy"):
        key, _, slug = copied.partition("/")
        draft = drafts[key][slug]
    return draft


def _kept(paragraphs: tuple[str, ...], draft: _Draft) -> tuple[str, ...]:
    first, _, last = (draft.one("keep") or f"1-{len(paragraphs)}").partition("-")
    kept = list(paragraphs[int(first) - 1 : int(last)])
    for insertion in draft.all("insert"):
        number, _, sentence = insertion.partition(" | ")
        kept[int(number) - 1] += f" {sentence}"
    return tuple(kept)


def _changed(text: str, changes: tuple[str, ...]) -> str:
    for change in changes:
        before, _, after = change.partition(" => ")
        text = text.replace(before, after)
    return text


def _credit(draft: _Draft, source: _Draft, name: str, today: date) -> str:
    moment = _moment(source.one("published"), today)
    return _dated(draft.one("credit"), today).format(
        source=name,
        hour=f"{moment:%H:%M}",
        date=f"{moment:%d/%m/%Y}",
        dashed=f"{moment:%d-%m-%Y}",
    )


def _moment(text: str, today: date) -> datetime:
    days, _, hour = text.partition(" ")
    day = today + timedelta(days=int(days))
    return datetime.combine(day, time.fromisoformat(hour), VIETNAM)


def _dated(text: str, today: date) -> str:
    text = text.replace("[[năm]]", str(today.year))
    return _DAY.sub(lambda day: f"{today + timedelta(days=int(day[1])):%d/%m}", text)
