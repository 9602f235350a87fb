"""Events to and from Kafka records: CloudEvents 1.0 in Kafka's binary mode.

Metadata stands in ``ce_*`` headers, the event's JSON in the value, its key in the record's key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cloudevents.core.bindings.kafka import to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from pydantic import ValidationError

from minhbach_shared.errors import RejectReason
from minhbach_shared.events import Event

Headers = Sequence[tuple[str, bytes | None]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record ready to be sent."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Why a record is no event."""

    reason: RejectReason
    detail: str


_FORMAT: Final = JSONFormat()
_REQUIRED: Final = ("ce_specversion", "ce_id", "ce_source", "ce_type")


def encode(event: Event, source: str) -> Outgoing:
    """The record of an event.

    Args:
        source: the service's name, for ``ce_source``.
    """
    cloud_event = CloudEvent(
        attributes={
            "id": str(event.id),
            "source": f"/minhbach/{source}",
            "type": event.type,
            "specversion": "1.0",
            "time": event.time,
            "subject": str(event.key),
            "datacontenttype": "application/json",
        },
        data=event.model_dump_json().encode(),
    )
    message = to_binary(cloud_event, _FORMAT)
    key = str(event.key).encode()
    return Outgoing(event.topic, key, message.value, tuple(message.headers.items()))


class Decoder:
    """Reads records as one of some event types."""

    def __init__(self, events: Iterable[type[Event]]) -> None:
        self._models: Mapping[str, type[Event]] = {event.type: event for event in events}

    def decode(
        self, key: bytes | None, value: bytes | None, headers: Headers
    ) -> Event | Undecodable:
        """The event of a record, or why it is none; never raises."""
        attributes = _attributes(headers)
        if isinstance(attributes, Undecodable):
            return attributes
        model = self._models.get(attributes["ce_type"])
        if model is None:
            return Undecodable("unknown_type", f"type {attributes['ce_type']!r} is not read here")
        return _validated(model, attributes["ce_id"], key, value)


def _attributes(headers: Headers) -> dict[str, str] | Undecodable:
    """The CloudEvents headers; a foreign header, null or not, is none of our business.

    Read here and not by the SDK, which takes as long for it as the event's own validation does
    (the unit tests hold the two against each other).
    """
    kept: dict[str, str] = {}
    for name, value in headers:
        if not name.startswith("ce_"):
            continue
        if value is None:
            return Undecodable("undecodable", f"header {name} is null")
        try:
            kept[name] = value.decode()
        except UnicodeDecodeError:
            return Undecodable("undecodable", f"header {name} is not UTF-8")
    for name in _REQUIRED:
        if not kept.get(name):
            return Undecodable("undecodable", f"no CloudEvent: header {name} is missing or empty")
    if kept["ce_specversion"] != "1.0":
        return Undecodable("undecodable", f"CloudEvents {kept['ce_specversion']!r}; 1.0 is read")
    return kept


def _validated(
    model: type[Event], ce_id: str, key: bytes | None, value: bytes | None
) -> Event | Undecodable:
    try:
        event = model.model_validate_json(value or b"")
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in problem["loc"])
        return Undecodable("invalid", f"{place or 'value'}: {problem['msg']}"[:300])
    if str(event.id) != ce_id:
        return Undecodable("invalid", f"ce_id {ce_id} is not the event's id {event.id}"[:300])
    if key != str(event.key).encode():
        return Undecodable("invalid", f"the record's key is not the event's key {event.key}")
    return event
