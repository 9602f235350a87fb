"""The cells of a register row: how each column is read, and what to do where it cannot be."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any, Final, Literal, get_args
from urllib.parse import urlsplit

from minhbach_shared.ids import origin_of
from minhbach_shared.personal import EMAIL
from minhbach_shared.vocabulary import LicenceStatus, SiteClass

TEXT_LENGTH: Final = 500
ADDRESS_LENGTH: Final = 2000
_LIST: Final = re.compile(r"[;,\n]")
_PHONE: Final = re.compile(r"[+()\d][\d\s().\-/+]*")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


ProblemCode = Literal[
    "address_secret",
    "before_issue",
    "cell_error",
    "control",
    "day_in_text",
    "empty",
    "no_address",
    "no_class",
    "no_csv",
    "no_date",
    "no_day",
    "no_email",
    "no_phone",
    "no_status",
    "no_value",
    "not_utf8",
    "number_for_date",
    "same_site",
    "too_long",
    "too_many_cells",
]


class BadCell(ValueError):
    """A cell cannot be read: what is wrong, and the remedy; ``code`` is the contract."""

    def __init__(self, code: ProblemCode, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.code = code
        self.problem = problem
        self.remedy = remedy


def text(value: str) -> str | None:
    """Words as they are, NFC, without space around; None where empty."""
    if not value.isprintable():
        _refuse_controls(value)
    words = " ".join(unicodedata.normalize("NFC", value).split())
    if len(words) > TEXT_LENGTH:
        raise BadCell(
            "too_long", f"is {len(words)} characters long", f"write at most {TEXT_LENGTH}"
        )
    return words or None


def _refuse_controls(value: str) -> None:
    categories = {unicodedata.category(c) for c in value if c not in "\n\r\t"}
    if "Cs" in categories:
        remedy = "save the file as CSV UTF-8 (not Windows-1258 or TCVN3) and import it again"
        raise BadCell("not_utf8", "is not UTF-8", remedy)
    if "Cc" in categories:
        raise BadCell("control", "holds control characters", "remove them")


def name(value: str) -> str:
    """A name that must be there."""
    return _required(text(value), "name of the site")


def address(value: str) -> str:
    """The home page's http(s) address, without user, password or fragment."""
    written = _required(value.strip()[: ADDRESS_LENGTH + 1] or None, "home page's address")
    remedy = "write it as https://example.vn/"
    if len(written) > ADDRESS_LENGTH or not written.isprintable() or " " in written:
        raise BadCell("no_address", "is no address", remedy)
    try:
        origin_of(written)
        parts = urlsplit(written)
    except ValueError as error:
        raise BadCell("no_address", "is no http or https address with a host", remedy) from error
    if parts.username or parts.password or parts.fragment:
        raise BadCell("address_secret", "holds a user, a password or a fragment", remedy)
    return written if parts.path else f"{written}/"


def site_class(value: str) -> SiteClass:
    """One of the closed list of classes."""
    classes: tuple[SiteClass, ...] = get_args(SiteClass)
    found = [c for c in classes if c == value.strip().casefold()]
    if not found:
        raise BadCell("no_class", "is no class", f"write one of {', '.join(classes)}")
    return found[0]


def status(value: str) -> LicenceStatus | None:
    """One of the closed list of licence statuses, or empty."""
    statuses: tuple[LicenceStatus, ...] = get_args(LicenceStatus)
    if not value.strip():
        return None
    found = [s for s in statuses if s == value.strip().casefold()]
    if not found:
        raise BadCell(
            "no_status",
            "is no licence status",
            f"write one of {', '.join(statuses)}, or leave it empty",
        )
    return found[0]


def day(value: str) -> date | None:
    """A date, ISO or day/month/year; None where empty."""
    written = value.strip()
    if not written:
        return None
    remedy = "write it as 2024-12-31 or 31/12/2024"
    if found := _ISO.fullmatch(written):
        year, month, number = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(written):
        number, month, year = (int(part) for part in found.groups())
    else:
        raise BadCell("no_date", "is no date", remedy)
    try:
        return date(year, month, number)
    except ValueError as error:
        raise BadCell("no_day", "is no day of the calendar", remedy) from error


def emails(value: str) -> tuple[str, ...]:
    """E-mail addresses, several with a semicolon or comma between."""
    found = _listed(value)
    if not all(EMAIL.fullmatch(one) for one in found):
        raise BadCell(
            "no_email", "is no e-mail address", "write name@example.vn; several with ';' between"
        )
    return found


def phones(value: str) -> tuple[str, ...]:
    """Telephone numbers of 8 to 15 digits, several with a semicolon or comma between."""
    found = _listed(value)
    if not all(_PHONE.fullmatch(one) and 8 <= len(re.sub(r"\D", "", one)) <= 15 for one in found):
        raise BadCell(
            "no_phone", "is no telephone number", "write 0273 3873 153; several with ';' between"
        )
    return found


def _listed(value: str) -> tuple[str, ...]:
    words = (text(part) for part in _LIST.split(value))
    return tuple(dict.fromkeys(word for word in words if word))


def _required(value: str | None, what: str) -> str:
    if value is None:
        raise BadCell("empty", "is empty", f"write the {what}")
    return value


# Column in the file -> how it is read. The keys are the file's public contract.
COLUMNS: Final[dict[str, Callable[[str], Any]]] = {
    "name": name,
    "address": address,
    "class": site_class,
    "status": status,
    "organisation": text,
    "governing_body": text,
    "responsible_person": text,
    "contact_address": text,
    "email": emails,
    "phone": phones,
    "licence_number": text,
    "licence_issued_on": day,
    "licence_expires_on": day,
    "licence_authority": text,
    "server_location": text,
    "field": text,
}
REQUIRED: Final = ("name", "address", "class")
