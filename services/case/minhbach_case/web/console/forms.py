"""From a posted form to the domain's command; what cannot be read is said field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeVar, get_args

from minhbach_case.domain.commands import (
    ACTS,
    TEXT_LIMIT,
    Act,
    Close,
    Command,
    Decide,
    Disagree,
    Disagreement,
    Dismiss,
    Notify,
    Outcome,
    Propose,
    RecordReply,
    Review,
    ServiceWay,
)
from minhbach_case.web.texts import read_date

FaultCode = Literal["missing", "no_date", "not_a_choice", "too_long"]
Values = Mapping[str, str]
WordT = TypeVar("WordT", bound=str)


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that cannot be taken as it was filled in."""

    field: str
    code: FaultCode


@dataclass(frozen=True, slots=True)
class Faults:
    """What has to be mended before the form can be taken."""

    faults: tuple[Fault, ...]


class _Fields:
    """Reads fields and gathers all that is wrong with them, not only the first."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self.faults: list[Fault] = []

    def text(self, name: str, *, needed: bool) -> str:
        value = self._values.get(name, "").replace("\r\n", "\n").strip()
        if needed and not value:
            self.faults.append(Fault(name, "missing"))
        if len(value) > TEXT_LIMIT:
            self.faults.append(Fault(name, "too_long"))
        return value

    def day(self, name: str) -> date:
        value = self.text(name, needed=True)
        day = read_date(value)
        if value and day is None:
            self.faults.append(Fault(name, "no_date"))
        return day or date.min

    def choice(self, name: str, choices: tuple[WordT, ...]) -> WordT:
        value = self.text(name, needed=True)
        for choice in choices:
            if choice == value:
                return choice
        if value:
            self.faults.append(Fault(name, "not_a_choice"))
        return choices[0]


def read_command(values: Values) -> Command | Faults:
    """The command that a form asks for, or all that is wrong with it."""
    act = as_act(values.get("act"))
    if act is None:
        return Faults((Fault("act", "not_a_choice"),))
    fields = _Fields(values)
    command = _READERS[act](fields)
    return Faults(tuple(fields.faults)) if fields.faults else command


def as_act(word: str | None) -> Act | None:
    """The act that a form names, if it is one."""
    return next((act for act in ACTS if act == word), None)


def _notify(fields: _Fields) -> Command:
    return Notify(
        served_on=fields.day("served_on"),
        way=fields.choice("way", get_args(ServiceWay)),
        citation_confirmed=fields.text("citation_confirmed", needed=False) == "yes",
    )


def _record_reply(fields: _Fields) -> Command:
    return RecordReply(fields.day("received_on"), fields.text("text", needed=True))


def _propose(fields: _Fields) -> Command:
    outcome: Outcome = fields.choice("outcome", get_args(Outcome))
    return Propose(outcome, fields.text("reasons", needed=True))


def _disagree(fields: _Fields) -> Command:
    to: Disagreement = fields.choice("to", get_args(Disagreement))
    return Disagree(to, fields.text("reason", needed=True))


_READERS: Final[Mapping[Act, Callable[[_Fields], Command]]] = {
    "review": lambda _: Review(),
    "dismiss": lambda fields: Dismiss(fields.text("reason", needed=True)),
    "notify": _notify,
    "record_reply": _record_reply,
    "propose": _propose,
    "decide": lambda fields: Decide(fields.text("reasons", needed=False)),
    "disagree": _disagree,
    "close": lambda fields: Close(fields.text("note", needed=False)),
}
