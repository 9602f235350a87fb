"""Whom a letter is for, and about which site, in words."""

from dataclasses import dataclass

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.printing import printable
from minhbach_case.web.texts import Texts
from minhbach_shared.events import SiteRecord


@dataclass(frozen=True, slots=True)
class Addressee:
    """A registered organisation and its site; ``site_name`` is known without a record, too."""

    record: SiteRecord | None
    site_name: str
    agency: Agency
    t: Texts

    @property
    def organisation(self) -> str:
        """Whom the letter is for: the registered organisation, or the site by its name."""
        return printable((self.record and self.record.organisation) or self.site_name)

    @property
    def site(self) -> str:
        """The site in words, such as `trang thông tin điện tử tổng hợp “Tin Hoa Mới”`."""
        site_class = self.record.site_class if self.record else "reference"
        name = self.record.name if self.record else self.site_name
        return self.t(f"site.{site_class}", name=printable(name))

    @property
    def address(self) -> str:
        """The site's home page."""
        return printable(self.record.address if self.record else self.site_name)

    @property
    def contact(self) -> str:
        """Where replies go, as a sentence; empty where the agency gave no address."""
        given = self.agency.contact
        return self.t("contact", contact=printable(given)) if given else ""
