"""Erases the personal data of a site: its responsible person, e-mails and telephone numbers.

Seven things go, in an order that a crash can cut anywhere: previews that show them; the salt, so
that no digest on a topic can be guessed back; then one step, the site's next version without
them, says who erased and why; and whoever announces that step destroys what stood apart in the
versions before it, the letters that went to those addresses, and the names and files of its
reports. Cut short before the step, the
act is simply done again: a salt that was destroyed once more costs nothing. Cut short after it,
the relay's next turn carries it out.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from uuid import UUID

from minhbach_case.domain.commands import TEXT_LIMIT, Actor
from minhbach_case.domain.register import Erasure, erased_version
from minhbach_case.errors import Contended, Missing, NotAllowed, NotFound, OnHold, Wrong
from minhbach_case.storage.filings import FilingStore
from minhbach_case.storage.letters import LetterStore
from minhbach_case.storage.previews import PreviewStore
from minhbach_case.storage.sites import Salts, SiteStore
from minhbach_shared.clock import Clock
from minhbach_shared.eventlog import AlreadyCaused, StreamMoved

ATTEMPTS: Final = 10
HeldCases = Callable[[UUID], Awaitable[Sequence[UUID]]]
"""The cases of a site that are under legal hold."""


class SiteEraser:
    """Erases what the register keeps apart of sites, and carries it out as the relay asks."""

    def __init__(
        self,
        store: SiteStore,
        salts: Salts,
        previews: PreviewStore,
        held: HeldCases,
        letters: LetterStore,
        filings: FilingStore,
        clock: Clock,
    ) -> None:
        self._store = store
        self._salts = salts
        self._previews = previews
        self._held = held
        self._letters = letters
        self._filings = filings
        self._clock = clock

    async def erase(self, site: UUID, reason: str, actor: Actor) -> None:
        """Erases a site's personal data; where nothing is kept, nothing happens.

        Raises:
            NotAllowed: the role is not an administrator's.
            NotFound: the site is not in the register.
            Missing: no reason was given.
            Wrong: the reason is too long.
            OnHold: a case of the site is under legal hold.
            Contended: others keep importing the site.
        """
        _check(reason, actor)
        for _ in range(ATTEMPTS):
            found = await self._store.known([site])
            if site not in found:
                raise NotFound(f"There is no site {site} in the register.")
            head, known = found[site]
            if known.personal is None and not await self._filings.names_people(site):
                return
            if held := await self._held(site):
                raise OnHold(f"Cases {', '.join(map(str, held))} of it are under legal hold.")
            if known.personal is None:
                # Reports that came after an erasure: no version of the record is left to change.
                await self._filings.erase_site(site, self._clock())
                return
            await self._previews.forget(str(site))
            # Before the step: an import that still keys with the old one comes behind a head
            # that has moved, and reads the salt anew.
            await self._salts.renew(site)
            erasure = Erasure(user=actor.name or actor.user, reason=reason.strip())
            version = erased_version(known, erasure, self._clock())
            try:
                await self._store.append([version] if version else [], {site: head})
            except (StreamMoved, AlreadyCaused):
                continue
            await self.carry_out([site])
            return
        raise Contended("others keep importing this site; try again")

    async def carry_out(self, sites: Sequence[UUID]) -> None:
        """Destroys what the steps of these sites say is erased; idempotent."""
        for site, moment in (await self._store.destroy(sites)).items():
            await self._letters.erase_site(site, moment)
            await self._filings.erase_site(site, moment)


def _check(reason: str, actor: Actor) -> None:
    if actor.role != "administrator":
        raise NotAllowed(f"The role {actor.role!r} does not erase: an administrator does.")
    if not reason.strip():
        raise Missing("Say why it is erased.", "reason")
    if len(reason) > TEXT_LIMIT:
        raise Wrong(f"reason: at most {TEXT_LIMIT} characters.", "reason")
