"""The case service's settings (``MINHBACH_…``)."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from minhbach_case.domain.clocks import Terms
from minhbach_case.webhook_settings import WebhookSettings
from minhbach_shared.events import TimeLimit
from minhbach_shared.vocabulary import Role


class CaseSettings(WebhookSettings):
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
        description="Working days that an operator has to reply to a notice; 0 for none.",
    )
    review_days: int = Field(
        default=10,
        ge=0,
        le=365,
        title="Review",
        description="Working days in which a case is to be notified or dismissed; 0 for no clock.",
    )
    decision_days: int = Field(
        default=30,
        ge=0,
        le=365,
        title="Decision",
        description="Working days from the notice in which to decide; 0 for no clock.",
    )
    appeal_window_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        title="Appeal window",
        description="Calendar days in which a decision can be appealed against.",
    )
    appeal_days: int = Field(
        default=30,
        ge=0,
        le=365,
        title="Appeal",
        description="Calendar days in which an appeal is to be decided; 0 for no clock.",
    )
    warning_days: int = Field(
        default=3,
        ge=0,
        le=60,
        title="Warning",
        description="Working days before the end of a clock on which it is warned of.",
    )
    retention_days: int = Field(
        default=3650,
        ge=0,
        le=36500,
        title="Retention",
        description="Days after its end that a case keeps people's words and names; 0 for ever. "
        "A legal hold stops it.",
    )
    verdict_days: int = Field(
        default=400,
        ge=1,
        le=3660,
        title="Verdicts kept",
        description="Days that the verdicts and visits behind the site page are kept; the last "
        "verdicts on a site and the cases do not go by it.",
    )
    report_closing_day: int = Field(
        default=0,
        ge=0,
        le=28,
        title="Closing day of reports",
        description="Last day of a month in periodic reports; 0 for the calendar's own months, 14 "
        "where figures are closed on the 14th.",
    )
    portal_days: int = Field(
        default=1100,
        ge=1,
        le=3660,
        title="Portals' evidence kept",
        description="Days that what was seen of state portals is kept behind their scores.",
    )
    portal_criteria_file: Path | None = Field(
        default=None,
        title="Portals' criteria",
        description="YAML with the agency's own criteria for state portals; without it the set "
        "that comes with the service.",
    )
    report_reminder_days: tuple[Annotated[int, Field(ge=1, le=180)], ...] = Field(
        default=(30, 7),
        max_length=5,
        title="Reminders of reports",
        description="JSON: so many days before the last day of a report its operator is reminded, "
        "such as `[30, 7]`; `[]` for never.",
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
    session_hours: float = Field(
        default=10,
        gt=0,
        le=24,
        title="Session",
        description="Hours after which whoever is logged in has to log in again; a role that was "
        "changed at the provider takes effect then.",
    )
    local_accounts: bool = Field(
        default=True,
        title="Local accounts",
        description="Whether accounts with a password of our own may log in. False where everybody "
        "comes through the provider, so that one person has one account.",
    )
    public_address: str = Field(
        default="",
        pattern=r"^$|^https?://[^/?#]+/?$",
        title="Public address",
        description="Where browsers reach the console, such as `https://minhbach.example.gov.vn`; "
        "the provider sends them back there.",
    )
    oidc_issuer: str = Field(
        default="",
        title="OpenID issuer",
        description="The agency's OpenID provider, exactly as it names itself; empty for none.",
    )
    oidc_client_id: str = Field(
        default="",
        title="OpenID client",
        description="What the provider calls this console; its redirect address there is the "
        "public address with `/login/oidc/callback`.",
    )
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""),
        title="OpenID client secret",
        description="Empty for a public client; PKCE is used either way.",
    )
    oidc_scopes: str = Field(
        default="openid profile email",
        title="OpenID scopes",
        description="What is asked of the provider, separated by spaces.",
    )
    oidc_role_claim: str = Field(
        default="roles",
        min_length=1,
        title="Role claim",
        description="Where the ID token holds a person's role, a word or a list; dots lead into "
        "objects, such as `realm_access.roles`.",
    )
    oidc_roles: dict[str, Role] = Field(
        default_factory=dict,
        title="Roles",
        description="JSON: the claim's values to our roles, such as "
        '`{"minhbach-officer": "officer"}`. Whoever has none of them is not let in.',
    )
    oidc_site_claim: str = Field(
        default="site_id",
        min_length=1,
        title="Site claim",
        description="Where the ID token of an operator holds its site's id.",
    )
    picture_browser: str = Field(
        default="",
        title="Browser for pictures",
        description="Path or name of a Chromium that takes pictures of captured pages, without "
        "network or scripts; empty for none.",
    )
    picture_sandbox: bool = Field(
        default=True,
        title="Browser's sandbox",
        description="Whether that browser uses its own sandbox as well; it cannot as root, nor in "
        "a container without user namespaces.",
    )

    def terms(self) -> Terms:
        """How long things may take where no law in the rule sets says it."""
        return Terms(
            review=TimeLimit(amount=self.review_days, unit="working_days"),
            reply=TimeLimit(amount=self.reply_window_days, unit="working_days"),
            decision=TimeLimit(amount=self.decision_days, unit="working_days"),
            appeal=TimeLimit(amount=self.appeal_window_days, unit="days"),
            appeal_decision=TimeLimit(amount=self.appeal_days, unit="days"),
            warn_working_days=self.warning_days,
        )

    def retention(self) -> timedelta | None:
        """How long ended cases keep people's words and names; None: for ever."""
        return timedelta(days=self.retention_days) if self.retention_days else None
