"""The agency's own people by the seals of their accounts: who works on a case, and who can.

A case names its assignee by a seal. The accounts are some dozens, so each is sealed and looked up
here; an operator's account and a machine's are nobody's colleague.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from minhbach_case.domain.commands import Actor, Assign, Command
from minhbach_case.domain.states import TABLE
from minhbach_case.errors import CannotWork
from minhbach_case.web.accounts import Account, Accounts
from minhbach_shared.vocabulary import CaseState, Role

WORKERS: Final[frozenset[Role]] = frozenset(("officer", "supervisor"))
"""Whose cases can be, and who says so."""
ASSIGNABLE: Final[frozenset[CaseState]] = frozenset(
    row.source for row in TABLE if row.act == "assign"
)
KNOWN_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the agency's people.

    Attributes:
        seal: what a case and an address call them; a name stands in neither.
        works: whether a case can be given to them now.
    """

    id: str
    name: str
    seal: str
    role: Role
    works: bool


class Colleagues:
    """Reads the people at most once in a while; what is acted on is read anew."""

    def __init__(
        self,
        accounts: Accounts,
        seal: Callable[[str], str],
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._accounts = accounts
        self._seal = seal
        self._elapsed = elapsed
        self._known: Mapping[str, Colleague] = {}
        self._until = float("-inf")

    async def known(self) -> Mapping[str, Colleague]:
        """All of them by seal, in the order of their names; some seconds old at most."""
        if self._elapsed() >= self._until:
            await self._read()
        return self._known

    async def resolved(self, command: Command, actor: Actor) -> Command:
        """The command as the law takes it: whoever a case is given to is an account's id.

        Raises:
            CannotWork: there is no such account, or no case can be given to it.
        """
        # Whoever may not assign is refused by the law, and learns of no account here.
        if not isinstance(command, Assign) or command.to is None or actor.role not in WORKERS:
            return command
        people = await self._read()
        by_id = {one.id: one for one in people.values()}
        one = by_id.get(command.to) or people.get(command.to)
        if one is None or not one.works:
            raise CannotWork("to: name an active account of an officer or a supervisor.", "to")
        return replace(command, to=one.id)

    async def _read(self) -> Mapping[str, Colleague]:
        found = [
            self._colleague(account, active=active)
            for account, active in await self._accounts.all()
            if account.role != "operator" and account.kind != "machine"
        ]
        self._known = {one.seal: one for one in told_apart(found)}
        self._until = self._elapsed() + KNOWN_SECONDS
        return self._known

    def _colleague(self, account: Account, *, active: bool) -> Colleague:
        works = active and account.role in WORKERS
        return Colleague(account.id, account.user, self._seal(account.id), account.role, works)


def told_apart(people: Iterable[Colleague]) -> list[Colleague]:
    """By name; two of one name carry the first digits of their seals."""
    ordered = sorted(people, key=lambda one: (one.name.casefold(), one.seal))
    often = Counter(one.name for one in ordered)
    return [
        replace(one, name=f"{one.name} ({one.seal[:6]})") if often[one.name] > 1 else one
        for one in ordered
    ]
