"""Old editors wrote the bytes of a legacy charset as entities: ``Vi&Ouml;t`` is Việt in TCVN3."""

import html
import re
from collections.abc import Callable
from typing import Final

from minhbach_classifier.domain.reading.legacy.syllables import is_syllable

_ENTITY: Final = r"&(?:#\d{3}|#[xX][0-9a-fA-F]{2}|[A-Za-z]{2,6}\d{0,2});"
_ONE: Final = re.compile(_ENTITY)
_RUN: Final = re.compile(
    # A word with at least one entity in it; each part is bounded, so that none is tried for long.
    rf"[A-Za-z\x80-\xff]{{0,12}}{_ENTITY}(?:[A-Za-z\x80-\xff]{{1,12}}|{_ENTITY}){{0,12}}"
)


def spelt_out(markup: str, letters: Callable[[str], str]) -> str:
    """The entities of letters, and of signs within words that then are Vietnamese."""
    if "&" not in markup:
        return markup
    return _RUN.sub(lambda run: _run(run.group(), letters), markup)


def _run(run: str, letters: Callable[[str], str]) -> str:
    out = _ONE.sub(lambda entity: _character(entity.group()), run)
    if "&" not in out and (out.isalpha() or is_syllable(letters(out))):
        return out
    return _plain_letters(run)


def _plain_letters(run: str) -> str:
    def letter(entity: re.Match[str]) -> str:
        found = _character(entity.group())
        return found if found.isalpha() else entity.group()

    return _ONE.sub(letter, run)


def _character(entity: str) -> str:
    """The character, where it is one that a byte from A1 up stands for."""
    found = html.unescape(entity)
    return found if len(found) == 1 and "\u00a1" <= found <= "\u00ff" else entity
