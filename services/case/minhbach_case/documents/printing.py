"""Words as they can be printed: one spelling of each letter, nothing unseen (pure)."""

import unicodedata
from typing import Final

# What the built-in fonts draw, found by setting every character: whole runs of Latin (with all
# letters of Vietnamese), Greek, Cyrillic, punctuation, signs and mathematical letters.
_DRAWN: Final = (
    (0x20, 0x7E),
    (0xA0, 0x484),
    (0x487, 0x4FF),
    (0x1D00, 0x1DBF),
    (0x1E00, 0x2040),
    (0x2044, 0x2052),
    (0x2054, 0x20C0),
    (0x2100, 0x211E),
    (0x2126, 0x2151),
    (0x2153, 0x2184),
    (0x2190, 0x23FF),
    (0x2460, 0x2606),
    (0x2609, 0x262F),
    (0x270C, 0x2714),
    (0x2717, 0x2726),
    (0x272A, 0x274B),
    (0x2761, 0x277F),
    (0x27B1, 0x2BFF),
    (0x2C60, 0x2CFF),
    (0xFB00, 0xFB04),
    (0xFE00, 0xFE0F),
    (0xFFFC, 0xFFFD),
    (0x1D400, 0x1D7FF),
)
_UNSEEN: Final = frozenset(("Cc", "Cf", "Co", "Cs", "Cn"))


def printable(text: str) -> str:
    """The text in NFC, on one line; a character that no font draws stands as its number.

    What nobody can see stands as its number too (zero-width characters, turns of the reading
    order): spam hides words with it, and on paper it would prove nothing.
    """
    return "".join(_drawn(character) for character in unicodedata.normalize("NFC", text))


def _drawn(character: str) -> str:
    if character.isspace():
        return " "
    code = ord(character)
    seen = unicodedata.category(character) not in _UNSEEN
    if seen and any(low <= code <= high for low, high in _DRAWN):
        return character
    return f"[U+{code:04X}]"
