"""What the classifier says of a capture: a verdict a duty, with the evidence weighed."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_shared.events.base import CaptureRef, PersonalSpan, SiteEvent, Span, Value
from minhbach_shared.vocabulary import DisclosureField, Duty, PageKind, Verdict

ChangeKind = Literal["headline", "figure", "quotation", "added", "dropped", "reworded"]
Gravity = Literal["light", "serious", "grave"]
LicenceFact = Literal["unlicensed", "awaiting_licence", "expired"]
CreditLack = Literal["name", "time"]
RegisteredField = Literal[
    "licence_number",
    "licence_date",
    "licence_expiry",
    "licence_authority",
    "site_name",
    "organisation",
    "address",
    "responsible_person",
    "server_location",
]
ItemKind = Literal[
    "policy_explanation",
    "legal_document",
    "plan_project_tender",
    "question_answered",
    "science_topic",
    "statistics",
]


class TimeLimit(Value):
    """So long something may take."""

    amount: int = Field(ge=0, le=3650)
    unit: Literal["working_days", "days", "hours"]


class LegalBasis(Value):
    """Article and clause of the duty on the capture's day."""

    citation: str = Field(description="In Vietnamese, as it goes into a notice")
    verified: bool = Field(description="False where the text was carried over unread")
    mend_within: TimeLimit | None = Field(
        default=None, description="The time that the law gives to mend, where it gives one"
    )


class SourceRef(Value):
    """The earlier text on a reference site."""

    site_id: UUID
    site_name: str
    title: str
    published_at: AwareDatetime
    capture: CaptureRef


class Passage(Value):
    """Some words in their place, with the changed ones marked (offsets within ``span.text``)."""

    span: Span
    marks: tuple[tuple[int, int], ...] = ()


class Change(Value):
    """One difference between a copy and the source that it credits."""

    kind: ChangeKind
    gravity: Gravity = Field(
        default="serious",
        description="Grave: it may mislead (figure, quotation, denial); light: a word or two",
    )
    copied: Passage | None = Field(description="Null where the source's words were dropped")
    source: Passage | None = Field(description="Null where words were added")


class FieldsEvidence(Value):
    """Which details the home page shows; personal values as digests with their place."""

    kind: Literal["fields"] = "fields"
    missing: tuple[DisclosureField, ...]
    found: dict[DisclosureField, tuple[Span | PersonalSpan, ...]]
    placeholders: tuple[Span, ...] = ()


class LicenceEvidence(Value):
    """What the register or the page says of the licence."""

    kind: Literal["licence"] = "licence"
    fact: LicenceFact
    expires_on: str | None = Field(default=None, description="ISO date")
    said_by: Literal["register", "page"]
    span: Span | None = None


class UncreditedEvidence(Value):
    """A text that stands earlier on a reference site, without or with an incomplete credit."""

    kind: Literal["uncredited"] = "uncredited"
    source: SourceRef
    lacks: tuple[CreditLack, ...]
    credit: Span | None
    copied: Span
    original: Span
    containment: float = Field(ge=0, le=1, description="Share of the copy that the source holds")


class AlteredEvidence(Value):
    """A republished text that differs from the source that it credits."""

    kind: Literal["altered"] = "altered"
    source: SourceRef
    credit: Span
    changes: tuple[Change, ...] = Field(min_length=1, description="At most 40, gravest first")
    changes_in_all: int = Field(ge=1)


class SpamEvidence(Value):
    """The promotion, quoted where it stands."""

    kind: Literal["spam"] = "spam"
    spans: tuple[Span, ...] = Field(min_length=1)
    hidden: bool
    linked_from_home: bool | None
    hosts: tuple[str, ...] = Field(
        default=(), description="Hosts of listed domains that the page links to; at most 20"
    )
    host_list: str | None = Field(
        default=None, description="Name and version of the domain list that names them"
    )


class RegisterDifference(Value):
    """One particular of the licence that the register and the home page tell differently."""

    field: RegisteredField
    registered: str | None = Field(description="Null for personal values and for absent ones")
    shown: tuple[Span | PersonalSpan, ...] = ()
    answered: str | None = Field(default=None, description="IP address of the server")


class RegisterEvidence(Value):
    """The home page differs from the register, of which the licence's amendment is owed."""

    kind: Literal["register"] = "register"
    differences: tuple[RegisterDifference, ...] = Field(min_length=1)


class GoneEvidence(Value):
    """The source took an item down; the copy was still there after the time allowed."""

    kind: Literal["gone"] = "gone"
    source: SourceRef
    gone: CaptureRef = Field(description="The capture that shows that it is gone")
    how: Literal["not_found", "gone", "removal_notice"]
    notice: Span | None = Field(default=None, description="The removal notice's words")
    allowed_hours: float = Field(ge=0, description="0 where the law says at once")
    copied: Span


