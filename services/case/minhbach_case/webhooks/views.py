"""Subscribers, what waits for them, and every attempt to tell them, as the API shows them."""

from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_case.domain.webhooks import Choice, DeliveryState, Standing, Trouble
from minhbach_shared.events import Value


class Subscriber(Value):
    """Who is told of what."""

    subscriber_id: UUID
    name: str
    address: str
    choices: tuple[Choice, ...]
    standing: Standing
    made_at: AwareDatetime
    delivered_at: AwareDatetime | None = Field(default=None, description="The last success")
    failing_since: AwareDatetime | None = Field(
        default=None, description="The first failure after the last success"
    )
    stopped_at: AwareDatetime | None = Field(
        default=None, description="When it was switched off, by a person or by failing too long"
    )
    leave_until: AwareDatetime | None = Field(
        default=None,
        description="Until when it asked, the last time that it did, to be left alone "
        "(`Retry-After`); forgotten once it is switched on again",
    )
    old_secret_until: AwareDatetime | None = Field(
        default=None, description="During a rotation: until when the old secret signs too"
    )


class Kept(Value):
    """What was done to a subscriber; ``secret`` is shown this once."""

    subscriber: Subscriber
    secret: str | None = None


class Delivery(Value):
    """One event on its way to one subscriber."""

    delivery_id: str
    event_id: UUID = Field(description="`webhook-id`: the same at every attempt")
    type: str = Field(description="CloudEvents type")
    case_id: UUID
    state: DeliveryState
    attempts: int
    queued_at: AwareDatetime
    due_at: AwareDatetime | None = Field(description="Of the next attempt; null once it ended")
    ended_at: AwareDatetime | None = None
    status: int | None = Field(default=None, description="HTTP status of the last answer")
    trouble: Trouble | None = Field(default=None, description="Why the last had no answer")


class Attempt(Value):
    """One attempt: what was answered, and how soon."""

    number: int
    event_id: UUID
    at: AwareDatetime
    milliseconds: int
    status: int | None
    trouble: Trouble | None
    answer: str = Field(description="The first words of the answer, at most 300 characters")
