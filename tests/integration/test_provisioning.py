"""Topics are made by a command, as configured; run again it only says what differs."""

from dataclasses import replace
from datetime import timedelta

from minhbach_shared.provisioning import provision
from minhbach_shared.settings import KafkaSettings
from minhbach_shared.topics import Topic
from tests.support.stack import RunningStack


async def test_topics_are_made_once_and_differences_named(stack: RunningStack) -> None:
    """Partitions, retention and record size are the broker's own afterwards; none is changed."""
    settings = KafkaSettings(kafka_servers=stack.kafka)
    compacted = Topic("provisioned.compacted.v1", "a test's", None, partitions=2)
    kept = Topic("provisioned.kept.v1", "a test's", timedelta(days=3), record_bytes=2_000_000)
    made = await provision(settings, [compacted, kept], replication=1)
    assert made.created == (compacted.name, kept.name)
    again = await provision(settings, [compacted, kept], replication=1)
    assert (again.created, again.differing) == ((), ())
    other = [replace(compacted, partitions=4), replace(kept, retention=timedelta(days=4))]
    found = await provision(settings, other, replication=1)
    assert found.created == ()
    count, time = found.differing
    assert "compacted.v1 has 2 partitions, 4 are configured" in count
    assert "kept.v1 has retention.ms=259200000, 345600000 is configured" in time
