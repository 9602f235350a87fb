"""Makes the secrets of a Compose deployment, each once: run as a job before everything else.

Each service has a folder of its own and sees no other's; a file is named as the setting that it is
(`MINHBACH_SECRETS_FOLDER`). What is there already stays: a second start changes nothing. The
console's first accounts stand in `case/accounts.json`; `docker compose run --rm accounts` shows
them.
"""

import base64
import json
import os
import secrets
import sys
from pathlib import Path

SERVICES = ("crawler", "classifier", "case")
PEOPLE = ("viewer", "officer", "supervisor", "auditor", "administrator")
CAPTURES_USER = "minhbach"
# Whom the services' images run as.
OURS = 65532


def main(root: Path) -> None:
    """Fills the folders under ``root``."""
    made = sum(
        _write(root / folder / name, value, mode, OURS if folder in SERVICES else None)
        for folder, files in _wanted(root).items()
        for name, (value, mode) in files.items()
    )
    sys.stdout.write(f"{made} secrets made\n")


def _wanted(root: Path) -> dict[str, dict[str, tuple[str, int]]]:
    shared = _kept(root / "case" / "minhbach_secret") or secrets.token_hex(32)
    captures = _kept(root / "captures" / "key") or secrets.token_hex(24)
    passwords = {s: _kept(root / "mongodb" / s) or secrets.token_hex(24) for s in SERVICES}
    wanted: dict[str, dict[str, tuple[str, int]]] = {
        "mongodb": {
            "root": (secrets.token_hex(24), 0o400),
            # Members of the replica set know each other by it, one member too.
            "keyfile": (base64.b64encode(secrets.token_bytes(700)).decode(), 0o400),
            **{service: (password, 0o400) for service, password in passwords.items()},
        },
        "captures": {"key": (captures, 0o444)},
    }
    for service in SERVICES:
        address = (
            f"mongodb://{service}:{passwords[service]}@mongodb:27017/?replicaSet=rs0"
            f"&authSource=admin"
        )
        wanted[service] = {
            "minhbach_secret": (shared, 0o400),
            "minhbach_mongodb_uri": (address, 0o400),
            "minhbach_s3_key_id": (CAPTURES_USER, 0o400),
            "minhbach_s3_key": (captures, 0o400),
        }
    accounts = {role: {"user": role, "password": secrets.token_urlsafe(12)} for role in PEOPLE}
    wanted["case"]["accounts.json"] = (json.dumps(accounts, indent=1), 0o600)
    return wanted


def _kept(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _write(path: Path, value: str, mode: int, owner: int | None) -> bool:
    """Whole or not at all: a job that was killed midway is run again."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(value)
    if owner is not None and os.geteuid() == 0:
        os.chown(beside, owner, owner)
    beside.replace(path)
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]))
