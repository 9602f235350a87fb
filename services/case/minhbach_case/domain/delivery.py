"""The delivery of a letter as events: what may follow what, and what it comes to (pure).

SMTP cannot deliver exactly once: an attempt is written down before it begins, its outcome after
it. Where the outcome is missing nobody knows whether the letter went, and nobody but a person may
send it again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar, Final, Literal, get_args

from pydantic import AwareDatetime

from minhbach_case.domain.commands import ServiceWay
from minhbach_case.errors import WrongState
from minhbach_shared.events import Value
from minhbach_shared.vocabulary import Role

ActLetter = Literal["notice", "decision", "appeal", "correction", "retraction"]
Reminding = Literal["reminder", "report_reminder"]
LetterKind = ActLetter | Reminding
LetterWay = Literal["email", "print"]
LetterDo = Literal["resend", "serve"]
"""What a person does about a letter: has it sent again, or records that it was served."""
DeliveryState = Literal[
    "prepared",
    "queued",
    "trying",
    "delayed",
    "sent",
    "bounced",
    "failed",
    "unknown",
    "to_serve",
    "served",
]
Failure = Literal[
    "refused", "given_up", "no_smtputf8", "no_server", "unsendable", "erased", "no_act"
]
"""Why a letter will not go by itself."""

ACT_LETTERS: Final[tuple[ActLetter, ...]] = get_args(ActLetter)
REMINDING: Final[tuple[Reminding, ...]] = get_args(Reminding)
LETTER_KINDS: Final[tuple[LetterKind, ...]] = (*ACT_LETTERS, *REMINDING)
DELIVERY_STATES: Final[tuple[DeliveryState, ...]] = get_args(DeliveryState)
UNDELIVERED: Final[tuple[DeliveryState, ...]] = ("bounced", "failed", "unknown", "to_serve")
"""Letters that wait for an officer; a delayed one is tried again by itself."""
_RESENT: Final[frozenset[DeliveryState]] = frozenset(("bounced", "failed", "unknown"))
_UNSERVED: Final[frozenset[DeliveryState]] = frozenset(("prepared", "trying", "served"))
NOT_THERE: Final[frozenset[DeliveryState]] = frozenset(DELIVERY_STATES) - {"sent", "served"}
WAITS: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 720, 1440)
)
"""After the first, second, … attempt that the server put off; after the last it is given up."""
OUTCOME_WITHIN: Final = timedelta(minutes=5)
"""An attempt that says nothing for longer was cut short: an attempt itself takes less."""


class Queued(Value):
    """It is to go out, in this way; with this file (SHA-256), older letters name none."""

    type: ClassVar[str] = "queued"

    way: LetterWay
    pdf_digest: str | None = None


class Attempted(Value):
    """An attempt begins."""

    type: ClassVar[str] = "attempted"


class Accepted(Value):
    """The server took it over."""

    type: ClassVar[str] = "accepted"

    code: int
    said: str


class Deferred(Value):
    """The server did not take it now, or could not be reached; ``code`` is 0 then."""

    type: ClassVar[str] = "deferred"

    code: int
    said: str
    until: AwareDatetime


class Refused(Value):
    """It will not go: the server refused it for good, or it must not."""

    type: ClassVar[str] = "refused"

    code: int
    said: str
    why: Failure


class Lost(Value):
    """The connection or the sender broke off before the server's answer to the whole letter."""

    type: ClassVar[str] = "lost"


class Bounced(Value):
    """A mail server reports that it could not be delivered (RFC 3464)."""

    type: ClassVar[str] = "bounced"

    attempt: int
    status: str
    said: str


class Slowed(Value):
    """A mail server on the way reports that it keeps trying."""

    type: ClassVar[str] = "slowed"

    attempt: int
    status: str


class Confirmed(Value):
    """A mail server reports that it delivered it."""

    type: ClassVar[str] = "confirmed"

    attempt: int
    status: str


class Resent(Value):
    """A person has it sent again."""

    type: ClassVar[str] = "resent"

    by: str
    role: Role


class Served(Value):
    """A person handed it over, or had it posted, on this day."""

    type: ClassVar[str] = "served"

    by: str
    role: Role
    on: date
    way: ServiceWay


