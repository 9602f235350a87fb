"""From a posted form to the domain's command; what cannot be read is said field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeVar, get_args

from minhbach_case.domain.commands import (
    ACTS,
    TEXT_LIMIT,
    Act,
    Appeal,
    AppealResult,
    Assign,
    Close,
    Command,
    Correct,
    Decide,
    DecideAppeal,
    Disagree,
    Disagreement,
    Dismiss,
    Erase,
    Hold,
    Notify,
    Outcome,
    Pause,
    Propose,
    RecordAppeal,
    RecordReply,
    Refer,
    Release,
    Remedy,
    Reply,
    Resume,
    Retract,
    Review,
    ServiceWay,
)
from minhbach_case.web.texts import read_date
from minhbach_shared.vocabulary import DUTIES

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

    def optional_day(self, name: str) -> date | None:
        return self.day(name) if self._values.get(name, "").strip() else None

    def choices(self, name: str, choices: tuple[WordT, ...]) -> list[WordT]:
        """Several choices in one field, a line each."""
        chosen = self.text(name, needed=False).split()
        known = [choice for choice in choices if choice in chosen]
        if len(known) != len(set(chosen)):
            self.faults.append(Fault(name, "not_a_choice"))
        return known

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
        mend_by=fields.optional_day("mend_by"),
    )


def _record_reply(fields: _Fields) -> Command:
    return RecordReply(fields.day("received_on"), fields.text("text", needed=True))


def _propose(fields: _Fields) -> Command:
    outcome: Outcome = fields.choice("outcome", get_args(Outcome))
    return Propose(outcome, fields.text("reasons", needed=True))


def _disagree(fields: _Fields) -> Command:
    to: Disagreement = fields.choice("to", get_args(Disagreement))
    return Disagree(to, fields.text("reason", needed=True))


def _record_appeal(fields: _Fields) -> Command:
    return RecordAppeal(fields.day("received_on"), fields.text("text", needed=True))


def _decide_appeal(fields: _Fields) -> Command:
    result: AppealResult = fields.choice("result", get_args(AppealResult))
    duties = tuple(fields.choices("duties", DUTIES))
    return DecideAppeal(result, fields.text("reasons", needed=True), duties)


def _correct(fields: _Fields) -> Command:
    return Correct(
        fields.text("reason", needed=True),
        fields.text("cited", needed=False),
        fields.text("corrected", needed=False),
    )


_READERS: Final[Mapping[Act, Callable[[_Fields], Command]]] = {
    "review": lambda _: Review(),
    "dismiss": lambda fields: Dismiss(fields.text("reason", needed=True)),
    "notify": _notify,
    "record_reply": _record_reply,
    "propose": _propose,
    "decide": lambda fields: Decide(fields.text("reasons", needed=False)),
    "disagree": _disagree,
    "reply": lambda fields: Reply(fields.text("text", needed=True)),
    "remedy": lambda fields: Remedy(fields.text("reason", needed=True)),
    "refer": lambda fields: Refer(fields.text("reason", needed=True)),
    "close": lambda fields: Close(fields.text("note", needed=False)),
    "record_appeal": _record_appeal,
    "appeal": lambda fields: Appeal(fields.text("text", needed=True)),
    "decide_appeal": _decide_appeal,
    "correct": _correct,
    "retract": lambda fields: Retract(fields.text("reason", needed=True)),
    "assign": lambda fields: Assign(fields.text("to", needed=False) or None),
    "pause": lambda fields: Pause(fields.text("reason", needed=True)),
    "resume": lambda _: Resume(),
    "hold": lambda fields: Hold(fields.text("reason", needed=True)),
    "release": lambda fields: Release(fields.text("reason", needed=True)),
    "erase": lambda fields: Erase(fields.text("reason", needed=True)),
}
