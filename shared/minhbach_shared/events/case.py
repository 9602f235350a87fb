"""Every step of a case, hash-chained, and the signed heads of the chains."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field, JsonValue

from minhbach_shared.events.base import Digest, Event, SiteEvent
from minhbach_shared.vocabulary import CaseKind, CaseState


class CaseStep(SiteEvent):
    """One step of a case, keyed by the case. Free text of people travels as a digest only."""

    type: ClassVar[str] = "vn.minhbach.case.step.v1"
    topic: ClassVar[str] = "cases.v1"

    case_id: UUID
    kind: CaseKind
    sequence: int = Field(ge=1)
    act: str = Field(description="What happened, such as `opened`, `notified`, `decided`")
    state: CaseState = Field(description="The case's state after this step")
    at: AwareDatetime
    cause: str = Field(description="Id of the record or command behind the step; unique")
    previous: Digest | None = Field(description="Digest of the step before; null at the first")
    digest: Digest = Field(description="Of this step, over its canonical form")
    body: dict[str, JsonValue]

    @property
    def key(self) -> UUID:
        """The case's id."""
        return self.case_id

    @property
    def time(self) -> datetime:
        """When the step was taken."""
        return self.at


class Checkpoint(Event):
    """The head of one chain, signed with Ed25519."""

    type: ClassVar[str] = "vn.minhbach.audit.checkpoint.v1"
    topic: ClassVar[str] = "audit.checkpoints.v1"

    chain: UUID
    sequence: int = Field(ge=1)
    head: Digest
    at: AwareDatetime
    key_id: str
    signature: str = Field(description="Base64url of the Ed25519 signature over chain and head")

    @property
    def key(self) -> UUID:
        """The chain's id."""
        return self.chain

    @property
    def time(self) -> datetime:
        """When it was signed."""
        return self.at
