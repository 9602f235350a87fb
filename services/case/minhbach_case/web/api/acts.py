"""The acts as requests: one body an act, told apart by ``act``."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from minhbach_case.domain.commands import (
    TEXT_LIMIT,
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
from minhbach_case.sending.dispatch import Sending
from minhbach_case.web.api.days import Day
from minhbach_shared.vocabulary import Duty

_MENDED: Final = Field(
    default=False,
    description="The operator says that it put the faults right: the crawler is asked to look",
)
Text = Annotated[str, Field(max_length=TEXT_LIMIT)]
# Said to clients; the law of a case itself refuses empty words, and names the field.
Words = Annotated[
    str, Field(max_length=TEXT_LIMIT, json_schema_extra={"minLength": 1, "pattern": r"\S"})
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    seen_sequence: int = Field(
        ge=1,
        le=2**53 - 1,
        description="`summary.sequence` of the case as you read it; 409 if it moved since",
    )

    def sending(self) -> Sending:
        """How the letter goes that the act calls for, if it calls for one."""
        return Sending()


class _WithLetter(_Body):
    send_to: str = Field(
        default="",
        max_length=254,
        description="One of the register's e-mail addresses of the site: the letter that the act "
        "calls for goes there. Empty: it is printed, and waits to be served.",
    )

    def sending(self) -> Sending:
        """How the letter goes."""
        return Sending(self.send_to)


class ReviewBody(_Body):
    """Take the case up."""

    act: Literal["review"]

    def command(self) -> Command:
        """The domain's command."""
        return Review()


class DismissBody(_Body):
    """There is no violation."""

    act: Literal["dismiss"]
    reason: Words

    def command(self) -> Command:
        """The domain's command."""
        return Dismiss(self.reason)


class NotifyBody(_WithLetter):
    """The notice was served; this fixes the faults that are heard."""

    act: Literal["notify"]
    served_on: Day
    way: ServiceWay
    citation_confirmed: bool = Field(
        default=False, description="Has to be true where `unverified` of the case names citations"
    )
    mend_by: Day | None = Field(default=None, description="The last day to mend, if you set one")

    def command(self) -> Command:
        """The domain's command."""
        return Notify(self.served_on, self.way, self.citation_confirmed, self.mend_by)


class RecordReplyBody(_Body):
    """The operator's reply came."""

    act: Literal["record_reply"]
    received_on: Day
    text: Words
    mended: bool = _MENDED

    def command(self) -> Command:
        """The domain's command."""
        return RecordReply(self.received_on, self.text, self.mended)


class ProposeBody(_Body):
    """Propose how to decide."""

    act: Literal["propose"]
    outcome: Outcome
    reasons: Words

    def command(self) -> Command:
        """The domain's command."""
        return Propose(self.outcome, self.reasons)


class DecideBody(_WithLetter):
    """Decide as proposed; never by who proposed."""

    act: Literal["decide"]
    reasons: Text = ""

    def command(self) -> Command:
        """The domain's command."""
        return Decide(self.reasons)


class DisagreeBody(_Body):
    """Send a proposal back, or end the case."""

    act: Literal["disagree"]
    to: Disagreement
    reason: Words

    def command(self) -> Command:
        """The domain's command."""
        return Disagree(self.to, self.reason)


class CloseBody(_Body):
    """Nothing more is to be done."""

    act: Literal["close"]
    note: Text = ""

    def command(self) -> Command:
        """The domain's command."""
        return Close(self.note)


class ReplyBody(_Body):
    """The operator replies; for the site's own people."""

    act: Literal["reply"]
    text: Words
    mended: bool = _MENDED

    def command(self) -> Command:
        """The domain's command."""
        return Reply(self.text, mended=self.mended)


class RemedyBody(_Body):
    """The faults were mended; say how that was seen."""

    act: Literal["remedy"]
    reason: Words

    def command(self) -> Command:
        """The domain's command."""
        return Remedy(self.reason)


class ReferBody(_Body):
    """Hand the decided case to the inspectorate."""

    act: Literal["refer"]
    reason: Words

    def command(self) -> Command:
        """The domain's command."""
        return Refer(self.reason)


class RecordAppealBody(_Body):
    """The operator's appeal came."""

    act: Literal["record_appeal"]
    received_on: Day
    text: Words

    def command(self) -> Command:
        """The domain's command."""
        return RecordAppeal(self.received_on, self.text)


class AppealBody(_Body):
    """The operator appeals; for the site's own people."""

    act: Literal["appeal"]
    text: Words

    def command(self) -> Command:
        """The domain's command."""
        return Appeal(self.text)


class DecideAppealBody(_WithLetter):
    """Decide an appeal; never by somebody who took part in the case."""

    act: Literal["decide_appeal"]
    result: AppealResult
    reasons: Words
    duties: tuple[Duty, ...] = Field(
        default=(), description="Those that still stand, where `result` is `lessened`"
    )

    def command(self) -> Command:
        """The domain's command."""
        return DecideAppeal(self.result, self.reasons, self.duties)


class CorrectBody(_WithLetter):
    """Put a mistake in a notice or decision right."""

    act: Literal["correct"]
    reason: Words
    cited: Text = Field(default="", description="A citation as it was written")
    corrected: Text = Field(default="", description="The same as it should be")

    def command(self) -> Command:
        """The domain's command."""
        return Correct(self.reason, self.cited, self.corrected)


class RetractBody(_WithLetter):
    """Take an adverse decision back; never by somebody who took part in the case."""

    act: Literal["retract"]
    reason: Words

    def command(self) -> Command:
        """The domain's command."""
        return Retract(self.reason)


class AssignBody(_Body):
    """Say whose the case is to work on."""

    act: Literal["assign"]
    to: str | None = Field(
        max_length=100,
        description="An active officer's or supervisor's account, sealed or not; null for nobody",
    )

    def command(self) -> Command:
        """The domain's command."""
        return Assign(self.to)


class PauseBody(_Body):
    """Let the clocks stand still."""

    act: Literal["pause"]
    reason: Words

    def command(self) -> Command:
        """The domain's command."""
        return Pause(self.reason)


class ResumeBody(_Body):
    """Let the clocks go on."""

    act: Literal["resume"]

    def command(self) -> Command:
        """The domain's command."""
        return Resume()


class HoldBody(_Body):
    """Put the case under legal hold."""

    act: Literal["hold"]
    reason: Words

    def command(self) -> Command:
        """The domain's command."""
        return Hold(self.reason)


class ReleaseBody(_Body):
    """End a legal hold."""

    act: Literal["release"]
    reason: Words

    def command(self) -> Command:
        """The domain's command."""
        return Release(self.reason)


class EraseBody(_Body):
    """Erase the words and names of people in an ended case."""

    act: Literal["erase"]
    reason: Words

    def command(self) -> Command:
        """The domain's command."""
        return Erase(self.reason)


ActBody = Annotated[
    ReviewBody
    | DismissBody
    | NotifyBody
    | RecordReplyBody
    | ProposeBody
    | DecideBody
    | DisagreeBody
    | CloseBody
    | ReplyBody
    | RemedyBody
    | ReferBody
    | RecordAppealBody
    | AppealBody
    | DecideAppealBody
    | CorrectBody
    | RetractBody
    | AssignBody
    | PauseBody
    | ResumeBody
    | HoldBody
    | ReleaseBody
    | EraseBody,
    Field(discriminator="act"),
]
