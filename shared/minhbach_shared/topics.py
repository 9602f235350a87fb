"""The topics: name, key, partitions, retention, compaction, record size.

Partition counts are fixed for the life of a topic version. A deployment may set its own counts
and times once, before the topics are provisioned.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

AUDIT_RETENTION: Final = timedelta(days=10 * 365)
MEGABYTE: Final = 1024 * 1024
SERVICES: Final = ("crawler", "classifier", "case")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as it is provisioned.

    Attributes:
        retention: how long records are kept; None for a compacted topic.
        record_bytes: the largest record that the topic takes.
    """

    name: str
    says: str
    retention: timedelta | None
    partitions: int = 6
    record_bytes: int = MEGABYTE

    @property
    def config(self) -> dict[str, str]:
        """The topic's configuration as Kafka names it."""
        common = {"max.message.bytes": str(self.record_bytes)}
        if self.retention is None:
            return common | {"cleanup.policy": "compact"}
        milliseconds = int(self.retention.total_seconds() * 1000)
        return common | {"cleanup.policy": "delete", "retention.ms": str(milliseconds)}


def dead_letters_of(service: str) -> str:
    """The name of a service's dead-letter topic."""
    return f"deadletters.{service}.v1"


TOPICS: Final[tuple[Topic, ...]] = (
    Topic("sites.v1", "the register's record of a site", None),
    Topic("sites.history.v1", "every version of that record", AUDIT_RETENTION),
    Topic("visits.requested.v1", "visit this site now", timedelta(days=7)),
    Topic("snapshots.v1", "one address was captured, or could not be", AUDIT_RETENTION),
    Topic("visits.completed.v1", "one visit ended", AUDIT_RETENTION),
    Topic(
        "assessments.v1",
        "every duty's verdict on one snapshot or visit",
        AUDIT_RETENTION,
    ),
    Topic(
        "violations.suspected.v1",
        "one breach, with evidence: a suspicion",
        AUDIT_RETENTION,
    ),
    Topic("violations.confirmed.v1", "decided by people", AUDIT_RETENTION),
    Topic("cases.v1", "every step of a case, hash-chained", AUDIT_RETENTION),
    Topic(
        "audit.checkpoints.v1",
        "signed heads of the chains",
        AUDIT_RETENTION,
        partitions=1,
    ),
    # Larger than any source: a record at its topic's limit must still fit with its reason.
    *(
        Topic(
            dead_letters_of(service),
            f"records that the {service} could not process",
            timedelta(weeks=8),
            record_bytes=2 * MEGABYTE,
        )
        for service in SERVICES
    ),
)


class TopicChoice(BaseModel):
    """What a deployment sets for one topic; null leaves it as it is here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    partitions: int | None = Field(default=None, ge=1)
    retention_days: float | None = Field(default=None, gt=0)
    record_bytes: int | None = Field(default=None, ge=MEGABYTE)


def configured(choices: Mapping[str, TopicChoice], topics: Iterable[Topic] = TOPICS) -> list[Topic]:
    """The topics with a deployment's own choices, by topic name.

    Raises:
        ValueError: a name that is no topic, or a retention for a compacted one.
    """
    known = {topic.name: topic for topic in topics}
    for name, choice in choices.items():
        if name not in known:
            raise ValueError(f"{name!r} is no topic; the topics are {', '.join(known)}")
        known[name] = _chosen(known[name], choice)
    return list(known.values())


def _chosen(topic: Topic, choice: TopicChoice) -> Topic:
    if choice.retention_days is not None and topic.retention is None:
        raise ValueError(f"{topic.name} is compacted: it has no retention to set")
    kept = choice.retention_days
    return replace(
        topic,
        partitions=choice.partitions or topic.partitions,
        retention=topic.retention if kept is None else timedelta(days=kept),
        record_bytes=choice.record_bytes or topic.record_bytes,
    )
