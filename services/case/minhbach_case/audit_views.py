"""The audit trail as the API and the console show it."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_shared.events import Value
from minhbach_shared.vocabulary import Role

TrailAct = Literal["read", "change", "login", "login_failed", "logout", "account"]


class TrailFilters(Value):
    """Which entries; null asks for all.

    ``account`` is an account's id as the accounts page and ``/accounts`` name it; ``day`` is one
    on Viet Nam's clock.
    """

    account: str | None = None
    case_id: UUID | None = None
    day: date | None = None


class TrailEntry(Value):
    """Who did what, when, from where; the digests chain the entries."""

    sequence: int
    at: AwareDatetime
    act: TrailAct
    place: str = Field(description="Method and route, such as `GET /api/v1/cases/{case_id}`")
    status: int | None = Field(description="The answer's HTTP status, where there was one")
    who: str | None = Field(description="The account, sealed as in the cases' steps")
    name: str | None = Field(description="The account's name then; null once it was erased")
    role: Role | None
    case_id: UUID | None
    site_id: UUID | None
    details: Mapping[str, str]
    previous: str | None
    digest: str
