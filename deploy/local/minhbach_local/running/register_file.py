"""The register file before it is sent: is it there, and whose is the operator's account."""

from pathlib import Path
from uuid import UUID

from minhbach_case.errors import UnreadableFile
from minhbach_case.register_table import read_register
from minhbach_local.running.errors import RegisterUnreadable


def first_site(file: Path) -> UUID:
    """The id of the first site that has duties (or the first at all) in a register file.

    Raises:
        RegisterUnreadable: the file cannot be read, or no row of it can.
    """
    try:
        reading = read_register(file.name, file.read_bytes())
    except OSError as error:
        raise RegisterUnreadable(
            f"the register {file} cannot be read: {error.strerror}. It is a CSV file in UTF-8 or "
            "an XLSX file, with a header row and at least the columns name, address, class"
        ) from error
    except UnreadableFile as error:
        raise RegisterUnreadable(f"the register {file} cannot be used. {error}") from error
    ordered = sorted(reading.entries, key=lambda entry: entry.site_class == "reference")
    if ordered:
        return ordered[0].site_id
    told = next(
        (f" Line {p.line}: {p.column} {p.problem}." for p in reading.problems),
        " Below its header there is no row: write one a site.",
    )
    raise RegisterUnreadable(f"the register {file} has no row that can be read.{told}")
