"""A letter as its document has it, and its events as they are kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from bson import Binary

from minhbach_case.domain.delivery import Delivery, Happened, LetterKind, LetterWay, parse_event
from minhbach_case.web.texts import Language
from minhbach_shared.eventlog import LoggedEvent
from minhbach_shared.store import Document
from minhbach_shared.vocabulary import Role


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """A letter without its words.

    Attributes:
        about: what makes it one among those of its kind, for people who look into the store.
        cause: of the step that it follows; None for a reminder.
        step: that step's number, once it stands.
        by: the sealed account of who acted; None for a reminder.
    """

    letter_id: UUID
    kind: LetterKind
    way: LetterWay
    language: Language
    site_id: UUID
    site_name: str
    about: str
    created_at: datetime
    case_id: UUID | None = None
    cause: str | None = None
    step: int | None = None
    by: str | None = None
    role: Role | None = None
    template: str | None = None
    template_version: int | None = None
    template_digest: str | None = None
    template_own: bool = False
    pdf_digest: str | None = None
    number: str | None = None
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What goes: all of it is personal, or somebody's words."""

    to: str
    organisation: str
    subject: str
    text: str
    file_name: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Tracked:
    """A letter and what its events came to."""

    entry: LetterEntry
    delivery: Delivery
    happened: tuple[Happened, ...]
    head: LoggedEvent | None


_ENTRY_FIELDS: Final = tuple(LetterEntry.__dataclass_fields__)


def letter_document(entry: LetterEntry) -> Document:
    """A letter to keep; ``order`` sorts a list by time."""
    said = {name: getattr(entry, name) for name in _ENTRY_FIELDS if name != "letter_id"}
    order = f"{entry.created_at:%Y-%m-%dT%H:%M:%S.%f} {entry.letter_id}"
    return {"_id": entry.letter_id, "order": order, **said}


def entry_from(document: Document) -> LetterEntry:
    """The letter that was kept so."""
    said = {name: document[name] for name in _ENTRY_FIELDS if name != "letter_id"}
    return LetterEntry(letter_id=document["_id"], **said)


def kept_apart(content: Content) -> Document:
    """What is erased with the case or the site."""
    return {
        "to": content.to,
        "organisation": content.organisation,
        "subject": content.subject,
        "text": content.text,
        "file_name": content.file_name,
        "pdf": Binary(content.pdf),
    }


def content_from(document: Document) -> Content | None:
    """What goes; None where it was erased or is not made yet."""
    apart = document.get("apart")
    if not apart or "pdf" not in apart:
        return None
    return Content(**{**apart, "pdf": bytes(apart["pdf"])})


def fold_document(delivery: Delivery) -> Document:
    """What a letter's events came to, beside it: lists read no events."""
    return {
        "folded": delivery.sequence,
        "state": delivery.state,
        "due_at": delivery.due_at,
        "tries": delivery.tries,
        "failure": delivery.failure,
        "served_on": delivery.served_on.isoformat() if delivery.served_on else None,
        "served_way": delivery.served_way,
    }


def delivery_from(document: Document) -> Delivery:
    """What a letter's events came to, as it stands beside it."""
    day = document.get("served_on")
    return Delivery(
        state=document["state"],
        sequence=document["folded"],
        tries=document.get("tries", 0),
        due_at=document.get("due_at"),
        served_on=datetime.fromisoformat(day).date() if day else None,
        served_way=document.get("served_way"),
        failure=document.get("failure"),
    )


def happened_from(event: LoggedEvent) -> Happened:
    """A kept event, typed."""
    return Happened(event.sequence, event.at, parse_event(event.type, dict(event.body)))
