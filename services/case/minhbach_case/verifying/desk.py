"""Verifications that auditors ask for: long work, its answer a file that they keep."""

from dataclasses import dataclass, field
from typing import Final

from minhbach_case.domain.commands import Actor
from minhbach_case.dossiers.signing import ManifestKey
from minhbach_case.jobs import Job, Jobs, Made, Progress
from minhbach_case.verifying.answer import signed
from minhbach_case.verifying.store import verify_store
from minhbach_shared.clock import Clock
from minhbach_shared.store import Database

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Verifications:
    """Verifies the store on request; signs with the key of the dossiers, where there is one."""

    store: Database
    clock: Clock
    jobs: Jobs
    key: ManifestKey | None = field(repr=False)

    async def start(self, actor: Actor, *, files: bool, digests: bool) -> Job:
        """Starts a verification; its file is the answer.

        Args:
            files: holds kept files against their digests, too.
            digests: adds every entry's digest, for whoever kept an earlier answer.
        """

        async def make(progress: Progress) -> Made:
            verified = await verify_store(self.store, self.clock, files=files, told=progress.at)
            answer = signed(verified.found, self.key, verified.passed if digests else None)
            name = f"verification-{verified.found.began_at:%Y%m%dT%H%M%SZ}.json"
            return Made(name, JSON, answer.model_dump_json().encode())

        return await self.jobs.start("verification", actor, make)
