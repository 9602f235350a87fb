"""The case service that a dossier is asked of."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx

from minhbach_local.jobs import file_of, wait_for
from minhbach_local.registering.errors import RegisteringError
from minhbach_local.registering.service import Access, checked, client_of


@dataclass(frozen=True, slots=True)
class Made:
    """A dossier as the service made it."""

    name: str
    content: bytes


def make(access: Access, case: str, *, full: bool) -> Made:
    """Asks for a dossier and waits for it.

    Args:
        case: its id, or the eight digits that letters call it by.

    Raises:
        RegisteringError: the service refuses, does not answer, or knows no such case.
        JobFailed: it was stopped, refused or went wrong.
    """
    with client_of(access) as client:
        found = case_id_of(client, case)
        path = f"cases/{found}/dossier" + ("/full" if full else "")
        job = wait_for(client, checked(client.post(path)), f"dossier of {case}", checked)
        return Made(str(job["name"]), file_of(client, job))


def write(made: Made, output: Path | None) -> Path:
    """Writes a dossier where it was asked for, readable by its owner alone; else beside us.

    Raises:
        RegisteringError: it cannot be written.
    """
    file = output or Path(made.name)
    try:
        file.touch(mode=0o600)
        file.write_bytes(made.content)
    except OSError as error:
        raise RegisteringError(f"{file} cannot be written: {error.strerror}") from error
    return file


def case_id_of(client: httpx.Client, case: str) -> str:
    """A case's id, by itself or by the eight digits that letters call it by.

    Raises:
        RegisteringError: no case is called so, or several are.
    """
    try:
        return str(UUID(case))
    except ValueError:
        found = checked(client.get("cases", params={"q": case, "limit": 2}))["items"]
    if len(found) != 1:
        raise RegisteringError(f"{case!r} is the number or id of no case, or of several")
    return str(found[0]["case_id"])
