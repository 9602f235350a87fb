"""What every event has: an id, a key, a type, a time. Values are JSON, metadata is headers."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, lower-case hex")]
QUOTE_LIMIT = 300


class Value(BaseModel):
    """A part of an event: frozen, and tolerant of fields that a later version adds."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Value, ABC):
    """One record on a topic. Subclasses name their CloudEvents type and their topic."""

    type: ClassVar[str]
    topic: ClassVar[str]

    id: UUID = Field(description="Derived; the CloudEvents id; the same on every replay")

    @property
    @abstractmethod
    def key(self) -> UUID:
        """The record's key: the site's id, so that a site's records keep their order."""

    @property
    @abstractmethod
    def time(self) -> datetime:
        """When the thing happened (the CloudEvents time)."""


class SiteEvent(Event):
    """An event about one site, keyed by it."""

    site_id: UUID

    @property
    def key(self) -> UUID:
        """The site's id."""
        return self.site_id


class Span(Value):
    """A place in a capture's text, with its words (masked, at most 300 characters).

    ``start`` and ``end`` count characters of the text that the engine version named in the
    assessment reads from the capture; ``text`` is the head of ``[start:end]``.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str = Field(max_length=QUOTE_LIMIT)


class PersonalSpan(Value):
    """A place in a capture's text that holds personal data: a keyed digest instead of words."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    digest: Digest


class CaptureRef(Value):
    """Where a capture's WARC record lies, and the digest that proves it."""

    capture_id: UUID
    address: str
    captured_at: AwareDatetime
    warc: str = Field(description="Key of the WARC file in the capture store")
    offset: int = Field(ge=0, description="Byte offset of the record in the file")
    length: int = Field(gt=0, description="Bytes of the compressed record")
    payload_digest: Digest = Field(description="Of the body as it came over the wire")
