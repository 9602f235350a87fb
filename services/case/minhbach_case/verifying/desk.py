"""Verifications that auditors ask for: long work, its answer a file that they keep."""

from dataclasses import dataclass, field
from typing import Final

from pydantic import ConfigDict, Field

from minhbach_case.domain.commands import Actor
from minhbach_case.dossiers.signing import ManifestKey
from minhbach_case.errors import Wrong
from minhbach_case.jobs import Job, Jobs, Made, Progress
from minhbach_case.verifying.answer import SignedVerification, is_signed_by, signed
from minhbach_case.verifying.store import verify_store
from minhbach_shared.clock import Clock
from minhbach_shared.events import Value
from minhbach_shared.store import Database

JSON: Final = "application/json"


class VerificationWanted(Value):
    """What to verify beside the chains."""

    model_config = ConfigDict(extra="forbid")

    files: bool = Field(
        default=False, description="Hold letters' and senders' files against their digests, too"
    )
    since: SignedVerification | None = Field(
        default=None, description="An earlier answer: what stood then must stand"
    )


@dataclass(frozen=True, slots=True)
class Verifications:
    """Verifies the store on request; signs with the key of the dossiers, where there is one."""

    store: Database
    clock: Clock
    jobs: Jobs
    key: ManifestKey | None = field(repr=False)

    async def start(self, actor: Actor, wanted: VerificationWanted) -> Job:
        """Starts a verification; its file is the answer.

        Raises:
            Wrong: the earlier answer is not as it was signed.
        """
        since = wanted.since
        if since and since.public_key and not is_signed_by(since, since.public_key):
            raise Wrong("the earlier answer is not as it was signed: it was changed.", "since")

        async def make(progress: Progress) -> Made:
            verified = await verify_store(
                self.store, self.clock, since=since, files=wanted.files, told=progress.at
            )
            answer = signed(verified.found, self.key)
            name = f"verification-{verified.found.began_at:%Y%m%dT%H%M%SZ}.json"
            return Made(name, JSON, answer.model_dump_json().encode())

        return await self.jobs.start("verification", actor, make)
