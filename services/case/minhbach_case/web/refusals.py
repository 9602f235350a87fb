"""How a refusal is told: its HTTP status, and its words in both languages."""

from collections.abc import Mapping
from typing import Final

from minhbach_case.errors import ActRefused, Missing, RefusalCode, WindowOpen, Wrong
from minhbach_case.web.texts import Texts, show_time

STATUS: Final[Mapping[RefusalCode, int]] = {
    "not_found": 404,
    "not_allowed": 403,
    "four_eyes": 403,
    "wrong_state": 409,
    "window_open": 409,
    "nothing_left": 409,
    "stale": 409,
    "too_late": 409,
    "stopped": 409,
    "on_hold": 409,
    "not_served": 409,
    "period_running": 409,
    "does_not_add": 409,
    "issued_meanwhile": 409,
    "unchanged": 409,
    "missing": 422,
    "wrong": 422,
    "cannot_work": 422,
}


class Unauthenticated(Exception):
    """Nobody, or nobody any more: log in again."""

    def __init__(self, *, had_word: bool = False) -> None:
        super().__init__("nobody is logged in")
        self.had_word = had_word


class Forbidden(Exception):
    """The account's role does not do this."""


class ForgedForm(Exception):
    """A form came back without the seal of its session."""


def field_of(error: ActRefused) -> str | None:
    """The form field that a refusal is about, if it is about one."""
    return error.field if isinstance(error, Missing | Wrong) else None


def told(texts: Texts, error: ActRefused) -> str:
    """What was wrong and what to do, in one language."""
    match error:
        case Wrong(field=field) if texts.has(f"refusal.wrong.{field}"):
            return texts(f"refusal.wrong.{field}")
        case Missing(field=field) | Wrong(field=field):
            return texts(f"refusal.{error.code}", field=_field_name(texts, field))
        case WindowOpen(until=until):
            return texts("refusal.window_open", until=show_time(until))
        case _:
            return texts(f"refusal.{error.code}")


def _field_name(texts: Texts, field: str) -> str:
    key = f"form.{field}"
    return texts(key) if texts.has(key) else field
