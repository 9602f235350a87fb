"""An import in two steps: look at what a file would change, then apply exactly that.

Looking writes nothing to the register. What was shown is kept under a digest, for the one who
looked; applying it is refused once a site that it is about is another one.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import TypeAdapter

from minhbach_case.domain.commands import Actor
from minhbach_case.domain.register_changes import ChangeKind, SiteChange, too_many
from minhbach_case.domain.register_file import Reading
from minhbach_case.errors import NotAllowed, NotFound, Stale, UnreadableFile, Wrong
from minhbach_case.import_views import Applied, Begun, Preview, RowProblem, file_remark, row_problem
from minhbach_case.register_comparing import Comparison, compare
from minhbach_case.register_table import read_register
from minhbach_case.register_writing import RegisterWriter, Work
from minhbach_case.storage.previews import PART, PreviewStore
from minhbach_case.storage.sites import SiteStore
from minhbach_case.views import Page
from minhbach_shared.clock import Clock
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Role

KEEPERS: Final[frozenset[Role]] = frozenset({"officer", "supervisor", "administrator"})
KEPT: Final = timedelta(hours=2)
NAMELESS_TOLD: Final = 20
WORK: Final = "work"
Tell = Callable[[int, int], Awaitable[None]]
Listed = Literal["added", "changed", "left", "rejected"]
_CHANGES: Final = TypeAdapter(tuple[SiteChange, ...])
_PROBLEMS: Final = TypeAdapter(tuple[RowProblem, ...])
_WORK: Final = TypeAdapter(tuple[Work, ...])


async def untold(done: int, total: int) -> None:
    """For whoever does not follow how far it is."""


def check_keeper(actor: Actor) -> None:
    """Lets those pass who keep the register.

    Raises:
        NotAllowed: the role does not.
    """
    if actor.role not in KEEPERS:
        raise NotAllowed(f"The role {actor.role!r} does not keep the register.")


async def read_file(name: str, data: bytes) -> Reading:
    """Reads a register file beside the event loop: a long one takes seconds.

    Raises:
        UnreadableFile: as a whole it cannot be read.
    """
    return await asyncio.to_thread(read_register, name, data)


class Imports:
    """Previews of register files, and their application."""

    def __init__(
        self, store: SiteStore, writer: RegisterWriter, previews: PreviewStore, clock: Clock
    ) -> None:
        self._store = store
        self._writer = writer
        self._previews = previews
        self._clock = clock
        # A long file takes a hundred megabytes while it is read and compared.
        self._one_at_a_time = asyncio.Lock()

    async def look(self, name: str, data: bytes, actor: Actor, *, whole: bool) -> Preview:
        """What a file would change; the register stays as it is.

        Args:
            whole: the file is the whole register: a site that it does not name leaves.

        Raises:
            NotAllowed: the role does not keep the register.
            UnreadableFile: as a whole the file cannot be read, or is empty and the whole.
        """
        check_keeper(actor)
        async with self._one_at_a_time:
            reading = await read_file(name, data)
            if whole and not reading.entries:
                raise UnreadableFile(
                    f"{name}: no row can be read: this is no whole register.", "no_rows"
                )
            found = await compare(self._store, reading, whole=whole)
            preview = self._preview(name, data, actor, reading, found, whole=whole)
            lists: dict[str, list[Any]] = {
                kind: [c.model_dump(mode="json") for c in changes]
                for kind, changes in found.changes.items()
            }
            lists["rejected"] = [row_problem(name, p).model_dump() for p in reading.problems]
            lists[WORK] = [w.model_dump(mode="json") for w in found.work]
            head = {"user": actor.user, "preview": preview.model_dump(mode="json")}
            await self._previews.keep(preview.digest, head, lists, preview.expires_at)
        return preview

    async def read(self, digest: str, actor: Actor) -> Preview:
        """A preview that this person asked for.

        Raises:
            NotFound: there is none (any more).
        """
        check_keeper(actor)
        head = await self._previews.head(digest)
        now = self._clock()
        if head is None or head["user"] != actor.user or head["expires_at"] <= now:
            raise NotFound("There is no such preview of yours (any more): look at the file again.")
        later = {name: head[name] for name in ("begun", "applied") if head.get(name)}
        return Preview.model_validate(head["preview"] | later)

    async def changes(
        self, digest: str, actor: Actor, kind: ChangeKind, part: int
    ) -> Page[SiteChange]:
        """A part of a preview's changes of one kind, in the file's order.

        Raises:
            NotFound: there is no such preview.
        """
        preview = await self.read(digest, actor)
        total = {"added": preview.added, "changed": preview.changed, "left": preview.left}[kind]
        items = _CHANGES.validate_python(await self._previews.part(digest, kind, part))
        return Page(items=items, next=_next(part, total))

    async def rejected(self, digest: str, actor: Actor, part: int) -> Page[RowProblem]:
        """A part of the problems that keep rows out, in the file's order.

        Raises:
            NotFound: there is no such preview.
        """
        preview = await self.read(digest, actor)
        items = _PROBLEMS.validate_python(await self._previews.part(digest, "rejected", part))
        return Page(items=items, next=_next(part, preview.rejected))

    async def to_apply(self, digest: str, actor: Actor, leaving: int | None) -> Preview:
        """A preview that may be applied, or was.

        Args:
            leaving: how many sites leave, where the preview asks for it once more.

        Raises:
            NotFound: there is no such preview of this person.
            Wrong: ``leaving`` is not the number that the preview asks for.
        """
        preview = await self.read(digest, actor)
        if preview.confirm_leaving and not preview.applied and leaving != preview.left:
            raise Wrong(f"{preview.left} sites would leave: confirm that number", "leaving")
        return preview

    async def begin(self, digest: str, job_id: UUID) -> None:
        """Notes that a preview is being applied by a job."""
        begun = Begun(at=self._clock(), job_id=job_id)
        await self._previews.begin(digest, begun.model_dump(mode="json"))

    async def apply(
        self, digest: str, actor: Actor, leaving: int | None = None, tell: Tell = untold
    ) -> Preview:
        """Applies exactly what a preview showed; a second time changes nothing.

        One that was cut short goes on: what it wrote is known again and not written twice.

        Args:
            leaving: how many sites leave, where the preview asks for it once more.
            tell: called with how many of how many sites are done; to look at one counts as much
                as to write it.

        Raises:
            NotFound: there is no such preview of this person.
            Wrong: ``leaving`` is not the number that the preview asks for.
            Stale: the register changed since; nothing of others' is overwritten.
        """
        preview = await self.to_apply(digest, actor, leaving)
        if preview.applied:
            return preview
        work = [w async for w in self._work(digest)]
        if preview.whole:
            known = {one.site_id for one in work}
            if await self._store.all_sites() - known:
                raise Stale("a site came to the register since: look again")
        writes = [one for one in work if one.entry or one.leaves]
        await tell(0, len(work))
        told = _Telling(len(work), len(work) + len(writes), tell).more
        await self._writer.check(work, told)
        await self._writer.write(writes, told)
        applied = Applied(
            added=preview.added, changed=preview.changed, left=preview.left, at=self._clock()
        )
        await self._previews.finish(digest, applied.model_dump(mode="json"), WORK)
        return preview.model_copy(update={"applied": applied})

    async def _work(self, digest: str) -> AsyncIterator[Work]:
        number = 0
        while part := await self._previews.part(digest, WORK, number):
            for work in _WORK.validate_python(part):
                yield work
            number += 1

    def _preview(
        self,
        name: str,
        data: bytes,
        actor: Actor,
        reading: Reading,
        found: Comparison,
        *,
        whole: bool,
    ) -> Preview:
        changes = found.changes
        left = len(changes["left"])
        versions = sorted((str(w.site_id), w.expected) for w in found.work)
        content = hashlib.sha256(data).hexdigest()
        said = ["register_preview", actor.user, name, content, whole, versions]
        return Preview(
            digest=digest_of(said),
            file=name,
            whole=whole,
            added=len(changes["added"]),
            changed=len(changes["changed"]),
            unchanged=len(reading.entries) - len(changes["added"]) - len(changes["changed"]),
            left=left,
            rejected=len(reading.problems),
            active=found.active,
            confirm_leaving=too_many(left, found.active),
            kept_back=found.kept_back,
            nameless=reading.nameless[:NAMELESS_TOLD],
            unknown_columns=reading.unknown_columns,
            remarks=tuple(file_remark(remark) for remark in reading.remarks),
            expires_at=self._clock() + KEPT,
        )


class _Telling:
    """Adds up what is done, and tells it in sites."""

    def __init__(self, sites: int, steps: int, tell: Tell) -> None:
        self._sites, self._steps, self._done = sites, steps, 0
        self._tell = tell

    async def more(self, steps: int) -> None:
        """So many steps more are done."""
        self._done += steps
        await self._tell(self._done * self._sites // self._steps, self._sites)


def _next(part: int, total: int) -> str | None:
    return str(part + 1) if (part + 1) * PART < total else None
