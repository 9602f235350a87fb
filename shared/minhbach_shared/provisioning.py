"""``python -m minhbach_shared.provisioning``: makes the topics; nothing is auto-created.

Run again, it changes nothing that is right, and names what differs and cannot be changed.
"""

import asyncio
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code
from pydantic import Field

from minhbach_shared.delivery.kafka import connection
from minhbach_shared.errors import Unavailable
from minhbach_shared.settings import KafkaSettings, load_or_exit
from minhbach_shared.topics import Topic, TopicChoice, configured


class ProvisioningSettings(KafkaSettings):
    """What the provisioning command reads."""

    replication: int = Field(
        default=3, ge=1, title="Replication factor", description="1 on a single broker."
    )
    topics: dict[str, TopicChoice] = Field(
        default_factory=dict,
        title="Topics",
        description='JSON by topic, such as {"snapshots.v1": {"partitions": 24, '
        '"retention_days": 3650, "record_bytes": 1048576}}; partitions are fixed for a '
        "topic's life.",
    )


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What a run found and did."""

    created: tuple[str, ...]
    present: tuple[str, ...]
    differing: tuple[str, ...]


async def provision(
    settings: KafkaSettings, topics: Iterable[Topic], replication: int
) -> Provisioned:
    """Creates the topics that are missing.

    Raises:
        Unavailable: the broker does not answer, or refuses a topic.
    """
    admin = AIOKafkaAdminClient(**connection(settings))
    try:
        await admin.start()
        return await _create_missing(admin, list(topics), replication)
    except KafkaError as error:
        raise Unavailable(
            f"the broker {settings.kafka_servers} does not answer: {error}"
        ) from error
    finally:
        await admin.close()


async def _create_missing(
    admin: AIOKafkaAdminClient, topics: list[Topic], replication: int
) -> Provisioned:
    described = await admin.describe_topics([topic.name for topic in topics])
    counts = {t["topic"]: len(t["partitions"]) for t in described if t["error_code"] == 0}
    missing = [topic for topic in topics if topic.name not in counts]
    if missing:
        _check(await admin.create_topics([_new(topic, replication) for topic in missing]))
    present = [topic for topic in topics if topic.name in counts]
    differing = [
        f"{topic.name} has {counts[topic.name]} partitions, {topic.partitions} are configured "
        "(a topic's count is fixed: make a new version of it)"
        for topic in present
        if counts[topic.name] != topic.partitions
    ]
    return Provisioned(
        created=tuple(topic.name for topic in missing),
        present=tuple(topic.name for topic in present),
        differing=(*differing, *await _other_settings(admin, present)),
    )


async def _other_settings(admin: AIOKafkaAdminClient, topics: list[Topic]) -> list[str]:
    """What the broker holds of a topic's configuration and we would set otherwise."""
    wanted = {topic.name: topic.config for topic in topics}
    resources = [
        ConfigResource(ConfigResourceType.TOPIC, name, dict.fromkeys(config))
        for name, config in wanted.items()
    ]
    answers = await admin.describe_configs(resources) if resources else []
    return [
        f"{name} has {key}={value}, {wanted[name][key]} is configured"
        for answer in answers
        for _, _, _, name, entries in answer.resources
        for key, value, *_ in entries
        if wanted[name].get(key, value) != value
    ]


def _new(topic: Topic, replication: int) -> NewTopic:
    return NewTopic(topic.name, topic.partitions, replication, topic_configs=topic.config)


def _check(answer: object) -> None:
    for name, code, *message in getattr(answer, "topic_errors", ()):
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise Unavailable(f"topic {name} could not be made: {error.__name__} {message}")


def main() -> int:
    """Provisions from the environment's settings; status 1 where a topic differs."""
    settings = load_or_exit(ProvisioningSettings)
    try:
        topics = configured(settings.topics)
        done = asyncio.run(provision(settings, topics, settings.replication))
    except (ValueError, Unavailable) as error:
        print(f"topics not provisioned: {error}", file=sys.stderr)
        return 2
    for name in done.created:
        print(f"created {name}")
    for line in done.differing:
        print(f"differs: {line}")
    print(f"{len(done.created)} created, {len(done.present)} there before")
    return 1 if done.differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
