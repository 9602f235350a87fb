"""What was filled into a form: read by its fields, kept apart where it names people."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from minhbach_case.domain.filings.form import FormField, ReportForm

Answer = str | int | bool
"""As it is kept: words, a number, yes or no; a day as its ISO date, a choice as its value."""
Given = Mapping[str, Answer | None]
AnswerFault = Literal[
    "missing",
    "unknown_field",
    "too_long",
    "no_number",
    "too_small",
    "too_large",
    "no_date",
    "no_choice",
    "no_email",
    "no_phone",
]
_EMAIL: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
_PHONE: Final = re.compile(r"\+?[\d ().-]{8,20}")
_NUMBER: Final = re.compile(r"-?\d{1,15}")
_DAYS: Final = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"),
)
_YES: Final[Mapping[str, bool]] = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Answers:
    """What was filled in and can be kept; ``personal`` names people."""

    open: Mapping[str, Answer] = field(default_factory=dict)
    personal: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, Answer]:
        """Every answer by its field."""
        return {**self.open, **self.personal}


@dataclass(frozen=True, slots=True)
class Faulty:
    """What is wrong, by field."""

    faults: Mapping[str, AnswerFault]


def read_answers(form: ReportForm, given: Given, *, whole: bool) -> Answers | Faulty:
    """What was filled in, or all that is wrong with it.

    Args:
        whole: whether every required field must be there; a signed file stands for them.
    """
    faults: dict[str, AnswerFault] = dict(_unknown(form, given))
    answers: dict[bool, dict[str, Answer]] = {True: {}, False: {}}
    for one in form.fields:
        raw = _plain(given.get(one.name))
        if raw is None:
            if whole and one.required:
                faults[one.name] = "missing"
            continue
        read, fault = _read(one, raw)
        if fault is not None:
            faults[one.name] = fault
        elif read is not None:
            answers[one.personal][one.name] = read
    return Faulty(faults) if faults else Answers(answers[False], answers[True])


def _unknown(form: ReportForm, given: Given) -> Iterator[tuple[str, AnswerFault]]:
    known = {one.name for one in form.fields}
    return ((name[:60], "unknown_field") for name in given if name not in known)


def _plain(raw: Answer | None) -> str | None:
    match raw:
        case None:
            return None
        case bool():
            return "yes" if raw else "no"
        case _:
            # An unpaired surrogate, or a control, stands in no store and in no file.
            words = str(raw).encode("utf-8", "ignore").decode()
            kept = "".join(c for c in words if c in "\n\t" or unicodedata.category(c) != "Cc")
            return unicodedata.normalize("NFC", kept).strip() or None


def _read(one: FormField, raw: str) -> tuple[Answer | None, AnswerFault | None]:
    match one.kind:
        case "whole_number":
            return _number(one, raw)
        case "day":
            day = read_day(raw)
            return (day.isoformat(), None) if day else (None, "no_date")
        case "yes_no":
            return (_YES[raw], None) if raw in _YES else (None, "no_choice")
        case "choice":
            known = {option.value for option in one.options}
            return (raw, None) if raw in known else (None, "no_choice")
        case _:
            return _words(one, raw)


def _words(one: FormField, raw: str) -> tuple[Answer | None, AnswerFault | None]:
    if len(raw) > one.limit:
        return None, "too_long"
    if one.kind == "email" and not _EMAIL.fullmatch(raw):
        return None, "no_email"
    if one.kind == "phone" and not _PHONE.fullmatch(raw):
        return None, "no_phone"
    return raw, None


def _number(one: FormField, raw: str) -> tuple[Answer | None, AnswerFault | None]:
    # 1.200 and 1 200 are how people write twelve hundred here.
    digits = re.sub(r"(?<=\d)[. \u00a0](?=\d{3}(?!\d))", "", raw)
    if not _NUMBER.fullmatch(digits):
        return None, "no_number"
    number = int(digits)
    if one.least is not None and number < one.least:
        return None, "too_small"
    if one.most is not None and number > one.most:
        return None, "too_large"
    return number, None


def read_day(raw: str) -> date | None:
    """A day as people write it (``22/11/2026``) or as it is sent (``2026-11-22``)."""
    for place, pattern in enumerate(_DAYS):
        if found := pattern.fullmatch(raw):
            year, month, day = map(int, found.groups() if place == 0 else found.groups()[::-1])
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None
