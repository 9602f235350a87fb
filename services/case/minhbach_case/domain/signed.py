"""The steps of a case that people take: each with the sealed account and the role.

Free text is not in here: a step holds its salted digest, the text stands in the event's private
part, which is never announced and can be erased without breaking the chain.
"""

from datetime import date
from typing import ClassVar, Final

from pydantic import AwareDatetime, Field

from minhbach_case.domain.clocks import Deadline
from minhbach_case.domain.commands import (
    CITATION_LIMIT,
    LOOKED_AT,
    UPLOADS,
    AppealResult,
    Disagreement,
    Outcome,
    ServiceWay,
    Upload,
)
from minhbach_case.domain.findings import Body, StepType
from minhbach_shared.events import LegalBasis, Value
from minhbach_shared.events.base import Digest
from minhbach_shared.vocabulary import Duty, Role

ADDRESSES_IN_DECISION: Final = 100


class Signed(Body):
    """An act of a person, by the sealed id of the account."""

    by: str = Field(description="Keyed digest of the account's name")
    role: Role
    text_digest: str | None = Field(default=None, description="Salted, of what was written")
    deadlines: tuple[Deadline, ...] = Field(default=(), description="Clocks that it starts")


class Reviewed(Signed):
    """An officer took the case up."""

    type: ClassVar[StepType] = "reviewed"


class Dismissed(Signed):
    """No violation; nothing was decided."""

    type: ClassVar[StepType] = "dismissed"


class Notified(Signed):
    """The operator was given notice; the case's faults are fixed from here on."""

    type: ClassVar[StepType] = "notified"

    served_on: date
    way: ServiceWay
    citation_confirmed: bool
    reply_until: AwareDatetime
    mend_by: date | None = Field(default=None, description="As the agency set it")
    statement_digest: Digest | None = Field(
        default=None, description="Of the statement of reasons, made again from the steps before"
    )


class Replied(Signed):
    """The operator replied."""

    type: ClassVar[StepType] = "replied"

    received_on: date
    uploads: tuple[Upload, ...] = Field(default=(), max_length=UPLOADS)
    mended: bool = Field(default=False, description="It says that it put right what is named")
    look_again: tuple[str | None, ...] = Field(
        default=(),
        max_length=LOOKED_AT,
        description="Addresses that the crawler is asked to visit; null: the whole site",
    )


class Proposed(Signed):
    """An officer proposes how to decide."""

    type: ClassVar[StepType] = "proposed"

    outcome: Outcome


class Disagreed(Signed):
    """A second person did not follow the proposal."""

    type: ClassVar[StepType] = "disagreed"

    to: Disagreement


class Stated(Value):
    """What a decision says to the outside: the faults that were heard and still stand."""

    outcome: Outcome
    duties: tuple[Duty, ...]
    bases: tuple[LegalBasis, ...]
    addresses: tuple[str, ...] = Field(max_length=ADDRESSES_IN_DECISION)
    faults: int
    notified_at: AwareDatetime


class Decided(Signed, Stated):
    """A second person decided as proposed."""

    type: ClassVar[StepType] = "decided"

    statement_digest: Digest | None = Field(
        default=None, description="Of the statement of reasons, made again from the steps before"
    )


class Remedied(Signed):
    """An officer confirmed that the faults were mended."""

    type: ClassVar[StepType] = "remedied"


class Referred(Signed):
    """The decided case went to the inspectorate."""

    type: ClassVar[StepType] = "referred"


class Closed(Signed):
    """Nothing more is to be done."""

    type: ClassVar[StepType] = "closed"


class Appealed(Signed):
    """The operator appealed against the decision."""

    type: ClassVar[StepType] = "appealed"

    received_on: date
    uploads: tuple[Upload, ...] = Field(default=(), max_length=UPLOADS)


class AppealDecided(Signed, Stated):
    """Somebody who took no part decided the appeal; what is stated is what stands after it."""

    type: ClassVar[StepType] = "appeal_decided"

    result: AppealResult
    decided_at: AwareDatetime = Field(description="The decision that was appealed against")
    statement_digest: Digest | None = Field(
        default=None, description="Of the statement of reasons, made again from the steps before"
    )


class Correction(Value):
    """A decision as it is stated after a correction."""

    stated: Stated
    decided_at: AwareDatetime


class Corrected(Signed):
    """A mistake was put right; where it stands in a decision, that is announced again."""

    type: ClassVar[StepType] = "corrected"

    cited: str | None = Field(default=None, max_length=CITATION_LIMIT)
    corrected: str | None = Field(default=None, max_length=CITATION_LIMIT)
    decision: Correction | None = None


class Retracted(Signed, Stated):
    """The agency took its adverse decision back; what is stated is what was decided."""

    type: ClassVar[StepType] = "retracted"

    decided_at: AwareDatetime


class Assigned(Signed):
    """Whose the case is to work on."""

    type: ClassVar[StepType] = "assigned"

    assignee: str | None = Field(description="Keyed digest of the account's name; null: nobody")


class Paused(Signed):
    """The clocks stand still."""

    type: ClassVar[StepType] = "paused"


class Resumed(Signed):
    """The clocks go on; nobody lost a working day of what was left."""

    type: ClassVar[StepType] = "resumed"


class Held(Signed):
    """Nothing of the case may be erased."""

    type: ClassVar[StepType] = "held"


class Released(Signed):
    """The legal hold ended."""

    type: ClassVar[StepType] = "released"


class Erased(Body):
    """The words and names of people before this step are erased; the chain stays valid."""

    type: ClassVar[StepType] = "erased"

    by: str | None = Field(description="Null where the retention period was over")
    role: Role | None
    text_digest: str | None = None
