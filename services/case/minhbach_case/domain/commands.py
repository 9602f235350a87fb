"""What people can do to a case, one frozen command an act, and who asks for it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal, get_args
from uuid import UUID

from pydantic import Field, StringConstraints

from minhbach_shared.events import Value
from minhbach_shared.vocabulary import Duty, Role

Act = Literal[
    "review",
    "dismiss",
    "notify",
    "record_reply",
    "reply",
    "propose",
    "decide",
    "disagree",
    "remedy",
    "refer",
    "close",
    "record_appeal",
    "appeal",
    "decide_appeal",
    "correct",
    "retract",
    "assign",
    "pause",
    "resume",
    "hold",
    "release",
    "erase",
]
ServiceWay = Literal["post", "hand", "email", "portal"]
Outcome = Literal["confirmed", "unfounded"]
Disagreement = Literal["under_review", "dismissed"]
AppealResult = Literal["upheld", "lessened", "lifted"]
MediaType = Literal["application/pdf", "image/png", "image/jpeg", "text/plain"]

ACTS: Final[tuple[Act, ...]] = get_args(Act)
SERVICE_WAYS: Final[tuple[ServiceWay, ...]] = get_args(ServiceWay)
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
APPEAL_RESULTS: Final[tuple[AppealResult, ...]] = get_args(AppealResult)
TEXT_LIMIT: Final = 10_000
CITATION_LIMIT: Final = 300
UPLOADS: Final = 10
LOOKED_AT: Final = 20
"""Addresses that one reply has looked at again."""


class Upload(Value):
    """A file that came with a reply or an appeal, by its content; its name stays in the store."""

    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    media_type: MediaType
    size: int = Field(ge=1, description="Bytes")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. One account is one person; its name never leaves the case service's store.

    ``user`` tells one from another; ``name`` is what to call them where that is no name.
    ``site_id`` is an operator's own site; nobody else has one.
    """

    user: str
    role: Role
    site_id: UUID | None = None
    name: str = ""


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

    ``citation_confirmed`` must be true where a legal basis was carried over unread. ``mend_by``
    is the last day to mend, where the agency sets one; without it the law's own limit counts.
    """

    served_on: date
    way: ServiceWay
    citation_confirmed: bool = False
    mend_by: date | None = None


@dataclass(frozen=True, slots=True)
class RecordReply:
    """The operator replied to the agency by letter or at its office.

    ``mended``: it says that it put right what the notice names.
    """

    received_on: date
    text: str
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The operator replies in the console, today; ``mended`` as above."""

    text: str
    uploads: tuple[Upload, ...] = ()
    mended: bool = False


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
class Remedy:
    """An officer confirms that the faults were mended."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refer:
    """The decided case is handed to the inspectorate."""

    reason: str


@dataclass(frozen=True, slots=True)
class Close:
    """Nothing more is to be done."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordAppeal:
    """The operator appealed by letter or at the agency's office."""

    received_on: date
    text: str


@dataclass(frozen=True, slots=True)
class Appeal:
    """The operator appeals in the console, today."""

    text: str
    uploads: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class DecideAppeal:
    """Somebody who took no part decides the appeal.

    ``duties`` are those that still stand, where the decision is lessened.
    """

    result: AppealResult
    reasons: str
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Correct:
    """A mistake in a notice or decision is put right; the state stays.

    ``cited`` and ``corrected`` come together: a citation as it was written, and as it should be.
    """

    reason: str
    cited: str = ""
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Retract:
    """The agency itself takes an adverse decision back."""

    reason: str


@dataclass(frozen=True, slots=True)
class Assign:
    """The case is somebody's to work on; None: nobody's."""

    to: str | None


@dataclass(frozen=True, slots=True)
class Pause:
    """The clocks stand still, for a reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Resume:
    """The clocks go on."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing of the case may be erased until the hold is released."""

    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    """A legal hold ends."""

    reason: str


@dataclass(frozen=True, slots=True)
class Erase:
    """The words and names of people in an ended case are erased; the chain stays valid."""

    reason: str


Command = (
    Review
    | Dismiss
    | Notify
    | RecordReply
    | Reply
    | Propose
    | Decide
    | Disagree
    | Remedy
    | Refer
    | Close
    | RecordAppeal
    | Appeal
    | DecideAppeal
    | Correct
    | Retract
    | Assign
    | Pause
    | Resume
    | Hold
    | Release
    | Erase
)
