"""The letters of a case service, over its API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

import httpx

from minhbach_local.dossiers.service import case_id_of
from minhbach_local.exporting.service import fetch_from
from minhbach_local.registering.errors import RegisteringError
from minhbach_local.registering.service import Access, Json, checked, client_of

PAGE: Final = "200"
# The letter of an act is there at once, unless the store did not answer just then.
_NEWEST: Final = "5"


class CaseLetters:
    """Letters at one case service, as whoever holds the token."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def case_id(self, case: str) -> str:
        """A case by its id, or by the eight digits that letters call it by.

        Raises:
            RegisteringError: there is none, or several.
        """
        with client_of(self._access) as client:
            return case_id_of(client, case)

    def listed(self, query: dict[str, str | list[str]]) -> Iterator[Json]:
        """Letters, the newest first.

        Args:
            query: by ``state`` (any of a list), ``case_id``, ``site_id``.
        """
        asked: dict[str, str | list[str]] = {"limit": PAGE, **query}
        with client_of(self._access) as client:
            while True:
                page = checked(client.get("deliveries", params=asked))
                yield from page["items"]
                if page["next"] is None:
                    return
                asked["after"] = page["next"]

    def one(self, letter: UUID | str) -> Json:
        """A letter with all that happened to it.

        Raises:
            RegisteringError: there is none, or nothing answers.
        """
        return self._read(f"deliveries/{letter}")

    def download(self, letter: UUID | str, output: Path, *, slip: bool = False) -> int:
        """Writes a letter, or its slip, to a file; gives its size in bytes.

        Raises:
            RegisteringError: it is erased, or not made yet; no file is written.
        """
        path = f"deliveries/{letter}/slip.pdf" if slip else f"deliveries/{letter}.pdf"
        return fetch_from(self._access, path, {}, output)

    def draft(self, case: str, kind: str, language: str) -> Json:
        """The draft of a notice or a decision.

        Raises:
            RegisteringError: it was given already, or nothing is proposed.
        """
        with client_of(self._access) as client:
            path = f"cases/{case}/drafts/{kind}"
            return checked(client.get(path, params={"lang": language}))

    def draft_file(self, case: str, kind: str, language: str, output: Path) -> int:
        """The same as PDF, written to a file; gives its size in bytes."""
        path = f"cases/{case}/drafts/{kind}.pdf"
        return fetch_from(self._access, path, {"lang": language}, output)

    def seen(self, case: str) -> int:
        """The number of a case's last step."""
        return int(self._read(f"cases/{case}")["summary"]["sequence"])

    def preview(self, case: str, act: Json) -> Json:
        """The letter of an act exactly as it would go; nothing is done.

        Raises:
            RegisteringError: the act would be refused, and why.
        """
        with client_of(self._access) as client:
            return checked(client.post(f"cases/{case}/letters/preview", json=act))

    def preview_file(self, case: str, act: Json, output: Path) -> int:
        """The same as PDF, marked as a draft, written to a file; gives its size in bytes.

        Raises:
            RegisteringError: as ``preview``; or the file cannot be written.
        """
        with client_of(self._access) as client:
            answer = client.post(f"cases/{case}/letters/preview.pdf", json=act)
        if answer.is_error:
            checked(answer)
        try:
            return output.write_bytes(answer.content)
        except OSError as error:
            raise RegisteringError(f"{output} cannot be written: {error.strerror}") from error

    def give(self, case: str, act: Json, kind: str) -> Json | None:
        """Does an act whose letter goes; the letter, or None where it is made a moment later.

        Raises:
            RegisteringError: it was refused; nothing was done, and nothing goes.
        """
        with client_of(self._access) as client:
            done = checked(client.post(f"cases/{case}/acts", json=act))
            return self._letter_of(client, case, kind, int(done["summary"]["sequence"]))

    def act(self, letter: UUID, act: Json) -> Json:
        """Has a letter sent again, or records that it was served.

        Raises:
            RegisteringError: it was refused; nothing was changed.
        """
        with client_of(self._access) as client:
            return checked(client.post(f"deliveries/{letter}/acts", json=act))

    @staticmethod
    def _letter_of(client: httpx.Client, case: str, kind: str, step: int) -> Json | None:
        query = {"case_id": case, "limit": _NEWEST}
        listed = checked(client.get("deliveries", params=query))["items"]
        mine = (one for one in listed if (one["kind"], one["step"]) == (kind, step))
        return next(mine, None)

    def _read(self, path: str) -> Json:
        with client_of(self._access) as client:
            return checked(client.get(path))
