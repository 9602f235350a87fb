"""What mail servers report of a mail later (pure): delivery status notifications, RFC 3464.

A report leads back to its letter by the envelope id that we gave (RFC 3461), else by the message
id in the mail that it returns. Nobody's words in it are kept but the status and a short line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import default
from typing import Final, Literal
from uuid import UUID

from minhbach_case.sending.smtp import told

Action = Literal["failed", "delayed", "delivered"]
BYTES: Final = 1_000_000
_ACTIONS: Final[dict[str, Action]] = {
    "failed": "failed",
    "delayed": "delayed",
    "delivered": "delivered",
    # Handed on to a system that reports no further: as far as anybody will ever know.
    "relayed": "delivered",
    "expanded": "delivered",
}
_OUR_ID: Final = re.compile(r"\b([0-9a-f]{32})\.(\d{1,4})(?=@|\s|>|$)")
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_WORST: Final[tuple[Action, ...]] = ("failed", "delayed", "delivered")


@dataclass(frozen=True, slots=True)
class Report:
    """What one report says of one of our mails."""

    letter_id: UUID
    attempt: int
    action: Action
    status: str
    said: str


Unreadable = Literal["no_report", "not_ours", "says_nothing"]
"""Why a mail tells nothing about a letter: no report; on no mail of ours; without an action."""


def report_of(raw: bytes) -> Report | Unreadable:
    """What a mail reports; any mail at all may come in here."""
    try:
        return _read(message_from_bytes(raw, policy=default))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        # The parser meets headers that no standard knows; such a mail reports nothing.
        return "no_report"


def _read(mail: EmailMessage) -> Report | Unreadable:
    parts = list(mail.walk())
    statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if mail.get_content_type() != "multipart/report" or not statuses:
        return "no_report"
    blocks = [block for part in statuses for block in _blocks(part)]
    found = _ours(parts, blocks)
    if found is None:
        return "not_ours"
    recipients = [block for block in blocks if _action(block) is not None]
    if not recipients:
        return "says_nothing"
    worst = min(recipients, key=lambda block: _WORST.index(_action(block) or "delivered"))
    action = _action(worst)
    if action is None:
        return "says_nothing"
    letter, attempt = found
    status = _STATUS.search(str(worst.get("Status", "")))
    said = told(str(worst.get("Diagnostic-Code", "")))
    return Report(letter, attempt, action, status[0] if status else "", said)


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))


def _action(block: Message) -> Action | None:
    return _ACTIONS.get(str(block.get("Action", "")).strip().casefold())


def _ours(parts: Sequence[Message], blocks: Sequence[Message]) -> tuple[UUID, int] | None:
    for words in _places(parts, blocks):
        if named := _OUR_ID.search(words):
            return UUID(hex=named[1]), int(named[2])
    return None


def _places(parts: Sequence[Message], blocks: Sequence[Message]) -> Iterator[str]:
    yield from (str(block.get("Original-Envelope-Id", "")) for block in blocks)
    # The returned mail, whole or its head alone; never the report's own head.
    for part in parts[1:]:
        yield str(part.get("Message-ID", ""))
        if part.get_content_type() == "text/rfc822-headers":
            yield str(part.get_payload())
