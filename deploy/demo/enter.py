"""Enters the demo province's register at the case service, as its officer would: a job that ends.

Arguments: the register's file, the API's address (``http://case:8000/api/v1``), the accounts' file.
A register that stands already is entered again and changes nothing.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx

PATIENCE_SECONDS = 600


def main(register: Path, api: str, accounts: Path) -> None:
    """Waits for both sides, then enters the register.

    Raises:
        SystemExit: one of them never answered, or the register was refused.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    with httpx.Client(timeout=30) as client:
        while time.monotonic() < end:
            try:
                sys.stdout.write(_enter(client, register.read_bytes(), api, accounts))
            except (OSError, httpx.TransportError) as error:
                sys.stdout.write(f"waiting: {error}\n")
                time.sleep(2)
            else:
                return
    raise SystemExit("the province or the case service did not come up")


def _enter(client: httpx.Client, register: bytes, api: str, accounts: Path) -> str:
    officer = json.loads(accounts.read_text("utf-8"))["officer"]
    token = _checked(client.post(f"{api}/tokens", json=officer))["token"]
    headers = {"Authorization": f"Bearer {token}"}
    files = {"file": ("register.csv", register, "text/csv")}
    preview = _checked(client.post(f"{api}/register/previews", files=files, headers=headers))
    place = f"{api}/register/previews/{preview['digest']}/apply"
    _checked(client.post(place, json={}, headers=headers))
    return f"{preview['added']} sites added, {preview['unchanged']} stood there before\n"


def _checked(answer: httpx.Response) -> Any:
    if answer.status_code == 503:
        raise httpx.ReadError("not ready yet")
    if answer.is_error:
        raise SystemExit(f"{answer.request.url}: {answer.status_code} {answer.text[:500]}")
    return answer.json()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
