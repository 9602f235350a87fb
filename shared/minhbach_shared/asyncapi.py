"""The AsyncAPI 3.0 document of all topics, made of the event models and the topics."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from minhbach_shared.events import EVENTS, Event
from minhbach_shared.topics import SERVICES, TOPICS, Topic, dead_letters_of

Json = dict[str, Any]

_SCHEMA_FORMAT: Final = "application/schema+json;version=draft-2020-12"
_CE_HEADERS: Final[Mapping[str, Json]] = {
    "ce_specversion": {"type": "string", "const": "1.0"},
    "ce_id": {"type": "string", "format": "uuid", "description": "Derived: the event's own id"},
    "ce_source": {"type": "string", "description": "The service, such as `/minhbach/case`"},
    "ce_time": {"type": "string", "format": "date-time", "description": "When it happened"},
    "ce_subject": {"type": "string", "format": "uuid", "description": "As the record's key"},
    "content-type": {"type": "string", "const": "application/json"},
}
_DEAD_HEADERS: Final[Mapping[str, str]] = {
    "dl_id": "Derived from topic, partition and offset: the same if it is written twice",
    "dl_reason": "Why, of a closed list",
    "dl_detail": "Why, for people; holds no content",
    "dl_service": "Who could not process it",
    "dl_topic": "Where it stood",
    "dl_partition": "Where it stood",
    "dl_offset": "Where it stood",
    "dl_at": "When it was given up",
    "dl_null_headers": "Names of its headers that were null, and are empty here",
}


def schema_file(event: type[Event]) -> str:
    """The name of an event's schema file."""
    return f"{event.type}.json"


def asyncapi(topics: Sequence[Topic] = TOPICS, events: Sequence[type[Event]] = EVENTS) -> Json:
    """The document: channels are topics; messages are events, with headers and key."""
    dead = {dead_letters_of(service) for service in SERVICES}
    messages = {event.__name__: _message(event) for event in events}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Minh Bạch",
            "version": "1",
            "description": "Registered web sites and their publishing duties: captures, verdicts, "
            "suspicions, cases and decisions. CloudEvents 1.0 in Kafka's binary mode. Records "
            "come at least once: drop those whose ce_id you have seen.",
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic, events, dead) for topic in topics},
        "operations": {
            f"send.{topic.name}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{topic.name}"},
                "summary": f"Says: {topic.says}",
            }
            for topic in topics
        },
        "components": {"messages": messages | {"DeadLetter": _dead_letter()}},
    }


def _channel(topic: Topic, events: Sequence[type[Event]], dead: set[str]) -> Json:
    names = [event.__name__ for event in events if event.topic == topic.name]
    if topic.name in dead:
        names = ["DeadLetter"]
    return {
        "address": topic.name,
        "description": topic.says,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": _configuration(topic),
                "bindingVersion": "0.5.0",
            }
        },
    }


def _configuration(topic: Topic) -> Json:
    found: Json = {
        "cleanup.policy": [topic.config["cleanup.policy"]],
        "max.message.bytes": topic.record_bytes,
    }
    if "retention.ms" in topic.config:
        found["retention.ms"] = int(topic.config["retention.ms"])
    return found


def _message(event: type[Event]) -> Json:
    said = (event.__doc__ or "").strip()
    type_header = {"ce_type": {"type": "string", "const": event.type}}
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": said,
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "required": [*type_header, *_CE_HEADERS],
            "properties": type_header | dict(_CE_HEADERS),
        },
        "payload": {
            "schemaFormat": _SCHEMA_FORMAT,
            "schema": {"$ref": f"./{schema_file(event)}"},
        },
        "bindings": _key(_key_of(event), "uuid"),
    }


def _dead_letter() -> Json:
    headers = {
        name: {"type": "string", "description": said} for name, said in _DEAD_HEADERS.items()
    }
    return {
        "name": "deadletter",
        "title": "DeadLetter",
        "summary": "A record that could not be processed, whole: its own key, value and headers, "
        "with the reason beside them.",
        "headers": {
            "type": "object",
            "required": ["dl_id", "dl_reason", "dl_service", "dl_topic"],
            "properties": headers,
        },
        "payload": {"description": "The record's own value, byte for byte"},
        "bindings": _key("The record's own key"),
    }


def _key(said: str, form: str | None = None) -> Json:
    key: Json = {"type": "string", "description": said}
    if form:
        key["format"] = form
    return {"kafka": {"key": key, "bindingVersion": "0.5.0"}}


def _key_of(event: type[Event]) -> str:
    read = getattr(event.key, "fget", None)  # on the class it is the property itself
    return (read.__doc__ or "").strip().removesuffix(".")
