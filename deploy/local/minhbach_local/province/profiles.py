"""What a demo site is, apart from its articles: read from one TOML file a site."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from string import Template
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from minhbach_shared.vocabulary import CaseKind, Duty, LicenceStatus, SiteClass

CONTENT: Final = Path(__file__).parent / "content"
# The order in which the register's columns are named everywhere.
COLUMNS: Final = (
    "name",
    "address",
    "class",
    "status",
    "organisation",
    "governing_body",
    "responsible_person",
    "contact_address",
    "email",
    "phone",
    "licence_number",
    "licence_issued_on",
    "licence_expires_on",
    "licence_authority",
    "server_location",
    "field",
)
# The register and this table list the sites in this order; the newspapers come last.
KEYS: Final = (
    "dat-go",
    "ben-xua",
    "cau-sat",
    "cho-noi",
    "kinh-xang",
    "phu-sa",
    "rach-vet",
    "goc-vuon",
    "lang-moi",
    "ben-go",
    "song-tien",
    "mien-go",
)

LayoutName = Literal["modern", "soup", "aspnet", "portal", "newspaper"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Licence(_Strict):
    """Dates that move with the start of the province, so that a licence stays what it is."""

    issued_days_before: int
    years: int

    def issued_on(self, today: date) -> date:
        """The day of issue."""
        return today - timedelta(days=self.issued_days_before)

    def expires_on(self, today: date) -> date:
        """The last day, so many years after the issue."""
        issued = self.issued_on(today)
        # The 28th stands in for a 29 February that the later year may not have.
        day = 28 if (issued.month, issued.day) == (2, 29) else issued.day
        return issued.replace(year=issued.year + self.years, day=day)


class Registered(_Strict):
    """What the register knows beyond name, address, class and the licence's dates."""

    status: LicenceStatus | None = None
    organisation: str
    governing_body: str = ""
    responsible_person: str = ""
    contact_address: str
    email: str
    phone: str
    licence_number: str = ""
    licence_authority: str = ""
    server_location: str = ""
    field: str = ""


class Faults(_Strict):
    """Addresses that answer badly; each list holds paths, ``redirects`` goes from path to path."""

    down: tuple[str, ...] = ()
    hanging: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    oversized: tuple[str, ...] = ()
    redirects: dict[str, str] = Field(default_factory=dict)

    @property
    def paths(self) -> tuple[str, ...]:
        """All of them, in the order of the file."""
        return (*self.down, *self.hanging, *self.empty, *self.oversized, *self.redirects)


class Expectation(_Strict):
    """A case that this site deserves."""

    kind: CaseKind
    duties: tuple[Duty, ...]


class Profile(_Strict):
    """One site's file."""

    name: str
    site_class: SiteClass = Field(alias="class")
    layout: LayoutName
    fault: str = Field(description="For people: what is wrong with the site, if anything")
    about: str
    robots: str
    sitemap_in_robots: bool = True
    footer: str
    sitemap: bool
    feed: bool
    flaky: bool = Field(default=False, description="Every first of two requests answers 503")
    spelling: Literal["nfc", "nfd"] = "nfc"
    licence: Licence | None = None
    register_entry: Registered = Field(alias="register")
    faults: Faults = Faults()
    expected: tuple[Expectation, ...] = ()

    def footer_lines(self, today: date) -> tuple[str, ...]:
        """The footer's lines as HTML, with the licence's dates filled in."""
        filled = Template(self.footer).substitute(_dates(self.licence, today))
        return tuple(line for line in filled.splitlines() if line)

    def register_row(self, address: str, today: date) -> dict[str, str]:
        """The site's row, with exactly the register's columns."""
        known = self.register_entry.model_dump()
        row = {"name": self.name, "address": address, "class": self.site_class, **known}
        if self.licence is not None:
            row["licence_issued_on"] = self.licence.issued_on(today).isoformat()
            row["licence_expires_on"] = self.licence.expires_on(today).isoformat()
        return {column: row.get(column) or "" for column in COLUMNS}


def _dates(licence: Licence | None, today: date) -> dict[str, str]:
    if licence is None:
        return {}
    issued = licence.issued_on(today)
    return {
        "issued": f"{issued:%d/%m/%Y}",
        "issued_dashed": f"{issued:%d-%m-%Y}",
        "issued_dotted": f"{issued.day}.{issued.month}.{issued.year}",
        "issued_words": f"{issued.day} tháng {issued.month} năm {issued.year}",
        "expires": f"{licence.expires_on(today):%d/%m/%Y}",
    }


def read_profiles() -> dict[str, Profile]:
    """All sites' profiles by key, in the register's order."""
    return {
        key: Profile.model_validate(tomllib.loads((CONTENT / f"{key}.toml").read_text("utf-8")))
        for key in KEYS
    }
