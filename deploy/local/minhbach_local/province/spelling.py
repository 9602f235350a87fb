"""The ways in which honest copies are written differently, and old pages are encoded."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

_ZERO_WIDTH_SPACE: Final = "\u200b"
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
# Vowel pairs that end a syllable; after q the u belongs to the consonant (quý).
_OPEN_PAIR: Final = re.compile(r"(?<![qQ])([òóỏõọ][ae]|[ùúủũụ]y)(?!\w)")
_LETTER: Final = re.compile(r"\w{3,}")


def decomposed(text: str) -> str:
    """The same text in normal form D."""
    return unicodedata.normalize("NFD", text)


def tones_moved(text: str) -> str:
    """Every other tone that can stand on either vowel moves to the second: hòa becomes hoà."""
    seen = 0

    def move(match: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return _moved(match.group()) if seen % 2 else match.group()

    return _OPEN_PAIR.sub(move, text)


def _moved(pair: str) -> str:
    vowel = unicodedata.normalize("NFD", pair[0])
    return vowel[0] + unicodedata.normalize("NFC", pair[1] + vowel[1:])


def typeset(text: str) -> str:
    """Curly quotation marks, long dashes, one-character ellipses and hard spaces before units."""
    text = re.sub(r'"([^"]*)"', "“\\1”", text)
    text = text.replace(" - ", " – ").replace("...", "…")
    return re.sub(r"(\d) (ha|m|km|tấn)\b", "\\1\u00a0\\2", text)


def zero_widths_strewn(text: str) -> str:
    """A zero-width space inside every eleventh longer syllable, as copied from some editors."""
    seen = 0

    def strew(match: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        word = match.group()
        return word if seen % 11 else f"{word[0]}{_ZERO_WIDTH_SPACE}{word[1:]}"

    return _LETTER.sub(strew, text)


# "nfd" must come last where several are named: the others look for composed letters.
SPELLINGS: Final[dict[str, Callable[[str], str]]] = {
    "tone": tones_moved,
    "typography": typeset,
    "zero-width": zero_widths_strewn,
    "nfd": decomposed,
}


def respelled(text: str, spellings: frozenset[str]) -> str:
    """The text after each of these spellings, in the order of ``SPELLINGS``."""
    for name, spell in SPELLINGS.items():
        if name in spellings:
            text = spell(text)
    return text


def windows_1258(text: str) -> bytes:
    """Vietnamese in its old Windows code page: vowels keep their shape, tones follow them."""
    return "".join(map(_split_tone, text)).encode("cp1258", "xmlcharrefreplace")


def _split_tone(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    shape = "".join(part for part in parts if part not in _TONES)
    tone = "".join(part for part in parts if part in _TONES)
    return unicodedata.normalize("NFC", shape) + tone
