"""Text that a page keeps for scripts to show: in ``noscript``, or only in its JSON-LD."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import Final

from minhbach_classifier.domain.reading.lines import is_prose
from minhbach_classifier.domain.reading.markup import Markup
from minhbach_classifier.domain.reading.walk import Document

_JSON_LIMIT: Final = 500_000
_DEPTH: Final = 4
_TAG: Final = re.compile(r"<[^<>]{0,500}>")
_PARAGRAPH: Final = re.compile(r"[\r\n]+|</p>|<br ?/?>")


def reveal(document: Document, least: int) -> bool:
    """Counts the words in ``noscript`` as seen, if they hold so much prose; whether they do.

    Without scripts every browser shows them. What else hides them hides them still.
    """
    tags = document.tags
    shown = {i for r in document.unseen if tags[r.start].name == "noscript" for i in r}
    kept = {at for at, b in enumerate(document.blocks) if not b.seen and b.inner in shown}
    words = (document.blocks[at].words for at in kept)
    if sum(len(line) for line in words if is_prose(line)) < least:
        return False
    for at in kept:
        document.show(at)
    return True


def told_text(scripts: Sequence[str], least: int) -> str | None:
    """The first ``articleBody`` of so many characters in a page's JSON-LD."""
    bodies = (body for script in scripts for body in _bodies_in(script))
    return next((body for body in bodies if len(body) >= least), None)


def with_told_text(markup: Markup, body: str) -> Markup | None:
    """The markup with an ``articleBody`` in a ``noscript`` at the page's end."""
    if markup.pieces[-2:-1] != ["/body>"]:
        return None
    lines = (_TAG.sub(" ", line).strip() for line in _PARAGRAPH.split(body))
    told = [p for line in lines if line for p in (f"p>{escape(line, quote=False)}", "/p>")]
    pieces = [*markup.pieces[:-2], "noscript>", *told, "/noscript>", *markup.pieces[-2:]]
    return replace(markup, pieces=pieces)


def _bodies_in(script: str) -> Iterator[str]:
    if len(script) > _JSON_LIMIT or "articleBody" not in script:
        return
    try:
        yield from _bodies(json.loads(script, strict=False), _DEPTH)
    except (ValueError, RecursionError):
        return


def _bodies(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(found := value.get("articleBody"), str):
            yield found
        value = list(value.values())
    if isinstance(value, list) and depth:
        for part in value[:50]:
            yield from _bodies(part, depth - 1)
