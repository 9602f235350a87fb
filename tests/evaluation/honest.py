"""Honest texts on the same subjects as the promotions: health, warnings, raids, trials, the law."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final

import yaml

_PLACES: Final = (
    "huyện Chợ Gạo", "thành phố Mỹ Tho", "huyện Sơn Dương", "quận Ninh Kiều", "thị xã Gò Công",
)  # fmt: skip


Texts = Mapping[str, Sequence[Mapping[str, str]]]


def honest_texts() -> Texts:
    """Each subject's texts, with headlines."""
    path = Path(__file__).with_suffix(".yaml")
    found: Texts = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def told(text: Mapping[str, str], chance: Random) -> tuple[str, str]:
    """Headline and text, the slots filled."""
    place = chance.choice(_PLACES)
    said = text["text"].format(place=place, n=chance.randint(3, 60), m=chance.randint(20, 900))
    return text["title"], said
