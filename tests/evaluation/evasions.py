"""How those who promote write to slip past filters; each keeps what a reader still makes out."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

Evasion = Callable[[str, Random], str]

_DIGITS: Final = {"o": "0", "i": "1", "l": "1", "e": "3", "a": "4"}
_ALIKE: Final = {
    "a": "å", "e": "ë", "i": "ï", "o": "ö", "u": "ü", "n": "ñ", "c": "ç", "y": "ÿ",
}  # fmt: skip
_APART: Final = (".", "_", "-", "'", ",", "*", " ")
_ADDRESS: Final = re.compile(r"\S*(?:https?:|\w\.\w|\d{4})\S*")


def bare(text: str) -> str:
    """Without diacritics."""
    spread = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in spread if not unicodedata.combining(c))


def _words(text: str, change: Callable[[str], str]) -> str:
    """Changes the words, never addresses and numbers: those must still work."""
    return " ".join(w if _ADDRESS.fullmatch(w) else change(w) for w in text.split(" "))


def as_written(text: str, _chance: Random) -> str:
    """Nothing hidden."""
    return text


def undressed(text: str, _chance: Random) -> str:
    """No diacritics."""
    return _words(text, bare)


def shouted(text: str, _chance: Random) -> str:
    """Capitals without diacritics."""
    return _words(text, lambda w: bare(w).upper())


def punctuated(text: str, chance: Random) -> str:
    """Without diacritics, with marks inside words."""
    return _words(text, lambda w: _broken(bare(w), chance))


def _broken(word: str, chance: Random) -> str:
    if len(word) < 3 or chance.random() < 0.35:
        return word
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + chance.choice(_APART[:6]) + word[at:]


def numbered(text: str, chance: Random) -> str:
    """Digits for some letters."""
    return _words(text, lambda w: _swapped(bare(w), _DIGITS, chance))


def foreign(text: str, chance: Random) -> str:
    """Letters of other alphabets' keyboards."""
    return _words(text, lambda w: _swapped(bare(w), _ALIKE, chance))


def _swapped(word: str, table: dict[str, str], chance: Random) -> str:
    return "".join(table[c] if c in table and chance.random() < 0.3 else c for c in word)


def invisible(text: str, chance: Random) -> str:
    """Characters without width between letters."""
    return _words(
        text, lambda w: "".join(c + chance.choice(("", "", "\u200b", "\u2060")) for c in w)
    )


def mixed_case(text: str, chance: Random) -> str:
    """Capitals anywhere, without diacritics."""
    return _words(text, lambda w: "".join(chance.choice((c.upper(), c)) for c in bare(w)))


EVASIONS: Final[Sequence[Evasion]] = (
    as_written,
    as_written,
    undressed,
    undressed,
    shouted,
    punctuated,
    numbered,
    foreign,
    invisible,
    mixed_case,
)
