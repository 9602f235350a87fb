"""Webhooks: who is told of what, how it is signed, and when it is tried again (pure)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Final, Literal, get_args
from urllib.parse import urlsplit

from minhbach_shared.dialling import Network, refusal
from minhbach_shared.errors import Refused
from minhbach_shared.events import CaseStep, Confirmed, Event

Choice = Literal["confirmed", "corrected", "retracted", "steps"]
"""What a subscriber is told of: decisions, what became of them, or every step of a case."""
CHOICES: Final[tuple[Choice, ...]] = get_args(Choice)
# Steps tell of suspicions, which nobody has confirmed: only whom an administrator trusts.
FIRST_CHOSEN: Final[tuple[Choice, ...]] = ("confirmed", "corrected", "retracted")

Standing = Literal["on", "off", "failing"]
"""``off``: by a person, and nothing is kept for it; ``failing``: by itself, and all is kept."""
DeliveryState = Literal["waiting", "delivered", "given_up"]
STATES: Final[tuple[DeliveryState, ...]] = get_args(DeliveryState)
Trouble = Literal[
    "timeout", "connection", "tls", "name_resolution", "refused_address", "bad_response"
]
"""Why no answer came."""

# As Standard Webhooks advises: about three days in all.
WAITS: Final[tuple[timedelta, ...]] = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
ATTEMPTS: Final = len(WAITS) + 1
LONGEST_ASKED: Final = WAITS[-1]
"""No subscriber puts off for longer what it is to be told."""
BUSY: Final = frozenset((429, 503))
"""Statuses of which ``Retry-After`` is heeded (RFC 6585 section 4, RFC 9110 section 15.6.4)."""
JITTER: Final = 0.2
FAILING_AFTER: Final = timedelta(days=3)
ROTATION: Final = timedelta(hours=24)
"""How long the secret before stays good beside the new one."""
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - not a secret, but how one begins
NAME_LENGTH: Final = 100
ADDRESS_LENGTH: Final = 500

WebhookRefusal = Literal[
    "no_subscriber",
    "no_delivery",
    "name_wrong",
    "address_wrong",
    "address_http",
    "address_private",
    "nothing_chosen",
    "too_many",
    "still_waiting",
]


class WebhookRefused(Refused):
    """What was asked for cannot be done; nothing was changed."""

    def __init__(self, code: WebhookRefusal) -> None:
        super().__init__(code)
        self.code: WebhookRefusal = code


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer came.

    Attributes:
        head: its first words.
        retry_after: its header of that name as it was sent; empty without one.
    """

    status: int
    head: str = ""
    retry_after: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """No answer came."""

    trouble: Trouble


Outcome = Answered | Unanswered


@dataclass(frozen=True, slots=True)
class Delivered:
    """It was taken."""


@dataclass(frozen=True, slots=True)
class Again:
    """It is tried again then.

    Attributes:
        leave_until: nothing at all is sent to the subscriber before then, as it asked; None where
            it did not ask.
    """

    at: datetime
    leave_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class GivenUp:
    """It is not tried any more; ``gone``: the subscriber said that it is not there any more."""

    gone: bool = False


Next = Delivered | Again | GivenUp


def choice_of(event: Event) -> Choice | None:
    """Which choice an event falls under; None for one that nobody can subscribe to."""
    match event:
        case Confirmed(standing=standing):
            return standing
        case CaseStep():
            return "steps"
        case _:
            return None


def next_of(outcome: Outcome, attempts: int, now: datetime, chance: float) -> Next:
    """What becomes of a delivery.

    Args:
        attempts: how many were made, this one included.
        chance: between 0 and 1, so that many that fail at once do not come back at once.
    """
    match outcome:
        case Answered(status=status) if 200 <= status < 300:
            return Delivered()
        case Answered(status=410):
            return GivenUp(gone=True)
        case _ if attempts >= ATTEMPTS:
            return GivenUp()
        case _:
            own = now + WAITS[attempts - 1] * (1 + JITTER * (2 * chance - 1))
            asked = asked_until(outcome, now)
            # Sooner than by ourselves never: the attempts have to last for three days.
            return Again(own if asked is None else max(own, asked), asked)


def asked_until(outcome: Outcome, now: datetime) -> datetime | None:
    """Until when a busy subscriber asks to be left alone; None where it does not ask.

    ``Retry-After`` is seconds or a date (RFC 9110 section 10.2.3). What is neither, or is past,
    asks for nothing; what is longer than ``LONGEST_ASKED`` counts as that.
    """
    if not isinstance(outcome, Answered) or outcome.status not in BUSY:
        return None
    until = _moment(outcome.retry_after.strip(), now)
    if until is None or until <= now:
        return None
    return min(until, now + LONGEST_ASKED)


def _moment(word: str, now: datetime) -> datetime | None:
    if word.isascii() and word.isdecimal():
        # Ten digits and more are past what a date can hold, and far past the bound.
        return now + (timedelta(seconds=int(word)) if len(word) < 10 else LONGEST_ASKED)
    try:
        found = parsedate_to_datetime(word)
    except (ValueError, OverflowError):
        return None
    # A date without a zone is Greenwich's: HTTP knows no other.
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def failed_too_long(failing_since: datetime | None, now: datetime) -> bool:
    """Whether a subscriber is to be left alone until a person has looked."""
    return failing_since is not None and now - failing_since >= FAILING_AFTER


def secret_of(master: bytes, salt: bytes, number: int) -> str:
    """A subscriber's secret of a number: made again when it is needed, stored nowhere."""
    said = b"webhook secret\0" + salt + number.to_bytes(4, "big")
    key = hmac.new(master, said, hashlib.sha256).digest()
    return SECRET_PREFIX + base64.b64encode(key).decode()


def signature(secret: str, message: str, at: datetime, body: bytes) -> str:
    """One signature as Standard Webhooks has it: ``v1,`` and the HMAC over id, time and body."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message}.{int(at.timestamp())}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def signed_headers(
    secrets: Sequence[str], message: str, at: datetime, body: bytes
) -> dict[str, str]:
    """The three headers; during a rotation there is a signature a secret."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signature(one, message, at, body) for one in secrets),
    }


def checked_address(address: str, *, http: bool, networks: Sequence[Network]) -> str:
    """An address that may be written to, as it is kept.

    Raises:
        WebhookRefused: it is none, is not ``https`` where that is asked for, or names an address
            of a network that may not be dialled. What a name resolves to is seen when dialling.
    """
    address = address.strip()
    parts = _parts(address)
    if parts is None:
        raise WebhookRefused("address_wrong")
    scheme, host = parts
    if scheme == "http" and not http:
        raise WebhookRefused("address_http")
    if _is_ip(host) and refusal(host, networks) is not None:
        raise WebhookRefused("address_private")
    return address


def _parts(address: str) -> tuple[str, str] | None:
    if len(address) > ADDRESS_LENGTH or not address.isascii() or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    plain = not (parts.fragment or parts.username or parts.password or " " in address)
    return (parts.scheme, host) if parts.scheme in ("http", "https") and host and plain else None


def _is_ip(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def checked_name(name: str) -> str:
    """A subscriber's name.

    Raises:
        WebhookRefused: it is empty, too long, or not for people's eyes.
    """
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise WebhookRefused("name_wrong")
    return name
