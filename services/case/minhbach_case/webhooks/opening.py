"""The parts of the webhooks, joined."""

import random
import secrets
from typing import Final

from minhbach_case.webhook_settings import WebhookSettings
from minhbach_case.webhooks.dialling import Poster
from minhbach_case.webhooks.keeping import Webhooks
from minhbach_case.webhooks.sending import Feeding, Sender
from minhbach_case.webhooks.store import WebhookStore
from minhbach_shared.clock import Clock
from minhbach_shared.lease import Lease
from minhbach_shared.store import Database

LEASE: Final = "case.webhooks"
# Longer than a turn of the sender takes, so that no two send the same but after a crash.
LEASE_SECONDS: Final = 15.0


class WebhookParts:
    """What fills the queues, what empties them, and what people do with subscribers."""

    def __init__(self, settings: WebhookSettings, store: Database, clock: Clock) -> None:
        master = settings.secret.get_secret_value().encode()
        may = settings.may_dial()
        self.store = WebhookStore(store, settings.webhook_log())
        self.feeding = Feeding(self.store, clock)
        self.keeping = Webhooks(self.store, clock, master, may, secrets.token_bytes)
        # Of this process alone: one that was started again is somebody else.
        lease = Lease(store["leases"], LEASE, secrets.token_hex(8), LEASE_SECONDS)
        poster = Poster(may.networks)
        self.sender = Sender(self.store, poster, lease, clock, master, random.random)
