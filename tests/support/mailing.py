"""A real mail server on loopback that answers as a test tells it, and keeps what it took."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Final

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from minhbach_shared.clock import utc_now

FROM: Final = "vanthu@so.example"
DROP: Final = "drop"
"""The connection breaks after the whole mail, before an answer."""
HANG: Final = "hang"
"""The whole mail is taken, and no answer comes."""


@dataclass
class MailServerOfTests:
    """What it took, and what it answers next; with no answer left it takes the mail."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    taken: list[Envelope] = field(default_factory=list)
    offered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def settings(self) -> dict[str, Any]:
        """The case service's settings for it."""
        return {
            "smtp_host": "127.0.0.1",
            "smtp_port": self.port,
            "smtp_security": "none",
            "letters_from": FROM,
            "agency_name": "Sở Văn hóa, Thể thao và Du lịch",
            "smtp_seconds": 5,
        }

    def mail(self, number: int = -1) -> EmailMessage:
        """A mail that it took."""
        content = self.taken[number].content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        return message

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        """As aiosmtpd calls it."""
        answer = self.answers.pop(0) if self.answers else "250 2.0.0 Ok: queued as 4F2A"
        if not answer.startswith(("4", "5")):
            self.taken.append(envelope)
        self.offered.set()
        if answer == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "250 nobody hears this"
        if answer == HANG:
            await asyncio.sleep(600)
        return answer


@asynccontextmanager
async def mail_server(
    answers: Sequence[str] = (), **options: Any
) -> AsyncIterator[MailServerOfTests]:
    """A mail server until the block ends.

    Args:
        options: of aiosmtpd's server, such as ``tls_context``.
    """
    handler = MailServerOfTests(answers=list(answers))
    loop = asyncio.get_running_loop()
    serving = await loop.create_server(
        lambda: SMTP(handler, hostname="mx.example", loop=loop, **options), "127.0.0.1", 0
    )
    handler.port = serving.sockets[0].getsockname()[1]
    try:
        yield handler
    finally:
        serving.close()
        await serving.wait_closed()


def only_this_login(user: str, password: str) -> Any:
    """An authenticator of aiosmtpd that lets one account in."""

    def check(_server: Any, _session: Any, _envelope: Any, _method: str, data: Any) -> AuthResult:
        fits = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=fits, handled=True)

    return check


def tls_of(folder: Path, host: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a certificate of its own for a host, and the file that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = utc_now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted, secret = folder / f"{host}.pem", folder / f"{host}.key"
    trusted.write_bytes(certificate.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, secret)
    return context, trusted


def bounce(message_id: str, to: str) -> bytes:
    """A mail server's report that a mail could not be delivered (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mx.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
--b--
""".encode()
