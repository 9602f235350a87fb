"""Who asks for an export, in which words, of what; and how its head is said."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from minhbach_case.exporting.export import Column, Export, Kind, Table
from minhbach_case.web.accounts import Account
from minhbach_case.web.guard import sees_personal
from minhbach_case.web.parts import Parts
from minhbach_case.web.texts import Texts, show_time


@dataclass(frozen=True, slots=True)
class Asking:
    """One request for an export; ``query`` is the page's own, ``names`` are of its address."""

    parts: Parts
    account: Account
    t: Texts
    query: Mapping[str, str]
    names: Mapping[str, str]

    def id(self, name: str) -> UUID:
        """An id of the address; it was read as one before."""
        return UUID(self.names[name])

    @property
    def staff(self) -> bool:
        """Whether an agency's own account asks."""
        return self.account.role != "operator"

    def column(self, name: str, key: str, kind: Kind = "text") -> Column:
        """A column whose title stands in the catalogue."""
        return Column(name, self.t(key), kind)

    def chosen(self, key: str, family: str, word: str | None) -> tuple[str, str]:
        """A filter as the page shows it."""
        return self.t(key), self.t(f"{family}.{word}") if word else self.t("filter.all")

    def export(
        self,
        name: str,
        title: str,
        tables: Sequence[Table],
        filters: Sequence[tuple[str, str]] = (),
        notes: Sequence[str] = (),
        *,
        personal: bool = False,
    ) -> Export:
        """An export with its head.

        Args:
            personal: names, phones or e-mails of people stand in it for those who may see them.
        """
        day = show_time(self.parts.clock())
        role = self.t(f"role.{self.account.role}")
        made = self.t("export.made", at=day, user=self.account.user, role=role)
        kept = "export.personal" if personal and sees_personal(self.account) else "export.internal"
        return Export(
            name=name,
            title=title,
            filters=filters,
            notes=(made, self.t(kept if self.staff else "export.operator"), *notes),
            cut=self.t("export.cut"),
            tables=tables,
        )


Make = Callable[[Asking], Awaitable[Export]]


@dataclass(frozen=True, slots=True)
class Offer:
    """One export: where it is asked for, and what makes it.

    Attributes:
        path: under ``/exports``, without its ending.
        names: reads what the path names; refuses what is none.
        query: what of the page's own query it takes, as the API describes and checks it.
    """

    path: str
    summary: str
    make: Make
    query: Callable[..., None] | None = None
    names: Callable[..., None] | None = None
