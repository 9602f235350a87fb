"""The licensees' own reports of a case service, over its API."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final
from uuid import UUID

import orjson

from minhbach_local.exporting.service import fetch_from
from minhbach_local.registering.errors import RegisteringError
from minhbach_local.registering.service import Access, Json, checked, client_of

PAGE: Final = "200"
FORMS: Final = (".yaml", ".yml", ".json")
SIGNED: Final = (".pdf", ".png", ".jpg", ".jpeg")


@dataclass(frozen=True, slots=True)
class Entry:
    """A report that came on paper, as an officer enters it.

    Attributes:
        about: ``year`` or ``request_id``, and which.
        received_on: the ISO date on which the agency had it.
        corrects: the last version that stands; 0 for a first one.
    """

    about: dict[str, str]
    received_on: str
    answers: dict[str, str] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    corrects: int = 0


class Filings:
    """Reports of licensees at one case service, as whoever holds the token."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def overview(self, year: int | None, standing: str | None) -> Json:
        """How the reports on a year stand, every line of it."""
        asked = {"limit": PAGE} | ({"year": str(year)} if year else {})
        asked |= {"standing": standing} if standing else {}
        lines: list[Json] = []
        with client_of(self._access) as client:
            while True:
                page = checked(client.get("filings", params=asked))
                lines += page["lines"]
                if page["next"] is None:
                    return page | {"lines": lines}
                asked["after"] = page["next"]

    def of_site(self, site: UUID) -> Json:
        """A site's reports: due, filed, asked for.

        Raises:
            RegisteringError: there is no such site, or nothing answers.
        """
        return self._read(f"sites/{site}/filings", {})

    def form(self, site: UUID, report: str | None) -> Json:
        """A report's form, with what stands in it to begin with.

        Args:
            report: such as ``year:2025``; None for the last year that is open.

        Raises:
            RegisteringError: there is no such report that can be filed.
        """
        query = {"report": report} if report else {}
        return self._read(f"sites/{site}/filings/form", query)

    def enter(self, site: UUID, entry: Entry) -> Json:
        """Enters a report, or its correction.

        Raises:
            RegisteringError: it was refused and nothing was kept; or a file cannot be read.
        """
        path = f"sites/{site}/filings"
        said = {**entry.about, "received_on": entry.received_on}
        with client_of(self._access) as client, ExitStack() as opened:
            if not entry.files:
                body = said | {"answers": entry.answers, "seen_version": entry.corrects}
                return checked(client.post(path, json=_typed(body)))
            data = said | {"seen_version": str(entry.corrects)}
            data |= {"answers": orjson.dumps(entry.answers).decode()} if entry.answers else {}
            files = [("files", (one.name, _open(opened, one))) for one in entry.files]
            return checked(client.post(f"{path}/signed", data=data, files=files))

    def ask(self, site: UUID | None, due_on: str, reason: str) -> Json:
        """Asks a site, or every licensed aggregator, for a report by a day.

        Raises:
            RegisteringError: it was refused, or nothing answers.
        """
        to = {"site_id": str(site)} if site else {"site_class": "aggregator"}
        with client_of(self._access) as client:
            body = to | {"due_on": due_on, "reason": reason}
            return checked(client.post("filings/requests", json=body))

    def withdraw(self, site: UUID, request: UUID, reason: str) -> Json:
        """Takes a request back.

        Raises:
            RegisteringError: it was answered already, or nothing answers.
        """
        with client_of(self._access) as client:
            path = f"sites/{site}/filings/requests/{request}/withdraw"
            return checked(client.post(path, json={"reason": reason}))

    def download(self, site: UUID, sha256: str, output: Path) -> int:
        """Writes a file that came with a report; gives its size in bytes.

        Raises:
            RegisteringError: there is none (any more); no file is written.
        """
        return fetch_from(self._access, f"sites/{site}/filings/files/{sha256}", {}, output)

    def _read(self, path: str, query: dict[str, str]) -> Json:
        with client_of(self._access) as client:
            return checked(client.get(path, params=query))


def parted(files: Iterable[Path]) -> tuple[Path | None, tuple[Path, ...]]:
    """The form that was filled in, and the signed files.

    Raises:
        RegisteringError: there are two forms, or a file of another kind.
    """
    forms: list[Path] = []
    signed: list[Path] = []
    for one in files:
        if one.suffix.lower() not in (*FORMS, *SIGNED):
            kinds = ", ".join((*FORMS, *SIGNED))
            raise RegisteringError(f"{one}: a report comes as one of {kinds}")
        (forms if one.suffix.lower() in FORMS else signed).append(one)
    if len(forms) > 1:
        raise RegisteringError(f"{forms[0]} and {forms[1]}: a report has one form filled in")
    return (forms[0] if forms else None), tuple(signed)


def answers_of(file: Path) -> dict[str, str]:
    """What was filled into a form's file, by field.

    Raises:
        RegisteringError: it cannot be read; says which line.
    """
    from minhbach_case.filings.answers_file import UnreadableAnswers, read_answers_file

    try:
        return read_answers_file(file.read_text("utf-8-sig"), str(file))
    except UnreadableAnswers as error:
        raise RegisteringError(str(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise RegisteringError(f"{file} cannot be read: {error}") from None


def write_form(found: Json, language: str, output: Path) -> int:
    """Writes a form to fill in, readable by its owner alone; gives its size in bytes.

    Raises:
        RegisteringError: the file is there already, or cannot be written.
    """
    text = form_text(found, language).encode()
    try:
        output.touch(mode=0o600, exist_ok=False)
        return output.write_bytes(text)
    except FileExistsError:
        raise RegisteringError(f"{output} is there already: name another file") from None
    except OSError as error:
        raise RegisteringError(f"{output} cannot be written: {error.strerror}") from error


def form_text(found: Json, language: str) -> str:
    """A form with what stands in it, as text to edit."""
    from minhbach_case.filings.answers_file import form_file
    from minhbach_case.filings.views import FormToFill

    return form_file(FormToFill.model_validate(found), "en" if language == "en" else "vi")


def _typed(body: dict[str, object]) -> dict[str, object]:
    return body | ({"year": int(str(body["year"]))} if "year" in body else {})


def _open(opened: ExitStack, file: Path) -> IO[bytes]:
    try:
        return opened.enter_context(file.open("rb"))
    except OSError as error:
        raise RegisteringError(f"{file} cannot be read: {error.strerror}") from error