class EarlyEvidence(Value):
    """A copy that was published sooner after its source than is allowed."""

    kind: Literal["early"] = "early"
    source: SourceRef
    published_at: AwareDatetime
    shown_at: Span | None = Field(description="Where the copy shows its time; null for metadata")
    allowed_minutes: int = Field(ge=0)


class CommentsEvidence(Value):
    """Readers' comments below a quoted item."""

    kind: Literal["comments"] = "comments"
    source: SourceRef | None
    spans: tuple[Span, ...] = Field(min_length=1, description="The form or heading, no comment")


class FreshnessEvidence(Value):
    """An item of a portal that was put up later than is allowed for its kind."""

    kind: Literal["freshness"] = "freshness"
    item: ItemKind
    title: Span
    happened_on: str = Field(description="ISO date that the item states: issued, asked, approved")
    published_on: str = Field(description="ISO date on which the portal published it")
    allowed_working_days: int = Field(ge=0)
    taken_working_days: int = Field(ge=0)


class RetentionEvidence(Value):
    """An item that was gone before the time for which it is to be kept."""

    kind: Literal["retention"] = "retention"
    posted_at: AwareDatetime
    posted: CaptureRef = Field(description="The capture that showed it")
    status: int = Field(ge=100, le=599, description="What the address answers now")
    allowed_days: int = Field(ge=1)


class ReportEvidence(Value):
    """A yearly report that the register had not when its deadline had passed."""

    kind: Literal["report"] = "report"
    year: int = Field(description="The year that the report is about")
    due_before: str = Field(description="ISO date: it was to be there before this day")
    owed_since: str = Field(
        description="ISO date since when the site stands in the register as licensed"
    )


Evidence = Annotated[
    FieldsEvidence
    | LicenceEvidence
    | RegisterEvidence
    | UncreditedEvidence
    | AlteredEvidence
    | GoneEvidence
    | EarlyEvidence
    | CommentsEvidence
    | FreshnessEvidence
    | RetentionEvidence
    | ReportEvidence
    | SpamEvidence,
    Field(discriminator="kind"),
]


class Candidate(Value):
    """A possible source that was weighed, so that a replay decides on the same facts."""

    capture_id: UUID
    text_digest: str
    containment: float = Field(ge=0, le=1)
    shows: Literal["text", "gone"] = Field(
        default="text", description="Gone: the capture shows that the text was taken down"
    )


class CitedSource(Value):
    """A source on a registered reference site that the page credits and that was not read."""

    site_id: UUID
    address: str | None = Field(description="Null where the page gives no link")


class PortalItem(Value):
    """What an item of a state portal tells of itself, whatever was judged of it."""

    kind: ItemKind
    happened_on: str = Field(description="ISO date that the item states: issued, asked, approved")
    published_on: str | None = Field(
        description="ISO date on which the portal published it; null where the page shows none"
    )
    taken_working_days: int | None = Field(
        default=None,
        ge=0,
        description="From the one to the other; null where they do not tell how soon it was",
    )


class Assessment(Value):
    """The verdict on one duty for one capture."""

    id: UUID
    duty: Duty
    verdict: Verdict
    confidence: float = Field(ge=0, le=1)
    rule_set: str = Field(
        description="Name and version, such as `sources/1`; with the capture's day it tells the law"
    )
    basis: LegalBasis
    reason: str = Field(max_length=300, description="Why, in Vietnamese, for people")
    evidence: Evidence | None = None
    candidates: tuple[Candidate, ...] = ()
    cited: tuple[CitedSource, ...] = ()
    item: PortalItem | None = Field(
        default=None,
        description="The item that the page presents; of `portal.update` only, null where the page "
        "is none or came before this field did",
    )
    remedy: str = ""


class Assessed(SiteEvent):
    """Every duty's verdict on one capture."""

    type: ClassVar[str] = "vn.minhbach.assessed.v1"
    topic: ClassVar[str] = "assessments.v1"

    visit_id: UUID
    snapshot_id: UUID
    site_version: int = Field(ge=1)
    address: str
    page_kind: PageKind | None = Field(description="Null where nothing could be read")
    engine: str = Field(description="Version of the reading and judging code")
    capture: CaptureRef | None = Field(description="Null where nothing was captured")
    status: int | None = Field(
        default=None,
        ge=100,
        le=599,
        description="HTTP status of the capture; null where nothing was captured",
    )
    assessed_of: AwareDatetime = Field(description="The capture's time: the day of the law")
    assessments: tuple[Assessment, ...]

    @property
    def time(self) -> datetime:
        """The capture's time."""
        return self.assessed_of
