"""The case service's HTTP API as the run uses it."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from minhbach_local.running.errors import RegisterUnreadable, RunError
from minhbach_local.running.household import Account

Json = dict[str, Any]


class CaseApi:
    """Calls with the token of one account."""

    def __init__(self, client: httpx.AsyncClient, address: str, account: Account) -> None:
        self._client = client
        self._base = f"{address}/api/v1"
        self._account = account
        self._headers: Mapping[str, str] = {}

    async def log_in(self) -> None:
        """Takes a token."""
        body = {"user": self._account.user, "password": self._account.password}
        answer = await self._client.post(f"{self._base}/tokens", json=body)
        self._headers = {"Authorization": f"Bearer {_checked(answer)['token']}"}

    async def import_register(self, file: Path) -> Json:
        """Sends a register file; the report names the rows that stayed out."""
        try:
            content = file.read_bytes()
        except OSError as error:
            raise RegisterUnreadable(
                f"the register {file} cannot be read: {error.strerror}"
            ) from error
        answer = await self._client.post(
            f"{self._base}/register/imports",
            files={"file": (file.name, content, "text/csv")},
            headers=self._headers,
            timeout=120,
        )
        return _checked(answer)

    async def sites(self) -> list[Json]:
        """The register's sites."""
        return [site async for site in self._pages("/sites")]

    async def cases(self) -> list[Json]:
        """The summaries of all cases."""
        return [case async for case in self._pages("/cases")]

    async def evidence(self, case_id: str) -> list[Json]:
        """A case's pieces of evidence."""
        return [piece async for piece in self._pages(f"/cases/{case_id}/evidence")]

    async def _pages(self, path: str) -> AsyncIterator[Json]:
        after: str | None = None
        while True:
            query = {"limit": "200"} | ({"after": after} if after else {})
            answer = await self._client.get(
                self._base + path, params=query, headers=self._headers, timeout=60
            )
            page = _checked(answer)
            for item in page["items"]:
                yield item
            after = page["next"]
            if after is None:
                return


def _checked(answer: httpx.Response) -> Json:
    if answer.is_error:
        raise RunError(
            f"{answer.request.method} {answer.request.url} answered {answer.status_code}: "
            f"{answer.text[:500]}"
        )
    found: Json = answer.json()
    return found
