"""The console's words: Vietnamese first, English too; one catalogue a language, the same keys."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final, Literal

from minhbach_case.domain.clocks import end_of, last_day

Language = Literal["vi", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")

# Viet Nam has kept UTC+7 without summer time since 1975: no time zone database is needed.
_VIET_NAM: Final = timezone(timedelta(hours=7), "UTC+7")


@dataclass(frozen=True, slots=True)
class Texts:
    """One language's words."""

    language: Language
    words: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The words under a key, with values put in.

        Raises:
            KeyError: the catalogue has no such key.
        """
        return self.words[key].format(**values) if values else self.words[key]

    def has(self, key: str) -> bool:
        """Whether the catalogue has this key."""
        return key in self.words


def read_texts(folder: Path) -> dict[Language, Texts]:
    """Reads ``vi.json`` and ``en.json``: flat objects of words."""
    return {
        language: Texts(language, json.loads((folder / f"{language}.json").read_text("utf-8")))
        for language in LANGUAGES
    }


def as_language(word: str | None) -> Language | None:
    """The language that a parameter or a cookie names, if it is one of ours."""
    match word:
        case "vi":
            return "vi"
        case "en":
            return "en"
        case _:
            return None


def show_time(moment: datetime) -> str:
    """A moment on Viet Nam's clock: ``22/11/2026 07:34``."""
    return moment.astimezone(_VIET_NAM).strftime("%d/%m/%Y %H:%M")


def show_due(moment: datetime) -> str:
    """When a clock ends: with its last day, ``22/11/2026``, or within a day, at a time."""
    last = last_day(moment)
    return show_date(last) if end_of(last) == moment else show_time(moment)


def show_date(day: date) -> str:
    """A day as ``22/11/2026``."""
    return day.strftime("%d/%m/%Y")


def local_date(moment: datetime) -> date:
    """The day that a moment belongs to on Viet Nam's clock."""
    return moment.astimezone(_VIET_NAM).date()


def moment_of(day: date) -> datetime:
    """The first moment of a day on Viet Nam's clock, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=_VIET_NAM).astimezone(UTC)


def read_date(text: str) -> date | None:
    """A day as people write it (``22/11/2026``) or as a date field sends it (``2026-11-22``)."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None
