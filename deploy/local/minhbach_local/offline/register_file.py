"""A register file as an operator has it: CSV or XLSX, and the row of one's own site."""

from dataclasses import dataclass
from pathlib import Path

from minhbach_case import register_table
from minhbach_case.domain.register import SiteEntry
from minhbach_case.errors import UnreadableFile
from minhbach_local.offline.errors import RegisterRefused
from minhbach_local.offline.registered import told
from minhbach_shared.ids import origin_of


@dataclass(frozen=True, slots=True)
class Register:
    """The entries of a file, and what was wrong with it."""

    entries: tuple[SiteEntry, ...]
    remarks: tuple[str, ...]

    def of(self, address: str | None) -> SiteEntry | None:
        """The entry of the site that an address belongs to; the only one where none is told."""
        subjects = [e for e in self.entries if e.site_class != "reference"]
        if address is None:
            return subjects[0] if len(subjects) == 1 else None
        host = _host(address)
        same = [e for e in subjects if _host(e.address) == host]
        return next((e for e in same if _origin(e.address) == _origin(address)), None) or next(
            iter(same), None
        )


def read_register(file: Path) -> Register:
    """The register that a file holds; rows that cannot be read are told and stay out.

    Raises:
        RegisterRefused: the file cannot be used.
    """
    try:
        reading = register_table.read_register(file.name, file.read_bytes())
    except UnreadableFile as error:
        raise RegisterRefused(str(error)) from None
    except OSError as error:
        raise RegisterRefused(f"the register {file} cannot be read: {error}") from error
    if not reading.entries and not reading.problems:
        raise RegisterRefused(f"the register {file} holds no row")
    wrong = [f"{file.name}, line {p.line}: {told(p)}" for p in reading.problems]
    unknown = [f"{file.name}: unknown column '{c}'" for c in reading.unknown_columns]
    return Register(reading.entries, (*unknown, *wrong))


def _origin(address: str) -> tuple[str, str, int] | None:
    try:
        return origin_of(address)
    except ValueError:
        return None


def _host(address: str) -> str | None:
    origin = _origin(address)
    return origin[1].removeprefix("www.") if origin else None
