"""The portals of a case service, over its API."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from minhbach_local.exporting.service import fetch_from
from minhbach_local.jobs import JobFailed, wait_for
from minhbach_local.registering.errors import RegisteringError
from minhbach_local.registering.service import SECONDS, Access

Json = dict[str, Any]


class PortalScores:
    """Portals at one case service, as whoever holds the token."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def ranking(self, period: str | None) -> Json:
        """Every portal of a period; of today's half-year without one.

        Raises:
            RegisteringError: it was refused, or nothing answers.
        """
        return self._read("portals", period)

    def one(self, site: UUID, period: str | None) -> Json:
        """One portal.

        Raises:
            RegisteringError: there is no such portal, or nothing answers.
        """
        return self._read(f"portals/{site}", period)

    def file(self, period: str | None, output: Path, language: str) -> int:
        """Has the ranking made and writes it to a file; gives its size in bytes.

        Raises:
            RegisteringError: it was refused, stopped, or nothing answers; no file is written.
        """
        asked = {"period": period, "form": output.suffix[1:], "language": language}
        with self._client() as client:
            job = _checked(client.post("portal-rankings", json=asked))
            try:
                done = wait_for(client, job, "ranking portals", _checked)
            except JobFailed as error:
                raise RegisteringError(str(error)) from error
        return fetch_from(self._access, f"jobs/{done['job_id']}/file", {}, output)

    def _read(self, path: str, period: str | None) -> Json:
        with self._client() as client:
            return _checked(client.get(path, params={"period": period} if period else {}))

    @contextmanager
    def _client(self) -> Iterator[httpx.Client]:
        headers = {"Authorization": f"Bearer {self._access.token}"}
        api = self._access.api
        try:
            with httpx.Client(base_url=f"{api}/", headers=headers, timeout=SECONDS) as client:
                yield client
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RegisteringError(f"{api} does not answer ({error})") from error


def _checked(answer: httpx.Response) -> Json:
    try:
        found: Json = answer.json()
    except ValueError:
        raise RegisteringError(
            f"{answer.request.url} answered {answer.status_code} and is no case service of ours"
        ) from None
    if answer.is_error:
        told = found.get("detail_en") or found.get("detail") or answer.status_code
        raise RegisteringError(f"refused ({answer.status_code}): {told}")
    return found
