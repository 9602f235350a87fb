"""Events to and from Kafka records: CloudEvents 1.0 in Kafka's binary mode.

Metadata stands in ``ce_*`` headers, the event's JSON in the value, its key in the record's key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
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


class _RawJson(JSONFormat):
    """Hands the value through: the models read and write their own JSON."""

    def read_data(
        self,
        body: bytes | str,
        datacontenttype: str | None,  # noqa: ARG002 - the SDK's signature
    ) -> dict[str, object] | str | bytes | None:
        return body


_FORMAT: Final = _RawJson()


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
        try:
            # The key is left out: the SDK would decode it as UTF-8, and it says nothing here.
            cloud_event = from_binary(KafkaMessage(attributes, None, value or b""), _FORMAT)
        except Exception as error:  # noqa: BLE001 - whatever the SDK says of a foreign record
            return Undecodable("undecodable", f"no CloudEvent: {_first_line(error)}")
        model = self._models.get(cloud_event.get_type())
        if model is None:
            return Undecodable("unknown_type", f"type {cloud_event.get_type()!r} is not read here")
        return _validated(model, cloud_event.get_id(), key, value)


def _attributes(headers: Headers) -> dict[str, bytes] | Undecodable:
    """The CloudEvents headers; a foreign header, null or not, is none of our business."""
    kept: dict[str, bytes] = {}
    for name, value in headers:
        if not (name.startswith("ce_") or name == "content-type"):
            continue
        if value is None:
            return Undecodable("undecodable", f"header {name} is null")
        kept[name] = value
    return kept


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


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
