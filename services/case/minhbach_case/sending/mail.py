"""A letter's mail as bytes (pure): headers that nothing can be added to, every letter of Viet Nam.

Headers go as RFC 2047 words and the text quoted-printable, so any server takes them; only an
address with a local part beyond ASCII needs SMTPUTF8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import Final
from uuid import UUID

from minhbach_case.sending.addresses import needs_utf8
from minhbach_case.storage.letter_documents import Content

_DISPLAY: Final = 120


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the agency's name, its address, and the domain of its message ids."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """Of the address."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one address."""

    sender: str
    to: str
    envelope_id: str
    data: bytes

    @property
    def utf8(self) -> bool:
        """Whether only a server with SMTPUTF8 can take it."""
        return needs_utf8(self.to)


def message_id(letter: UUID, attempt: int, domain: str) -> str:
    """The id of a mail; what a report on it names, and what leads back to the letter."""
    return f"<{letter.hex}.{attempt}@{domain}>"


def mail_of(letter: UUID, attempt: int, content: Content, sender: Sender, at: datetime) -> Mail:
    """The mail that brings a letter, with its file attached."""
    utf8 = needs_utf8(content.to)
    message = EmailMessage(policy=SMTPUTF8 if utf8 else SMTP)
    local, _, domain = content.to.rpartition("@")
    people = {
        "From": Address(_name(sender.name), addr_spec=sender.address),
        "To": Address(_name(content.organisation), username=local, domain=domain),
    }
    subject = _one_line(content.subject)
    if utf8:
        message["From"], message["To"], message["Subject"] = *people.values(), subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(letter, attempt, sender.domain)
    # Nobody's holiday notice answers it (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(content.text, charset="utf-8", cte="quoted-printable")
    message.add_attachment(
        content.pdf, maintype="application", subtype="pdf", filename=content.file_name
    )
    head = b"" if utf8 else _head(people, subject)
    return Mail(sender.address, content.to, f"{letter.hex}.{attempt}", head + message.as_bytes())


def _head(people: Mapping[str, Address], subject: str) -> bytes:
    """Who, to whom and what about, as RFC 2047 words: `EmailMessage` folds them by itself, and
    loses a space where it does."""
    lines = [f"{name}: {_named(name, one)}" for name, one in people.items()]
    lines.append(f"Subject: {_words(subject, 'Subject')}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _named(header: str, address: Address) -> str:
    name = address.display_name
    # On a line of its own: no line grows too long with a long name.
    return f"{_words(name, header)}\r\n <{address.addr_spec}>" if name else address.addr_spec


def _words(words: str, header: str) -> str:
    return Header(words, "utf-8", header_name=header).encode(linesep="\r\n")


def _name(words: str) -> str:
    return _one_line(words)[:_DISPLAY].strip()


def _one_line(words: str) -> str:
    """Words of a header: what would end it, or hide in it, becomes a space."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())
