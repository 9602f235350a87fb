"""The reports of a case service, over its API."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

import httpx

from minhbach_local.jobs import JobFailed, wait_for
from minhbach_local.registering.errors import RegisteringError
from minhbach_local.registering.service import Access, Json, checked, client_of

PAGE: Final = "200"


class Reports:
    """Reports at one case service, as whoever holds the token."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def draft(self, period: str, audience: str) -> Json:
        """Counts a report; waits for it, with a bar, where it takes longer.

        Raises:
            RegisteringError: it was refused, did not come to its end, or nothing answers.
        """
        with client_of(self._access) as client:
            asked = {"period": period, "audience": audience}
            made = checked(client.post("report-drafts", json=asked))
            if "job_id" not in made:
                return made
            try:
                job = wait_for(client, made, f"counting {period}", checked)
            except JobFailed as error:
                raise RegisteringError(str(error)) from error
            draft = str(job["leads_to"]).rpartition("/")[2]
            return checked(client.get(f"report-drafts/{draft}"))

    def drafted(self, draft_id: UUID) -> Json:
        """A draft.

        Raises:
            RegisteringError: there is none (any more), or nothing answers.
        """
        with client_of(self._access) as client:
            return checked(client.get(f"report-drafts/{draft_id}"))

    def issue(self, draft: Json, reason: str = "") -> Json:
        """Issues a draft as it was read.

        Args:
            reason: why, where it corrects an issued report.

        Raises:
            RegisteringError: it was refused, or nothing answers.
        """
        with client_of(self._access) as client:
            path = f"report-drafts/{draft['draft_id']}/issue"
            return checked(client.post(path, json={"digest": draft["digest"], "reason": reason}))

    def one(self, found: UUID) -> Json:
        """An issued report, or a draft by its id.

        Raises:
            RegisteringError: there is neither, or nothing answers.
        """
        with client_of(self._access) as client:
            answer = client.get(f"reports/{found}")
            if answer.status_code != httpx.codes.NOT_FOUND:
                return checked(answer)
            return checked(client.get(f"report-drafts/{found}"))

    def listed(self, *, drafts: bool) -> Iterator[Json]:
        """Issued reports, or drafts, newest first."""
        return self._pages("report-drafts" if drafts else "reports")

    def behind(self, found: UUID, key: str) -> Iterator[Json]:
        """The cases or sites behind a figure."""
        return self._pages(f"reports/{found}/figures/{key}/items")

    def _pages(self, path: str) -> Iterator[Json]:
        query = {"limit": PAGE}
        with client_of(self._access) as client:
            while True:
                page = checked(client.get(path, params=query))
                yield from page["items"]
                if page["next"] is None:
                    return
                query["after"] = page["next"]
