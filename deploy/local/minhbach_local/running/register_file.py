"""The register file before it is sent: is it there, and whose is the operator's account."""

import csv
from pathlib import Path
from uuid import UUID

from minhbach_local.running.errors import RegisterUnreadable
from minhbach_shared.ids import site_id


def first_site(file: Path) -> UUID:
    """The id of the first site that has duties (or the first at all) in a register file.

    Raises:
        RegisterUnreadable: the file cannot be read, or has no row with an address.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegisterUnreadable(
            f"the register {file} cannot be read: {error}. It is a CSV file in UTF-8 with a "
            "header row and at least the columns name, address, class"
        ) from error
    ordered = sorted(rows, key=lambda row: row.get("class") == "reference")
    for row in ordered:
        try:
            return site_id(row.get("address") or "")
        except ValueError:
            continue
    raise RegisterUnreadable(f"the register {file} has no row with an address in column `address`")
