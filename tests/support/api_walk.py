"""Walks the API as its own document describes it, right and wrong, as one account.

Schemathesis sends requests that the document allows and requests that it forbids, over HTTP,
follows ids from answers into other requests, and holds every answer against the document.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import tomli_w

from minhbach_shared.vocabulary import Role
from tests.support.seeds import PASSWORDS

WALKERS: Final[tuple[Role | None, ...]] = ("administrator", "officer", "operator", None)
"""Who walks; None: nobody, without a token."""
# What the document cannot tell: whether an act is possible now, what a file holds, which site
# an operator's account needs.
_DEPENDS: Final = [
    f"/api/v1/{path}"
    for path in (
        "cases/{case_id}/acts",
        "sites/{site_id}/erase",
        "register/imports",
        "register/previews",
        "register/previews/{digest}/apply",
        "accounts",
        "accounts/acts",
        "machines",
        # Whether an address may be written to.
        "webhooks",
        "webhooks/{subscriber_id}",
        "webhooks/{subscriber_id}/acts",
        "webhooks/{subscriber_id}/deliveries/{delivery_id}/resend",
        # Whether a report's period has begun.
        "report-drafts",
        # Whether a day is still to come, and what the form in force asks.
        "filings/requests",
        "sites/{site_id}/filings",
        "sites/{site_id}/filings/signed",
        # Which words are a period, and of which years reports are asked.
        "filings",
        "exports/filings.{form}",
        "exports/portals.{form}",
        "exports/portals/{site_id}.{form}",
        "exports/portals/{site_id}/evidence.{form}",
    )
]
_ACCEPTED: Final = ["2xx", "401", "403", "404", "409", "422", "429"]


@dataclass(frozen=True, slots=True)
class Walked:
    """How a walk ended; ``told`` is for people."""

    found_nothing: bool
    told: str


async def walk(address: str, role: Role | None, folder: Path, arguments: Sequence[str]) -> Walked:
    """Walks the API at an address with a token of this role's account.

    Args:
        folder: where the settings of the walk are written.
        arguments: more of Schemathesis: phases, bounds, the seed.
    """
    async with httpx.AsyncClient(base_url=address) as client:
        headers = await _headers(client, role)
        settings = folder / f"{role}.toml"
        settings.write_text(tomli_w.dumps(await _settings(client)), encoding="utf-8")
    program = Path(sys.executable).with_name("st")
    said = [word for pair in headers.items() for word in ("-H", ": ".join(pair))]
    process = await asyncio.create_subprocess_exec(
        *(str(program), "--config-file", str(settings), "run", f"{address}/openapi.json"),
        *("--no-color", "--continue-on-failure", "--no-shrink", "--warnings", "off"),
        *said,
        *arguments,
        cwd=folder,
        stdout=PIPE,
        stderr=STDOUT,
    )
    try:
        told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return Walked(process.returncode == 0, f"as {role}:\n{told.decode()}")


async def _headers(client: httpx.AsyncClient, role: Role | None) -> dict[str, str]:
    if role is None:
        return {}
    body = {"user": role, "password": PASSWORDS[role]}
    token = (await client.post("/api/v1/tokens", json=body)).raise_for_status().json()["token"]
    return {"Authorization": f"Bearer {token}"}


async def _settings(client: httpx.AsyncClient) -> Mapping[str, object]:
    known = await _headers(client, "administrator")
    ids = {}
    for what, key in (("cases", "case_id"), ("sites", "site_id")):
        page = (await client.get(f"/api/v1/{what}", headers=known)).raise_for_status().json()
        ids[key] = {"values": [item[key] for item in page["items"]]}
    return {
        "hooks": str(Path(__file__).with_name("walk_hooks.py")),
        "dictionaries": ids,
        # Most ids of a walk are real ones: behind an unknown one there is nothing to see.
        "parameters": {key: {"dictionary": key, "probability": 0.8} for key in ids},
        "operations": [
            {
                "include-path": _DEPENDS,
                "checks": {"positive_data_acceptance": {"expected-statuses": _ACCEPTED}},
            }
        ],
    }
