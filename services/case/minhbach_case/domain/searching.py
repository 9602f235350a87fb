"""How Vietnamese names are found, written with diacritics or without: pure folding of words."""

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

PHRASE_LENGTH: Final = 60
NAME_PHRASES: Final = 14
HOST_PHRASES: Final = 6
_BETWEEN: Final = re.compile(r"[\W_]+")
# Its stroke is no mark that could be taken off.
_D: Final = str.maketrans("đĐ", "dd")


def spelled(text: str) -> str:
    """Words as they are spelled, with diacritics: lower case, one space between."""
    lower = unicodedata.normalize("NFC", text).lower()
    return _BETWEEN.sub(" ", lower).strip()


def folded(text: str) -> str:
    """The same without diacritics: ``Bến Tre`` and ``ben tre`` are one."""
    apart = unicodedata.normalize("NFD", spelled(text).translate(_D))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def phrases_of(name: str, address: str) -> list[str]:
    """What a site is found by: its name and its host, from each of their words on; at most 20."""
    host = urlsplit(address).hostname or ""
    found = [*_tails(folded(name), NAME_PHRASES), *_tails(folded(host), HOST_PHRASES)]
    return list(dict.fromkeys(found))


def has_marks(text: str) -> bool:
    """Whether somebody took the trouble to write diacritics."""
    return spelled(text) != folded(text)


def _tails(words: str, count: int) -> list[str]:
    parts = words.split()
    return [" ".join(parts[at:])[:PHRASE_LENGTH] for at in range(min(len(parts), count))]
