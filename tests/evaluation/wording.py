"""Texts taken apart as an editor would: sentences, paragraphs, and what two texts share.

Written apart from the classifier, so that its mistakes are not repeated in the labels.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

_SENTENCE: Final = re.compile(r"(?<=[.!?…])([\"”’')\]]*)\s+(?=[\"“‘'(\[–-]*\s?[A-ZÀ-ỸĐ0-9])")
_WORD: Final = re.compile(r"\w+")
_APART: Final = re.compile(
    r"\b(?:ảnh|hình|nguồn|video|clip|đồ họa|minh họa|getty|afp|theo|xem thêm|bấm|click)\b",
    re.IGNORECASE,
)
"""Words of captions, credits and boilerplate: such a sentence is no part of the quoted text."""
_CAPTION: Final = re.compile(
    r"\b(?:Ảnh|Hình|Nguồn|Video|Clip|Đồ họa)\b|\b(?:minh họa|internet)\b|:$"
)
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:TP|Tp|ThS|TS|PGS|GS|BS|Q|P|St|Mr|Mrs|vs|No)|\b[A-ZĐ])\.$"
)
_SHINGLE: Final = 5


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph, in order, without the spaces between them."""
    found: list[str] = []
    start = 0
    for cut in _SENTENCE.finditer(text):
        if _ABBREVIATED.search(text[start : cut.start()]):
            continue
        found.append(text[start : cut.end(1)].strip())
        start = cut.end()
    return [s for s in (*found, text[start:].strip()) if s]


def paragraphs(text: str, size: int = 3) -> list[list[str]]:
    """Sentences in paragraphs: those of the text, long ones cut after ``size`` sentences."""
    found: list[list[str]] = []
    for line in text.split("\n"):
        said = sentences(line.strip())
        found += [said[at : at + size] for at in range(0, len(said), size)]
    return found


def is_plain(sentence: str) -> bool:
    """Whether a sentence is surely of the quoted text: whole, no caption, no credit."""
    return (
        len(sentence.split()) >= 9
        and sentence.lstrip("“\"‘'")[:1].isupper()
        and sentence[-1] in '.!?”"'
        and not _APART.search(sentence)
    )


def is_apart(sentence: str) -> bool:
    """Whether a caption may be in it, which no reader counts as the text's."""
    return _CAPTION.search(sentence) is not None


def joined(parts: Sequence[Sequence[str]]) -> str:
    """Paragraphs of sentences as one text, a line each."""
    return "\n".join(" ".join(p) for p in parts if p)


def words(text: str) -> list[str]:
    """Folded words, for comparison only."""
    spread = unicodedata.normalize("NFKD", text.casefold()).replace("đ", "d")
    return _WORD.findall("".join(c for c in spread if not unicodedata.combining(c)))


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every five neighbouring words."""
    said = words(text)
    return frozenset(tuple(said[i : i + _SHINGLE]) for i in range(len(said) - _SHINGLE + 1))


def containment(copy: str, source: str) -> float:
    """The share of a copy's shingles that stand in a source, 0 to 1."""
    ours = shingles(copy)
    return len(ours & shingles(source)) / len(ours) if ours else 0.0


class Overlaps:
    """Which of many texts share words, by a sample of their shingles."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._samples = [self._sample(text) for text in texts]
        self._holders: dict[tuple[str, ...], list[int]] = {}
        for at, sample in enumerate(self._samples):
            for shingle in sample:
                self._holders.setdefault(shingle, []).append(at)

    @staticmethod
    def _sample(text: str) -> frozenset[tuple[str, ...]]:
        # Chosen by their letters, so that equal shingles are sampled in every text alike.
        return frozenset(
            s for s in shingles(text) if (len(s[0]) + len(s[2]) * 3 + len(s[4])) % 4 == 0
        )

    def most(self, at: int) -> float:
        """The largest share of a text's sample that one other text holds."""
        shared: dict[int, int] = {}
        for shingle in self._samples[at]:
            for other in self._holders[shingle]:
                if other != at:
                    shared[other] = shared.get(other, 0) + 1
        return max(shared.values(), default=0) / max(1, len(self._samples[at]))
