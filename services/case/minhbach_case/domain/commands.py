"""What people can do to a case, one frozen command an act, and who asks for it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from minhbach_shared.vocabulary import Role

Act = Literal[
    "review", "dismiss", "notify", "record_reply", "propose", "decide", "disagree", "close"
]
ServiceWay = Literal["post", "hand", "email", "portal"]
Outcome = Literal["confirmed", "unfounded"]
Disagreement = Literal["under_review", "dismissed"]

ACTS: tuple[Act, ...] = get_args(Act)
SERVICE_WAYS: tuple[ServiceWay, ...] = get_args(ServiceWay)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
TEXT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. One account is one person; its name never leaves the case service's store."""

    user: str
    role: Role


@dataclass(frozen=True, slots=True)
class Review:
    """An officer takes the case up."""


@dataclass(frozen=True, slots=True)
class Dismiss:
    """There is no violation; the reason is kept."""

    reason: str


@dataclass(frozen=True, slots=True)
class Notify:
    """The operator was given notice; this fixes the faults that are heard.

    ``citation_confirmed`` must be true where a legal basis was carried over unread.
    """

    served_on: date
    way: ServiceWay
    citation_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class RecordReply:
    """The operator replied."""

    received_on: date
    text: str


@dataclass(frozen=True, slots=True)
class Propose:
    """An officer proposes how to decide, with reasons."""

    outcome: Outcome
    reasons: str


@dataclass(frozen=True, slots=True)
class Decide:
    """A second person decides as proposed."""

    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Disagree:
    """A second person disagrees: back to review, or dismissed."""

    to: Disagreement
    reason: str


@dataclass(frozen=True, slots=True)
class Close:
    """Nothing more is to be done."""

    note: str = ""


Command = Review | Dismiss | Notify | RecordReply | Propose | Decide | Disagree | Close
