"""E-mail addresses that a letter may go to (pure): one plain address, and nothing more in it."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from typing import Final

LONGEST: Final = 254
_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
# What no mailbox of an organisation has, and what would end a header, a command or an address.
_NEVER: Final = re.compile(r"[\s\x00-\x1f\x7f<>()\[\],;:\\\"]")


def mail_address(given: str) -> str | None:
    """The address in the form that it is sent to; None where it is none.

    A domain with letters beyond ASCII is written as ``xn--…`` (IDNA); a local part with such
    letters stays, and only a server with SMTPUTF8 takes it.
    """
    words = given.strip()
    if not words or _NEVER.search(words) or len(words) > LONGEST:
        return None
    local, _, domain = words.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        Address(username=local, domain=ascii_domain)
    except (UnicodeError, ValueError, MessageError, IndexError):
        return None
    labels = ascii_domain.split(".")
    whole = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    if not local or "@" in local or not whole or local.startswith(".") or ".." in local:
        return None
    return f"{local}@{ascii_domain}"


def needs_utf8(address: str) -> bool:
    """Whether only a server with SMTPUTF8 can take it (RFC 6531)."""
    return not address.isascii()
