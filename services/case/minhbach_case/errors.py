"""The case service's errors; ``code`` is the contract with the API, the message is for people.

MinhBachError
├── Transient
│   ├── Contended            others keep taking the same steps: try again later
│   └── Unprintable          a document could not be set within its bounds
└── Refused
    ├── ActRefused           what a person asked for cannot be done
    │   ├── NotFound         no such case or site
    │   ├── NotAllowed       the role does not do this
    │   ├── WrongState       not possible from the case's state
    │   ├── FourEyes         a second person has to do this
    │   ├── WindowOpen       the operator may still reply
    │   ├── NothingLeft      every suspicion of the case was withdrawn
    │   ├── Missing          something that the act needs was not given
    │   ├── Wrong            something that was given cannot be so
    │   │   ├── CannotWork   who is named is no active officer or supervisor
    │   │   └── BadAnswers   answers of a report's form are missing or cannot be so
    │   ├── Stale            somebody else acted since the page was read
    │   ├── TooLate          the time for it is over
    │   ├── Stopped          the clocks stand still, or do not
    │   ├── OnHold           a legal hold stands in the way, or is as asked already
    │   ├── NotServed        the notice did not arrive, so silence says nothing
    │   ├── PeriodRunning    a report's period is not over
    │   ├── DoesNotAdd       figures of a report do not re-add
    │   ├── IssuedMeanwhile  another report on the same period was issued first
    │   └── Unchanged        a report says nothing that the issued one does not say
    └── UnreadableFile       the register file as a whole cannot be read
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal

from minhbach_shared.errors import Refused, Transient

RefusalCode = Literal[
    "not_found",
    "not_allowed",
    "wrong_state",
    "four_eyes",
    "window_open",
    "nothing_left",
    "missing",
    "wrong",
    "cannot_work",
    "stale",
    "too_late",
    "stopped",
    "on_hold",
    "not_served",
    "period_running",
    "does_not_add",
    "issued_meanwhile",
    "unchanged",
]


class Contended(Transient):
    """Other writers keep taking the same step."""


class Unprintable(Transient):
    """A document could not be set within its time and memory; the page shows the same words."""


class ActRefused(Refused):
    """What a person asked for cannot be done; nothing was changed."""

    code: ClassVar[RefusalCode]


class NotFound(ActRefused):
    """There is no such case or site."""

    code = "not_found"


class NotAllowed(ActRefused):
    """The account's role does not do this."""

    code = "not_allowed"


class WrongState(ActRefused):
    """The act is not possible from the state that the case is in."""

    code = "wrong_state"


class FourEyes(ActRefused):
    """Who proposed may not decide: a second person has to."""

    code = "four_eyes"


class WindowOpen(ActRefused):
    """The operator may still reply; ``until`` says how long."""

    code = "window_open"

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class NothingLeft(ActRefused):
    """Every suspicion that the act would rest on was withdrawn."""

    code = "nothing_left"


class Missing(ActRefused):
    """Something that the act needs was not given; ``field`` names it."""

    code = "missing"

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class Wrong(ActRefused):
    """Something that was given cannot be so; ``field`` names it."""

    code: ClassVar[RefusalCode] = "wrong"

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class CannotWork(Wrong):
    """A case is given to somebody who cannot work on one, or who is not there."""

    code = "cannot_work"


class BadAnswers(Wrong):
    """Answers of a report's form are missing or cannot be so; ``faults`` says which and why."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in faults.items()), "answers")
        self.faults = faults


class Stale(ActRefused):
    """Somebody else acted since the page was read: read it again."""

    code = "stale"


class TooLate(ActRefused):
    """The time for it is over, or it was done once already."""

    code = "too_late"


class Stopped(ActRefused):
    """The clocks of the case stand still, or do not, where the act needs the contrary."""

    code = "stopped"


class NotServed(ActRefused):
    """The notice did not reach the operator: its silence says nothing."""

    code = "not_served"


class OnHold(ActRefused):
    """A legal hold stands in the way, or is as asked already."""

    code = "on_hold"


class PeriodRunning(ActRefused):
    """The period of the report is not over, or was not when it was drafted."""

    code = "period_running"


class DoesNotAdd(ActRefused):
    """Figures of the report do not re-add: it is never issued so."""

    code = "does_not_add"


class IssuedMeanwhile(ActRefused):
    """Another report on the same period was issued first: draft it again."""

    code = "issued_meanwhile"


class Unchanged(ActRefused):
    """Every figure is as in the report that was issued: there is nothing to correct."""

    code = "unchanged"


FileFault = Literal[
    "cut",
    "damaged",
    "html",
    "lacks",
    "no_header",
    "no_rows",
    "no_sheet",
    "no_workbook",
    "not_text",
    "other_kind",
    "too_large",
    "too_many_rows",
    "twice",
]


class UnreadableFile(Refused):
    """The register file as a whole cannot be read; the message says where and what to do.

    Attributes:
        detail: what the words for ``code`` need: columns, the kind of file, a number.
    """

    def __init__(self, message: str, code: FileFault, detail: str = "") -> None:
        super().__init__(message)
        self.code: FileFault = code
        self.detail = detail
