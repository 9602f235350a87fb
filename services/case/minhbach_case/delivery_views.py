"""What the API and the console show of letters on their way."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field, JsonValue

from minhbach_case.domain.commands import ServiceWay
from minhbach_case.domain.delivery import (
    Delivery,
    DeliveryState,
    Failure,
    LetterDo,
    LetterKind,
    LetterWay,
)
from minhbach_case.storage.letter_documents import Content, LetterEntry, Tracked
from minhbach_case.web.texts import Language
from minhbach_shared.events import Value
from minhbach_shared.events.base import Digest


class DeliverySummary(Value):
    """A letter in a list: no address and none of its words."""

    letter_id: UUID
    kind: LetterKind
    way: LetterWay
    language: Language
    state: DeliveryState
    case_id: UUID | None = Field(description="Null for a reminder that is about no case")
    step: int | None = Field(description="Of the act that it follows; null for a reminder")
    site_id: UUID
    site_name: str
    number: str | None = Field(description="Null until it is made")
    created_at: AwareDatetime
    tries: int = Field(description="Attempts since it was queued, or sent again")
    due_at: AwareDatetime | None = Field(description="Of the next attempt")
    failure: Failure | None
    served_on: date | None
    served_way: ServiceWay | None


class DeliveryEventView(Value):
    """What happened to a letter."""

    sequence: int
    at: AwareDatetime
    type: str
    details: dict[str, JsonValue]


class LetterContent(Value):
    """What goes, or went, beside the file; on paper there is no mail, and its words go unused."""

    organisation: str
    subject: str
    text: str
    file_name: str


class DeliveryView(Value):
    """A letter with its address and all that happened to it."""

    summary: DeliverySummary
    sequence: int = Field(description="Of the last event: what an act has to have seen")
    to: str | None = Field(description="Empty on paper; null once erased")
    content: LetterContent | None = Field(description="Null until it is made, and once erased")
    acts: tuple[LetterDo, ...] = Field(description="What is open to you now")
    addresses: tuple[str, ...] = Field(
        description="Where it can be sent again, as the register says now; empty unless it can"
    )
    template: str | None
    template_version: int | None
    template_own: bool = Field(description="Whether the template is the agency's own")
    template_digest: Digest | None = Field(description="Of every text that letters can use")
    pdf_digest: Digest | None = Field(description="SHA-256 of the file that goes, or went")
    events: tuple[DeliveryEventView, ...]


def summary_of(entry: LetterEntry, delivery: Delivery) -> DeliverySummary:
    """A letter as lists show it."""
    return DeliverySummary(
        letter_id=entry.letter_id,
        kind=entry.kind,
        way=entry.way,
        language=entry.language,
        state=delivery.state,
        case_id=entry.case_id,
        step=entry.step,
        site_id=entry.site_id,
        site_name=entry.site_name,
        number=entry.number,
        created_at=entry.created_at,
        tries=delivery.tries,
        due_at=delivery.due_at if delivery.state in ("queued", "delayed") else None,
        failure=delivery.failure,
        served_on=delivery.served_on,
        served_way=delivery.served_way,
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What a reader is shown around a letter's own record.

    Attributes:
        to: the address; empty on paper, None once erased.
    """

    to: str | None
    content: Content | None
    acts: tuple[LetterDo, ...]
    addresses: tuple[str, ...]


def view_of(found: Tracked, around: Around) -> DeliveryView:
    """A letter as its page shows it."""
    entry, content = found.entry, around.content
    return DeliveryView(
        summary=summary_of(entry, found.delivery),
        sequence=found.delivery.sequence,
        to=around.to,
        content=LetterContent(
            organisation=content.organisation,
            subject=content.subject,
            text=content.text,
            file_name=content.file_name,
        )
        if content
        else None,
        acts=around.acts,
        addresses=around.addresses,
        template=entry.template,
        template_version=entry.template_version,
        template_own=entry.template_own,
        template_digest=entry.template_digest,
        pdf_digest=entry.pdf_digest,
        events=tuple(
            DeliveryEventView(
                sequence=one.sequence,
                at=one.at,
                type=one.event.type,
                details=one.event.model_dump(mode="json"),
            )
            for one in found.happened
        ),
    )
