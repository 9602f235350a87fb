"""Hands one mail to the mail server, and tells what is known of it afterwards."""

import asyncio
import re
import ssl
from dataclasses import dataclass, field
from typing import Final, Literal

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from minhbach_case.sending.mail import Mail

Security = Literal["starttls", "tls", "none"]
SAID: Final = 200
_ADDRESS: Final = re.compile(r"\S*@\S*")


@dataclass(frozen=True, slots=True)
class MailServer:
    """The mail server, and how to speak to it.

    Attributes:
        hello: how we name ourselves, such as the domain of our address.
        security: ``starttls`` and ``tls`` both check the certificate; without either nothing is
            sent unless ``none`` was set.
        trusted: PEM file of certificates that are trusted beside the system's.
        seconds: that one exchange may take; the whole attempt may take four times as long.
    """

    host: str
    port: int
    security: Security
    hello: str
    user: str = ""
    password: str = field(default="", repr=False)
    trusted: str | None = None
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Taken:
    """The server answered for the whole mail; 2xx: it took it over."""

    code: int
    said: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The mail did not go: refused (5xx), put off (4xx), or never offered (0)."""

    code: int
    said: str
    no_smtputf8: bool = False

    @property
    def for_good(self) -> bool:
        """Whether trying again would change nothing."""
        return self.code >= 500 or self.no_smtputf8


@dataclass(frozen=True, slots=True)
class Unanswered:
    """It was offered whole, and no answer came."""


Handed = Taken | NotTaken | Unanswered


class Mailer:
    """Hands mails to a server, one connection each."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def hand(self, mail: Mail) -> Handed:
        """Tries once."""
        offered = _Offered()
        try:
            async with asyncio.timeout(self._server.seconds * 4):
                return await self._tried(mail, offered)
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            if offered.whole:
                return Unanswered()
            return NotTaken(0, type(error).__name__)

    async def _tried(self, mail: Mail, offered: "_Offered") -> Handed:
        client = self._client()
        try:
            await client.connect()
            return await self._spoken(client, mail, offered)
        except SMTPDataError as error:
            return NotTaken(error.code, told(error.message))
        except SMTPResponseException as error:
            if offered.whole:
                return Unanswered()
            return _answer(error)
        finally:
            client.close()

    async def _spoken(self, client: SMTP, mail: Mail, offered: "_Offered") -> Handed:
        await client.ehlo()
        if mail.utf8 and not client.supports_extension("smtputf8"):
            return NotTaken(0, "SMTPUTF8", no_smtputf8=True)
        dsn = client.supports_extension("dsn")
        encoding = "utf-8" if mail.utf8 else "ascii"
        of_sender = [*(["SMTPUTF8"] if mail.utf8 else [])]
        of_sender += ["RET=HDRS", f"ENVID={mail.envelope_id}"] if dsn else []
        await client.mail(mail.sender, options=of_sender, encoding=encoding)
        of_recipient = ["NOTIFY=SUCCESS,FAILURE,DELAY"] if dsn else []
        await client.rcpt(mail.to, options=of_recipient, encoding=encoding)
        offered.whole = True
        response = await client.data(mail.data)
        return Taken(response.code, told(response.message))

    def _client(self) -> SMTP:
        server = self._server
        # Never "if offered": a server that stops offering it would get the letter in the clear.
        return SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=server.hello,
            username=server.user or None,
            password=server.password or None,
            timeout=server.seconds,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=None if server.security == "none" else _trust(server.trusted),
        )


@dataclass(slots=True)
class _Offered:
    whole: bool = False


def told(words: str) -> str:
    """A server's words without addresses, on one line, at most 200 characters."""
    line = " ".join(words.split())
    shown = "".join(c if c.isprintable() else " " for c in line)
    return _ADDRESS.sub("<…>", shown)[:SAID]


def _trust(file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if file is not None:
        context.load_verify_locations(file)
    return context


def _answer(error: SMTPResponseException) -> NotTaken:
    match error:
        case SMTPRecipientRefused() | SMTPSenderRefused():
            return NotTaken(error.code, told(error.message))
        case _:
            # Of the connection or the login: the agency's own settings, which can be mended.
            return NotTaken(min(error.code, 499), told(error.message))
