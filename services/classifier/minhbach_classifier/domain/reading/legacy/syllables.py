"""Whether a word is a Vietnamese syllable: how a page's charset is told where nothing tells it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_ONSETS: Final = (
    [
        "b",
        "c",
        "ch",
        "d",
        "đ",
        "g",
        "gh",
        "gi",
        "h",
        "k",
        "kh",
        "l",
        "m",
        "n",
        "ng",
        "ngh",
        "nh",
        "p",
        "ph",
        "qu",
        "r",
        "s",
        "t",
        "th",
        "tr",
        "v",
        "x",
    ],
    [
        "a",
        "ac",
        "ach",
        "ai",
        "am",
        "an",
        "ang",
        "anh",
        "ao",
        "ap",
        "at",
        "au",
        "ay",
        "ăc",
        "ăm",
        "ăn",
        "ăng",
        "ăp",
        "ăt",
        "âc",
        "âm",
        "ân",
        "âng",
        "âp",
        "ât",
        "âu",
        "ây",
        "e",
        "ec",
        "em",
        "en",
        "eng",
        "eo",
        "ep",
        "et",
        "ê",
        "êch",
        "êm",
        "ên",
        "ênh",
        "êp",
        "êt",
        "êu",
        "i",
        "ia",
        "ich",
        "im",
        "in",
        "inh",
        "ip",
        "it",
        "iu",
        "iêc",
        "iêm",
        "iên",
        "iêng",
        "iêp",
        "iêt",
        "iêu",
        "o",
        "oa",
        "oac",
        "oach",
        "oai",
        "oam",
        "oan",
        "oang",
        "oanh",
        "oao",
        "oap",
        "oat",
        "oay",
        "oăc",
        "oăm",
        "oăn",
        "oăng",
        "oăt",
        "oe",
        "oen",
        "oeo",
        "oet",
        "oi",
        "om",
        "on",
        "ong",
        "ooc",
        "oong",
        "op",
        "ot",
        "oc",
        "ô",
        "ôc",
        "ôi",
        "ôm",
        "ôn",
        "ông",
        "ôp",
        "ôt",
        "ơ",
        "ơi",
        "ơm",
        "ơn",
        "ơp",
        "ơt",
        "u",
        "ua",
        "uân",
        "uâng",
        "uât",
        "uây",
        "uc",
        "ui",
        "um",
        "un",
        "ung",
        "up",
        "ut",
        "uê",
        "uêch",
        "uênh",
        "uêu",
        "uơ",
        "uy",
        "uya",
        "uych",
        "uyn",
        "uynh",
        "uyt",
        "uyu",
        "uyên",
        "uyêt",
        "uôc",
        "uôi",
        "uôm",
        "uôn",
        "uông",
        "uôt",
        "ư",
        "ưa",
        "ưc",
        "ưi",
        "ưm",
        "ưn",
        "ưng",
        "ưt",
        "ưu",
        "ươc",
        "ươi",
        "ươm",
        "ươn",
        "ương",
        "ươp",
        "ươt",
        "ươu",
        "y",
        "yêm",
        "yên",
        "yêng",
        "yêt",
        "yêu",
    ],
)
_STOPPED: Final = ("c", "ch", "p", "t")
_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_OF_STOPPED: Final = frozenset("\u0301\u0323")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LONGEST: Final = 8
"""Letters, as many as ``nghiêng`` and one mark more."""


@lru_cache(maxsize=1)
def _toneless() -> frozenset[str]:
    onsets, rimes = _ONSETS
    return frozenset(onset + rime for onset in ("", *onsets) for rime in rimes)


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether it could be one, spelt and capitalised as Vietnamese is."""
    if len(word) > _LONGEST or not (word[1:].islower() or word.isupper() or len(word) == 1):
        return False
    spread = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(spread)
    letters = unicodedata.normalize("NFC", _TONES.sub("", spread))
    if len(tones) > 1 or letters not in _toneless():
        return False
    return not letters.endswith(_STOPPED) or _OF_STOPPED.issuperset(tones)


@dataclass(frozen=True, slots=True)
class Score:
    """Of a text's words that are not plain ASCII, how many are Vietnamese syllables."""

    words: int
    spoken: int
    distinct: int

    @property
    def share(self) -> float:
        """0 to 1; 0 without any such word."""
        return self.spoken / self.words if self.words else 0.0


def score(text: str) -> Score:
    """Single letters tell nothing and are not counted."""
    marked = [w for w in _WORD.findall(text) if len(w) > 1 and not w.isascii()]
    spoken = [w for w in marked if is_syllable(w)]
    return Score(len(marked), len(spoken), len({w.lower() for w in spoken}))
