"""The settings of webhooks (``MINHBACH_WEBHOOK_…``)."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from minhbach_case.sending_settings import SendingSettings
from minhbach_case.webhooks.keeping import MayDial
from minhbach_shared.dialling import Network, networks_of


class WebhookSettings(SendingSettings):
    """Where subscribers may be, and how long what was sent to them is remembered."""

    webhook_networks: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(),
        title="Networks of subscribers",
        description="Comma-separated, such as `10.20.0.0/16`: networks that webhooks may go to "
        "although they are not public, as agencies' own are; none unless named.",
    )
    webhook_http: bool = Field(
        default=False,
        title="Webhooks without TLS",
        description="Whether a subscriber's address may begin with `http://`: for tests and for an "
        "agency's own network.",
    )
    webhook_log_days: int = Field(
        default=90,
        ge=1,
        le=3660,
        title="Log of webhooks",
        description="Days that deliveries which ended, and the attempts at them, are kept.",
    )

    @field_validator("webhook_networks", mode="before")
    @classmethod
    def _read_networks(cls, value: object) -> object:
        return networks_of(value)

    def may_dial(self) -> MayDial:
        """Where subscribers may be."""
        return MayDial(http=self.webhook_http, networks=self.webhook_networks)

    def webhook_log(self) -> timedelta:
        """How long what was sent is remembered."""
        return timedelta(days=self.webhook_log_days)
