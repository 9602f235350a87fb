"""Writing that evades search: signs inside words, foreign marks, letters apart, digits for letters.

Few blocks are written so, and all are asked: what cannot be is told by searches over the whole
page, or over a whole block, and only what is left is looked at word by word.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import Final

from minhbach_classifier.domain.lexicon import is_bare
from minhbach_classifier.domain.model import Range

_SHORT: Final = 400
"""Characters beyond which nobody writes disguised; articles are longer."""
_MOST_READ: Final = 1000
"""Blocks that are looked at."""
_FEW: Final = 3
"""Odd words from which a block is disguised."""

_SIGN_INSIDE: Final = re.compile(
    r"""[^\W\d_][.,;:'"*~!^_)(}{`|-]{1,2}[^\W\d_]|[^\W\d_][0-9@$][^\W\d_]"""
)
_BROKEN: Final = re.compile(r"""[^\W\d_][/,:;'"*~!^)(}{`]{1,2}(?=[^\W\d_])""")
_MARKED: Final = "öüäåøñßœń¡ÖÜÄÅ\u212bØÑẞŒŃ"
_FOREIGN: Final = re.compile(f"[{_MARKED}]")
_MAY_BE_ODD: Final = re.compile(
    rf"""[/.,;:'"*~!^_)(}}{{`|\-0-9@${_MARKED}]"""
    rf"""(?:(?<=[{_MARKED}])|(?<=[^\W\d_].)[/.,;:'"*~!^_)(}}{{`|-]?(?=[^\W\d_]))"""
)
"""Every sign of the three above; found at least as often in a text as they make its words odd."""
_CAMEL: Final = re.compile(r"[a-z][A-Z]")
_SPACED: Final = re.compile(r"(?<![^\W_])(?:[^\W\d_][ ._/-]{1,4}){3,}[^\W\d_](?![^\W_])")
_MAY_BE_SPACED: Final = re.compile(r"[ ._/-][^\W\d_][ ._/-]{1,4}[^\W\d_][ ._/-]")
"""The inner letters of the shortest; it begins with what is rare, so it is searched quickly."""
_INITIALS: Final = re.compile(r"(?:[^\W\d_a-z][.-]\s?)+[^\W\d_a-z]")
_SWAPPED: Final = re.compile(r"(?<![\w.])(?:[^\W\d_]+[013@][^\W\d_]{1,5}|[^\W\d_]{2,4}0)(?![\w.])")
"""A digit in a letter's place (``TR0NG``, ``d1eu``)."""
_MAY_BE_SWAPPED: Final = re.compile(r"[013@](?<=[^\W\d_].)")
"""What each of them has; it begins with what is rare, so it is searched quickly."""
_CODE: Final = re.compile(r"\{\{|\{%|->|=>|==|\(\);")
"""Of templates and programs, which are no writing."""
_ADDRESS: Final = re.compile(r"\w\.(?:com|vn|net|org|info|gov|edu)|://|@\w|www\.", re.IGNORECASE)


def disguised_blocks(text: str, near: Iterable[int]) -> list[Range]:
    """The short blocks of a page that are written to evade, in order.

    Args:
        near: places whose blocks are looked at in any case; others need two signs of disguise.
    """
    places = sorted((*odd_places(text), *(at for place in near for at in (place, place))))
    short = (b for b in _with_two(text, places) if b.end - b.start <= _SHORT)
    return [b for b in islice(short, _MOST_READ) if is_disguised(text[b.start : b.end])]


def _with_two(text: str, places: Iterable[int]) -> Iterator[Range]:
    """The blocks that hold two or more of some places; these in order."""
    block, met = Range(0, -1), 0
    for at in places:
        if at > block.end:
            before, end = text.rfind("\n", max(0, block.end), at), text.find("\n", at)
            block, met = Range(before + 1, len(text) if end < 0 else end), 0
        met += 1
        if met == 2:
            yield block


