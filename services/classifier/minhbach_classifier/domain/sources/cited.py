"""Which sites of the register a page credits, and of which of them the source was not read yet."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from minhbach_classifier.domain.model import Page, RegisterRecord
from minhbach_classifier.domain.sources.addresses import address_id, host_of, on_site
from minhbach_classifier.domain.sources.credits import Credit, read_credits
from minhbach_classifier.domain.sources.matching import CREDITED, Match
from minhbach_classifier.domain.sources.names import forms_of, forms_said, names_site
from minhbach_shared.events import CitedSource


@dataclass(frozen=True, slots=True)
class References:
    """The reference sites of the register, by host and by the names that readers know."""

    by_host: Mapping[str, RegisterRecord]
    by_name: Mapping[str, tuple[RegisterRecord, ...]]

    @classmethod
    def of(cls, sites: Iterable[RegisterRecord]) -> Self:
        """Of the latest records; sites that left the register are no references."""
        active = sorted(
            (s for s in sites if s.active and s.site_class == "reference"),
            key=lambda site: site.site_id,
        )
        by_name: dict[str, tuple[RegisterRecord, ...]] = {}
        for site in active:
            for form in forms_of(site):
                by_name[form] = (*by_name.get(form, ()), site)
        hosts = ((host_of(site.address), site) for site in active)
        return cls({host: site for host, site in hosts if host is not None}, by_name)

    def linked(self, link: str) -> tuple[RegisterRecord, str] | None:
        """The reference site that a link leads to, with the address there."""
        site = self.by_host.get(host_of(link) or "")
        address = on_site(link, site.address) if site is not None else None
        return (site, address) if site is not None and address is not None else None

    def named(self, name: str) -> tuple[RegisterRecord, ...]:
        """The reference sites that one name of a credit may mean."""
        near = {s.site_id: s for form in forms_said(name) for s in self.by_name.get(form, ())}
        return tuple(site for _, site in sorted(near.items()) if names_site(name, site))


@dataclass(frozen=True, slots=True)
class Cited:
    """A reference site that the page credits, with the address that its credit links to."""

    site: RegisterRecord
    address: str | None

    @property
    def source(self) -> CitedSource:
        """As the assessment names it."""
        return CitedSource(site_id=self.site.site_id, address=self.address)

    @property
    def address_id(self) -> UUID | None:
        """The id of the address; None where the credit gives none."""
        return None if self.address is None else address_id(self.site.site_id, self.address)


def cited_sources(page: Page, references: References) -> tuple[Cited, ...]:
    """The reference sites that a page's credits name or link to, each once, in the page's order.

    A link that leads to a site's home page says no more than its name.
    """
    found: dict[tuple[UUID, str | None], Cited] = {}
    for credit in read_credits(page):
        for cited in _cited(credit, references):
            found.setdefault((cited.site.site_id, cited.address), cited)
    linked = {site for site, address in found if address is not None}
    return tuple(c for (site, address), c in found.items() if address or site not in linked)


def _cited(credit: Credit, references: References) -> Iterator[Cited]:
    linked = references.linked(credit.link) if credit.link is not None else None
    if linked is not None:
        site, address = linked
        home = address_id(site.site_id, site.address)
        yield Cited(site, None if address_id(site.site_id, address) == home else address)
    for name in credit.names:
        for site in references.named(name):
            yield Cited(site, None)


def unread(
    cited: Sequence[Cited], matches: Iterable[Match], read: Collection[UUID]
) -> tuple[Cited, ...]:
    """Those whose article there is not known.

    Args:
        matches: known articles that the text was compared with.
        read: ids of the addresses that were read, whatever they showed.
    """
    matched = {m.article.site_id for m in matches if m.containment >= CREDITED}
    return tuple(c for c in cited if c.site.site_id not in matched and c.address_id not in read)
