"""What a data folder keeps for itself: the deployment's secret, the accounts, the ports."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import BaseModel, ConfigDict

from minhbach_local.stack import ports
from minhbach_shared.vocabulary import Role

SERVICES: Final = ("crawler", "classifier", "case")
ROLES: Final[tuple[Role, ...]] = (
    "viewer",
    "officer",
    "supervisor",
    "auditor",
    "administrator",
    "operator",
)


class Account(BaseModel):
    """A local account."""

    model_config = ConfigDict(frozen=True)

    user: str
    password: str
    site_id: UUID | None = None


class Household(BaseModel):
    """Made once for a data folder, so that a second run goes on with it."""

    model_config = ConfigDict(frozen=True)

    secret: str
    accounts: dict[Role, Account]
    ports: dict[str, int]


def keep(file: Path, operator_site: UUID) -> Household:
    """The folder's household: what the file says, or a new one.

    Args:
        operator_site: the site that the operator's account is for, where it is new.
    """
    known = _read(file) or Household(
        secret=secrets.token_hex(32), accounts=_accounts(operator_site), ports={}
    )
    kept = known.model_copy(update={"ports": _ports(known.ports)})
    write_private(file, kept.model_dump_json(indent=2))
    return kept


def write_private(file: Path, text: str) -> None:
    """Writes a file whole, readable by its owner alone."""
    new = file.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    new.replace(file)


def keep_key(file: Path) -> None:
    """Makes the key that signs dossiers, where there is none yet: Ed25519, as PEM."""
    if not file.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        write_private(file, pem.decode("ascii"))


def _accounts(operator_site: UUID) -> dict[Role, Account]:
    return {
        role: Account(
            user=role,
            password=secrets.token_urlsafe(12),
            site_id=operator_site if role == "operator" else None,
        )
        for role in ROLES
    }


def _ports(known: dict[str, int]) -> dict[str, int]:
    found = ports.free_ports()
    return {
        service: known[service] if _still_free(known.get(service)) else next(found)
        for service in SERVICES
    }


def _still_free(port: int | None) -> bool:
    return port is not None and ports.is_free(port)


def _read(file: Path) -> Household | None:
    try:
        return Household.model_validate_json(file.read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def accounts_json(accounts: Mapping[Role, Account]) -> str:
    """The accounts as the case service reads them: ``{role: {"user", "password", …}}``."""
    return json.dumps(
        {role: a.model_dump(mode="json", exclude_none=True) for role, a in accounts.items()},
        indent=2,
    )
