"""Invented texts as promotion and honest pages write them (``spam_samples.yaml``)."""

from functools import cache
from pathlib import Path
from typing import cast

import yaml

from minhbach_shared.vocabulary import Duty


@cache
def _samples() -> dict[str, object]:
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    return cast("dict[str, object]", yaml.safe_load(text))


def promotions() -> list[tuple[Duty, str]]:
    """Each with the duty that it breaches."""
    families = cast("dict[Duty, str]", _samples()["promotions"])
    return [(duty, line) for duty, lines in families.items() for line in lines.splitlines()]


def honest() -> list[str]:
    """None of them breaches anything."""
    return cast("str", _samples()["honest"]).splitlines()
