"""The acts as requests: one body an act, told apart by ``act``."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from minhbach_case.domain.commands import (
    TEXT_LIMIT,
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

Text = Annotated[str, Field(max_length=TEXT_LIMIT)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    seen_sequence: int = Field(
        ge=1, description="`summary.sequence` of the case as you read it; 409 if it moved since"
    )


class ReviewBody(_Body):
    """Take the case up."""

    act: Literal["review"]

    def command(self) -> Command:
        """The domain's command."""
        return Review()


class DismissBody(_Body):
    """There is no violation."""

    act: Literal["dismiss"]
    reason: Text

    def command(self) -> Command:
        """The domain's command."""
        return Dismiss(self.reason)


class NotifyBody(_Body):
    """The notice was served; this fixes the faults that are heard."""

    act: Literal["notify"]
    served_on: date
    way: ServiceWay
    citation_confirmed: bool = Field(
        default=False, description="Has to be true where `unverified` of the case names citations"
    )

    def command(self) -> Command:
        """The domain's command."""
        return Notify(self.served_on, self.way, self.citation_confirmed)


class RecordReplyBody(_Body):
    """The operator's reply came."""

    act: Literal["record_reply"]
    received_on: date
    text: Text

    def command(self) -> Command:
        """The domain's command."""
        return RecordReply(self.received_on, self.text)


class ProposeBody(_Body):
    """Propose how to decide."""

    act: Literal["propose"]
    outcome: Outcome
    reasons: Text

    def command(self) -> Command:
        """The domain's command."""
        return Propose(self.outcome, self.reasons)


class DecideBody(_Body):
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
    reason: Text

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


ActBody = Annotated[
    ReviewBody
    | DismissBody
    | NotifyBody
    | RecordReplyBody
    | ProposeBody
    | DecideBody
    | DisagreeBody
    | CloseBody,
    Field(discriminator="act"),
]