DeliveryEvent = (
    Queued
    | Attempted
    | Accepted
    | Deferred
    | Refused
    | Lost
    | Bounced
    | Slowed
    | Confirmed
    | Resent
    | Served
)
_BY_TYPE: Final[dict[str, type[DeliveryEvent]]] = {one.type: one for one in get_args(DeliveryEvent)}
DELIVERY_EVENTS: Final = tuple(_BY_TYPE)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event in its place: ``sequence`` counts from 1."""

    sequence: int
    at: datetime
    event: DeliveryEvent


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the events of a letter come to.

    Attributes:
        due_at: when it is to be looked at again by itself; None: not before somebody acts.
        tries: attempts since it was queued or sent again.
        attempt: the number of the event that began the last attempt.
    """

    state: DeliveryState = "prepared"
    sequence: int = 0
    tries: int = 0
    attempt: int = 0
    due_at: datetime | None = None
    served_on: date | None = None
    served_way: ServiceWay | None = None
    failure: Failure | None = None


def delivery_of(events: Iterable[Happened]) -> Delivery:
    """The fold of a letter's events, in order."""
    found = Delivery()
    for event in events:
        found = after(found, event)
    return found


def after(before: Delivery, happened: Happened) -> Delivery:
    """What becomes of a letter with one more event."""
    seen = replace(before, sequence=happened.sequence, due_at=None)
    match happened.event:
        case Queued(way="email") | Resent():
            return replace(seen, state="queued", due_at=happened.at, tries=0, failure=None)
        case Queued():
            return replace(seen, state="to_serve")
        case Attempted():
            due, number = happened.at + OUTCOME_WITHIN, happened.sequence
            tries = before.tries + 1
            return replace(seen, state="trying", tries=tries, attempt=number, due_at=due)
        case Deferred(until=until):
            return replace(seen, state="delayed", due_at=until)
        case Refused(why=why):
            return replace(seen, state="failed", failure=why)
        case Served(on=day, way=way):
            return replace(seen, state="served", served_on=day, served_way=way)
        case heard:
            return _reported(before, seen, heard)


def _reported(before: Delivery, seen: Delivery, heard: DeliveryEvent) -> Delivery:
    # What was served on paper stays served, whatever mail servers still report.
    if before.state == "served":
        return replace(seen, state="served")
    match heard:
        case Accepted() | Confirmed():
            return replace(seen, state="sent")
        case Bounced(attempt=attempt) if attempt == before.attempt and before.state != "queued":
            return replace(seen, state="bounced")
        case Lost():
            return replace(seen, state="unknown")
        case _:
            # It keeps its place: another server tries on, or a letter that was sent again since
            # is spoken of.
            return replace(seen, state=before.state, due_at=before.due_at)


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after that many attempts; None: it is given up."""
    return now + WAITS[tries - 1] if 1 <= tries <= len(WAITS) else None


def may_attempt(found: Delivery, now: datetime) -> bool:
    """Whether an attempt may begin now."""
    due = found.due_at
    return found.state in ("queued", "delayed") and due is not None and due <= now


def cut_short(found: Delivery, now: datetime) -> bool:
    """Whether an attempt began whose outcome nobody will write any more."""
    return found.state == "trying" and found.due_at is not None and found.due_at <= now


def open_acts(found: Delivery) -> tuple[LetterDo, ...]:
    """What may be done about a letter as it stands."""
    again = found.state in _RESENT
    return (*(("resend",) if again else ()), *(("serve",) if found.state not in _UNSERVED else ()))


def check_resend(found: Delivery) -> None:
    """Only what did not arrive, or may not have, is sent again, and only by a person.

    Raises:
        WrongState: it is on its way, or arrived.
    """
    if "resend" not in open_acts(found):
        raise WrongState(f"A letter that is {found.state!r} is not sent again.")


def check_serve(found: Delivery) -> None:
    """A letter can be served on paper until it was.

    Raises:
        WrongState: it was served, or is being sent just now.
    """
    if "serve" not in open_acts(found):
        raise WrongState(f"A letter that is {found.state!r} is not served on paper.")


def parse_event(event_type: str, body: dict[str, object]) -> DeliveryEvent:
    """The typed event of a stored one.

    Raises:
        ValueError: the type is unknown, or the body is none of its kind.
    """
    model = _BY_TYPE.get(event_type)
    if model is None:
        raise ValueError(f"{event_type!r} is no event of a delivery; known are {sorted(_BY_TYPE)}")
    return model.model_validate(body)