def odd_places(text: str) -> Iterator[int]:
    """Where a sign stands inside a word, or letters apart: a cheap reason to look closer.

    The text is read as one byte a character, so that whole pages are scanned quickly: a letter,
    a capital, a digit, a sign that stands inside broken words, one that stands in honest words
    too. Letters outside Latin-1 count as letters.
    """
    kinds = text.encode("latin-1", "replace").translate(_KINDS)
    for apart in (_APART, _APART.upper()):
        at = kinds.find(apart)
        while at >= 0:
            yield at
            yield at + len(apart) - 1
            at = kinds.find(apart, at + 1)
    for pattern in (_DOTTED, _JOINED, _DIGIT_INSIDE):
        yield from (found.start() for found in pattern.finditer(kinds))


def _kind_of_byte(byte: int) -> int:
    character = chr(byte)
    if byte in _FOREIGN_BYTES or character in _INSIDE_SIGNS:
        return ord(".")
    if character in "/-":
        return ord("-")
    if character.isdigit():
        return ord("0")
    if character.isalpha() or character == "?":
        return ord("A") if character.isupper() and byte < 128 else ord("a")
    return ord(" ") if character == " " else ord("_")


_FOREIGN_BYTES: Final = "öüäåøñß¡ÖÜÄÅØÑ".encode("latin-1")
_INSIDE_SIGNS: Final = frozenset(".,;:'\"*~!^_)(}{`|@$")
_KINDS: Final = bytes(map(_kind_of_byte, range(256)))
_APART: Final = b" a a a a "
_DOTTED: Final = re.compile(rb"\.(?<=[aA0]\.)\.?(?=[aA])")
_JOINED: Final = re.compile(rb"-(?<=[aA]-)-?(?=a)")
_DIGIT_INSIDE: Final = re.compile(rb"0(?<=[aA]0)(?=[aA])")


def is_disguised(text: str) -> bool:
    """Whether many of a block's words are written to evade: signs inside words, foreign marks."""
    if len(text) > _SHORT or not (_is_broken(text) or _is_swapped(text) or _is_spaced(text)):
        return False
    return _CODE.search(text) is None


def _is_broken(text: str) -> bool:
    """Whether words are odd, three and one in ten or, among Vietnamese letters, in five."""
    words = text.split()
    enough = max(_FEW, 0.1 * len(words))
    if _most_odd(text, words) < enough:
        return False
    odd = sum(map(_oddness, words))
    return odd >= enough and (odd >= 0.2 * len(words) or is_bare(text))


def _most_odd(text: str, words: Iterable[str]) -> int:
    """A number that the oddness of a block's words does not exceed, quickly told."""
    mixed = [w for w in words if not (w.islower() or w.istitle() or w.isupper())]
    return len(_MAY_BE_ODD.findall(text)) + sum(map(_is_camel, mixed))


def _oddness(word: str) -> int:
    """How often a word is broken; an address that is not broken by other signs counts nothing."""
    if word.isalpha():
        return int(_FOREIGN.search(word) is not None or _is_camel(word))
    broken = len(_BROKEN.findall(word))
    if broken >= 2:
        return broken
    return int(_is_odd(word) and _ADDRESS.search(word) is None)


def _is_odd(word: str) -> bool:
    signs = _SIGN_INSIDE.search(word) or _FOREIGN.search(word)
    return signs is not None or _is_camel(word)


def _is_camel(word: str) -> bool:
    """Whether a capital follows a small letter."""
    if word.isascii():
        return _CAMEL.search(word) is not None
    return any(a.islower() and b.isupper() for a, b in pairwise(word))


def _is_swapped(text: str) -> bool:
    """Whether digits stand in letters' places, in three words."""
    return len(_MAY_BE_SWAPPED.findall(text)) >= _FEW and len(_SWAPPED.findall(text)) >= _FEW


def _is_spaced(text: str) -> bool:
    """Whether a word's letters stand apart; the initials of a person, as news give them, do too."""
    if _MAY_BE_SPACED.search(text) is None:
        return False
    return any(not _INITIALS.fullmatch(found.group()) for found in _SPACED.finditer(text))
