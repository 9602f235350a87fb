"""The settings of letters by e-mail: the mail server, and in whose name they go."""

from pathlib import Path

from pydantic import Field, SecretStr

from minhbach_case.sending.addresses import mail_address
from minhbach_case.sending.correspondence import Post
from minhbach_case.sending.mail import Sender
from minhbach_case.sending.smtp import MailServer, Security
from minhbach_case.statement_settings import StatementSettings
from minhbach_shared.errors import Misconfigured


class SendingSettings(StatementSettings):
    """How letters go by e-mail; without a server they are printed."""

    smtp_host: str = Field(
        default="",
        title="Mail server",
        description="Name of the mail server that takes letters; empty: letters are printed only.",
    )
    smtp_port: int = Field(
        default=587, ge=1, le=65535, title="Mail server's port", description="587, 465 or 25."
    )
    smtp_security: Security = Field(
        default="starttls",
        title="Mail server's security",
        description="`starttls` or `tls`, both with the certificate checked; `none` only for a "
        "server on the same machine or in the same protected network.",
    )
    smtp_user: str = Field(
        default="", title="Mail account", description="Empty where the server asks for none."
    )
    smtp_password: SecretStr = Field(
        default=SecretStr(""), title="Mail password", description="Of that account."
    )
    smtp_trusted_file: Path | None = Field(
        default=None,
        title="Mail server's certificates",
        description="PEM file of certificates that are trusted beside the system's.",
    )
    smtp_seconds: float = Field(
        default=30.0,
        gt=0,
        le=60,
        title="Mail server's patience",
        description="Seconds that one exchange with it may take.",
    )
    letters_from: str = Field(
        default="",
        title="Sender of letters",
        description="The agency's e-mail address that letters come from; reports of what could "
        "not be delivered go there.",
    )

    def post(self) -> Post:
        """How letters go by e-mail.

        Raises:
            Misconfigured: there is a server and no right sender, or a file is not there.
        """
        address = mail_address(self.letters_from)
        if self.smtp_host and (address is None or not address.isascii()):
            raise Misconfigured("MINHBACH_LETTERS_FROM: set a plain e-mail address.")
        sender = Sender(self.agency_name, address or "")
        return Post(self._server(sender) if self.smtp_host else None, sender)

    def _server(self, sender: Sender) -> MailServer:
        trusted = self.smtp_trusted_file
        if trusted is not None and not trusted.is_file():
            raise Misconfigured(f"MINHBACH_SMTP_TRUSTED_FILE: {trusted} is no file.")
        return MailServer(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,
            hello=sender.domain,
            user=self.smtp_user,
            password=self.smtp_password.get_secret_value(),
            trusted=str(trusted) if trusted else None,
            seconds=self.smtp_seconds,
        )
