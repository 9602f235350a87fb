"""Events and topics fit together: each on a topic that is provisioned, keyed, with its own id."""

import pytest

from minhbach_shared.codec import Decoder, encode
from minhbach_shared.events import EVENTS, Event
from minhbach_shared.topics import SERVICES, TOPICS, dead_letters_of
from tests.support.suspicions import site_of, suspected, withdrawn

DESIGN = {
    "sites.v1": ["SiteRecord"],
    "sites.history.v1": ["SiteVersion"],
    "visits.requested.v1": ["VisitRequest"],
    "snapshots.v1": ["Snapshot"],
    "visits.completed.v1": ["VisitCompleted"],
    "assessments.v1": ["Assessed"],
    "violations.suspected.v1": ["Suspected", "Withdrawn"],
    "violations.confirmed.v1": ["Confirmed"],
    "cases.v1": ["CaseStep"],
    "audit.checkpoints.v1": ["Checkpoint"],
}


def test_the_topics_of_the_design() -> None:
    """Every topic of the design is there with its events, and a dead-letter topic a service."""
    dead = {dead_letters_of(service) for service in SERVICES}
    assert {topic.name for topic in TOPICS} == DESIGN.keys() | dead
    for name, events in DESIGN.items():
        assert [event.__name__ for event in EVENTS if event.topic == name] == events


def test_types_are_versioned_and_distinct() -> None:
    """A type bears our reverse domain and a version, and means one model."""
    types = [event.type for event in EVENTS]
    assert len(set(types)) == len(types)
    assert all(name.startswith("vn.minhbach.") and name.endswith(".v1") for name in types)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_an_event_names_its_key_and_time(event: type[Event]) -> None:
    """Each says what keys it and when it happened; no id is made up where none is given."""
    assert event.key is not Event.key
    assert event.time is not Event.time
    assert event.model_fields["id"].description
    assert event.model_fields["id"].is_required()


def test_dead_letters_take_more_than_any_source() -> None:
    """A record at its topic's limit still fits with its reason."""
    dead = [topic for topic in TOPICS if topic.name.startswith("deadletters.")]
    others = [topic for topic in TOPICS if topic not in dead]
    assert min(t.record_bytes for t in dead) > max(t.record_bytes for t in others) + 64_000


def test_only_the_register_is_compacted() -> None:
    """What audit needs is kept by time, since compaction erases history."""
    compacted = [t.name for t in TOPICS if t.config["cleanup.policy"] == "compact"]
    assert compacted == ["sites.v1"]
    assert all("retention.ms" in t.config for t in TOPICS if t.name not in compacted)


def test_events_of_one_topic_are_told_apart() -> None:
    """A suspicion and its withdrawal share a topic and a key, and come back as what they were."""
    one = suspected(site_of("a"))
    both = (one, withdrawn(one))
    decoder = Decoder([type(event) for event in both])
    for event in both:
        record = encode(event, "classifier")
        assert record.key == str(one.site_id).encode()
        assert decoder.decode(record.key, record.value, record.headers) == event
