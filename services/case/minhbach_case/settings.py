"""The case service's settings (``MINHBACH_…``)."""

from pathlib import Path

from pydantic import Field

from minhbach_shared.settings import ServiceSettings


class CaseSettings(ServiceSettings):
    """What the case service needs beside what every service does."""

    accounts_file: Path | None = Field(
        default=None,
        title="Accounts file",
        description="JSON of accounts by role, readable by its owner alone; those accounts are "
        "made to stand at every start. Without it the accounts in the store stay as they are.",
    )
    reply_window_days: int = Field(
        default=10,
        ge=0,
        le=365,
        title="Reply window",
        description="Calendar days that an operator has to reply to a notice; 0 for none.",
    )
    secure_cookies: bool = Field(
        default=False,
        title="Secure cookies",
        description="True wherever the console is reached over https.",
    )
    lease_seconds: float = Field(
        default=10.0,
        ge=1,
        le=300,
        title="Relay lease",
        description="How long a relay that died keeps the others from taking over.",
    )
