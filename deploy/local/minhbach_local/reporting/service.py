"""The reports of a case service, over its API."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

import httpx

from minhbach_local.jobs import JobFailed, wait_for
from minhbach_local.registering.errors import RegisteringError
from minhbach_local.registering.service import SECONDS, Access

Json = dict[str, Any]
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
        with self._client() as client:
            asked = {"period": period, "audience": audience}
            made = _checked(client.post("report-drafts", json=asked))
            if "job_id" not in made:
                return made
            try:
                job = wait_for(client, made, f"counting {period}", _checked)
            except JobFailed as error:
                raise RegisteringError(str(error)) from error
            draft = str(job["leads_to"]).rpartition("/")[2]
            return _checked(client.get(f"report-drafts/{draft}"))

    def drafted(self, draft_id: UUID) -> Json:
        """A draft.

        Raises:
            RegisteringError: there is none (any more), or nothing answers.
        """
        with self._client() as client:
            return _checked(client.get(f"report-drafts/{draft_id}"))

    def issue(self, draft: Json) -> Json:
        """Issues a draft as it was read.

        Raises:
            RegisteringError: it was refused, or nothing answers.
        """
        with self._client() as client:
            path = f"report-drafts/{draft['draft_id']}/issue"
            return _checked(client.post(path, json={"digest": draft["digest"]}))

    def one(self, found: UUID) -> Json:
        """An issued report, or a draft by its id.

        Raises:
            RegisteringError: there is neither, or nothing answers.
        """
        with self._client() as client:
            answer = client.get(f"reports/{found}")
            if answer.status_code != httpx.codes.NOT_FOUND:
                return _checked(answer)
            return _checked(client.get(f"report-drafts/{found}"))

    def listed(self, *, drafts: bool) -> Iterator[Json]:
        """Issued reports, or drafts, newest first."""
        return self._pages("report-drafts" if drafts else "reports")

    def behind(self, found: UUID, key: str) -> Iterator[Json]:
        """The cases or sites behind a figure."""
        return self._pages(f"reports/{found}/figures/{key}/items")

    def _pages(self, path: str) -> Iterator[Json]:
        query = {"limit": PAGE}
        with self._client() as client:
            while True:
                page = _checked(client.get(path, params=query))
                yield from page["items"]
                if page["next"] is None:
                    return
                query["after"] = page["next"]

    @contextmanager
    def _client(self) -> Iterator[httpx.Client]:
        headers: Mapping[str, str] = {"Authorization": f"Bearer {self._access.token}"}
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
