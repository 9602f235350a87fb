"""The portals of a case service, over its API."""

from pathlib import Path
from uuid import UUID

from minhbach_local.exporting.service import fetch_from
from minhbach_local.jobs import JobFailed, wait_for
from minhbach_local.registering.errors import RegisteringError
from minhbach_local.registering.service import Access, Json, checked, client_of


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
        with client_of(self._access) as client:
            job = checked(client.post("portal-rankings", json=asked))
            try:
                done = wait_for(client, job, "ranking portals", checked)
            except JobFailed as error:
                raise RegisteringError(str(error)) from error
        return fetch_from(self._access, f"jobs/{done['job_id']}/file", {}, output)

    def _read(self, path: str, period: str | None) -> Json:
        with client_of(self._access) as client:
            return checked(client.get(path, params={"period": period} if period else {}))
