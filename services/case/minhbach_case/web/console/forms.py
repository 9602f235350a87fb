"""From a posted form to the domain's command; what cannot be read is said field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeVar, get_args

from minhbach_case.domain.commands import (
    ACTS,
    CITATION_LIMIT,
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
    Upload,
)
from minhbach_case.web.texts import read_date
from minhbach_shared.vocabulary import DUTIES

FaultCode = Literal[
    "missing",
    "no_date",
    "not_a_choice",
    "too_long",
    "too_many_files",
    "file_too_large",
    "file_type",
]
Assignment = Literal["me", "nobody"]
ASSIGNMENTS: Final[tuple[Assignment, ...]] = get_args(Assignment)
IRREVERSIBLE: Final[tuple[Act, ...]] = ("decide", "decide_appeal", "retract", "erase")
# No sequence and no number that a store takes has more.
_DIGITS: Final = 16
"""What cannot be taken back asks once more; all else does not (it would be clicked away)."""
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

    def __init__(self, values: Values, me: str, uploads: tuple[Upload, ...]) -> None:
        self._values = values
        self.me = me
        self.uploads = uploads
        self.faults: list[Fault] = []

    def text(self, name: str, *, needed: bool, limit: int = TEXT_LIMIT) -> str:
        value = self._values.get(name, "").replace("\r\n", "\n").strip()
        if needed and not value:
            self.faults.append(Fault(name, "missing"))
        if len(value) > limit:
            self.faults.append(Fault(name, "too_long"))
        return value

    def day(self, name: str) -> date:
        day = self.day_or_none(name)
        if day is None and not any(fault.field == name for fault in self.faults):
            self.faults.append(Fault(name, "missing"))
        return day or date.min

    def day_or_none(self, name: str) -> date | None:
        value = self.text(name, needed=False)
        day = read_date(value)
        if value and day is None:
            self.faults.append(Fault(name, "no_date"))
        return day

    def ticked(self, name: str) -> bool:
        return self._values.get(name) == "yes"

    def sure(self) -> None:
        if not self.ticked("sure"):
            self.faults.append(Fault("sure", "missing"))

    def choice(self, name: str, choices: tuple[WordT, ...]) -> WordT:
        value = self.text(name, needed=True)
        for choice in choices:
            if choice == value:
                return choice
        if value:
            self.faults.append(Fault(name, "not_a_choice"))
        return choices[0]


def read_command(
    values: Values, *, me: str = "", uploads: tuple[Upload, ...] = ()
) -> Command | Faults:
    """The command that a form asks for, or all that is wrong with it.

    Args:
        me: the account that fills it in.
        uploads: the files that came with it.
    """
    act = as_act(values.get("act"))
    if act is None:
        return Faults((Fault("act", "not_a_choice"),))
    fields = _Fields(values, me, uploads)
    command = _READERS[act](fields)
    if act in IRREVERSIBLE:
        fields.sure()
    return Faults(tuple(fields.faults)) if fields.faults else command


def as_act(word: str | None) -> Act | None:
    """The act that a form names, if it is one."""
    return next((act for act in ACTS if act == word), None)


def _notify(fields: _Fields) -> Command:
    return Notify(
        served_on=fields.day("served_on"),
        way=fields.choice("way", get_args(ServiceWay)),
        citation_confirmed=fields.ticked("citation_confirmed"),
        mend_by=fields.day_or_none("mend_by"),
    )


def _record_reply(fields: _Fields) -> Command:
    text = fields.text("text", needed=True)
    return RecordReply(fields.day("received_on"), text, fields.ticked("mended"))


def _reply(fields: _Fields) -> Command:
    return Reply(fields.text("text", needed=True), fields.uploads, fields.ticked("mended"))


def _propose(fields: _Fields) -> Command:
    outcome: Outcome = fields.choice("outcome", get_args(Outcome))
    return Propose(outcome, fields.text("reasons", needed=True))


def _disagree(fields: _Fields) -> Command:
    to: Disagreement = fields.choice("to", get_args(Disagreement))
    return Disagree(to, fields.text("reason", needed=True))


def _decide_appeal(fields: _Fields) -> Command:
    result: AppealResult = fields.choice("result", get_args(AppealResult))
    standing = tuple(duty for duty in DUTIES if fields.ticked(f"duty.{duty}"))
    if result == "lessened" and not standing:
        fields.faults.append(Fault("duties", "missing"))
    duties = standing if result == "lessened" else ()
    return DecideAppeal(result, fields.text("reasons", needed=True), duties)


def _correct(fields: _Fields) -> Command:
    cited = fields.text("cited", needed=False, limit=CITATION_LIMIT)
    corrected = fields.text("corrected", needed=bool(cited), limit=CITATION_LIMIT)
    if corrected and not cited:
        fields.faults.append(Fault("cited", "missing"))
    return Correct(fields.text("reason", needed=True), cited, corrected)


def recipient(word: str, me: str) -> str | None:
    """Whom a form gives a case to: me, nobody (None), or a colleague by the account's seal."""
    match word:
        case "me":
            return me
        case "nobody":
            return None
        case _:
            return word


def _assign(fields: _Fields) -> Command:
    return Assign(recipient(fields.text("to_whom", needed=True), fields.me))


def _reason(command: Callable[[str], Command]) -> Callable[[_Fields], Command]:
    return lambda fields: command(fields.text("reason", needed=True))


_READERS: Final[Mapping[Act, Callable[[_Fields], Command]]] = {
    "review": lambda _: Review(),
    "dismiss": _reason(Dismiss),
    "notify": _notify,
    "record_reply": _record_reply,
    "reply": _reply,
    "propose": _propose,
    "decide": lambda fields: Decide(fields.text("reasons", needed=False)),
    "disagree": _disagree,
    "remedy": _reason(Remedy),
    "refer": _reason(Refer),
    "close": lambda fields: Close(fields.text("note", needed=False)),
    "record_appeal": lambda fields: RecordAppeal(
        fields.day("received_on"), fields.text("text", needed=True)
    ),
    "appeal": lambda fields: Appeal(fields.text("text", needed=True), fields.uploads),
    "decide_appeal": _decide_appeal,
    "correct": _correct,
    "retract": _reason(Retract),
    "assign": _assign,
    "pause": _reason(Pause),
    "resume": lambda _: Resume(),
    "hold": _reason(Hold),
    "release": _reason(Release),
    "erase": _reason(Erase),
}


def step_seen(word: str) -> int:
    """The step that a form's page showed last; 0 where the word names none that a store counts."""
    return int(word) if word.isdecimal() and len(word) < _DIGITS else 0
