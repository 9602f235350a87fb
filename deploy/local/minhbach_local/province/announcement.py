"""How a province that runs as a process of its own says that it is ready, and where.

``DIR/province.json`` is written whole once all sites answer, and removed when the process stops:
``{"pid", "register_file", "sites": [{"key", "name", "address", "site_class", "fault"}],
"expected": [{"site_address", "kind", "duties"}]}``. After a ``kill -9`` a stale file stays behind;
its ``pid`` tells it from that of the process which was just started.
"""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from minhbach_local.province.folder import write_whole
from minhbach_local.province.province import ExpectedCase, Province
from minhbach_shared.vocabulary import CaseKind, Duty, SiteClass


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class AnnouncedSite(_Frozen):
    """A site that is being served."""

    key: str
    name: str
    address: str
    site_class: SiteClass
    fault: str


class AnnouncedCase(_Frozen):
    """A case that a correct system opens."""

    site_address: str
    kind: CaseKind
    duties: tuple[Duty, ...]

    def as_expected(self) -> ExpectedCase:
        """The same as the province itself says it."""
        return ExpectedCase(self.site_address, self.kind, frozenset(self.duties))


class Announcement(_Frozen):
    """The whole file."""

    pid: int
    register_file: Path
    sites: tuple[AnnouncedSite, ...]
    expected: tuple[AnnouncedCase, ...]

    @classmethod
    def of(cls, province: Province, register: Path, pid: int) -> Self:
        """What a served province has to say."""
        sites = tuple(
            AnnouncedSite(
                key=site.key,
                name=site.name,
                address=site.address,
                site_class=site.site_class,
                fault=site.fault,
            )
            for site in province.sites
        )
        expected = tuple(
            AnnouncedCase(
                site_address=case.site_address, kind=case.kind, duties=tuple(sorted(case.duties))
            )
            for case in province.expected
        )
        return cls(pid=pid, register_file=register, sites=sites, expected=expected)

    @classmethod
    def read(cls, data: Path) -> Self | None:
        """The announcement in that folder, or none yet."""
        try:
            return cls.model_validate_json(announcement_file(data).read_bytes())
        except FileNotFoundError:
            return None

    def write(self, data: Path) -> None:
        """Writes the file whole."""
        write_whole(announcement_file(data), self.model_dump_json(indent=1))


def announcement_file(data: Path) -> Path:
    """Where a folder keeps it."""
    return data / "province.json"
