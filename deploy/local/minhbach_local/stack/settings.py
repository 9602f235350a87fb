"""Settings of the embedded stack."""

import sys
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


def default_jars() -> Path:
    """Where the broker's jars are kept: beside the Python that runs, so they go when it goes."""
    return Path(sys.prefix) / "share" / "minhbach" / "jars"


class StackSettings(BaseModel):
    """All that can be chosen about the embedded broker and store."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(
        title="Data folder",
        description="Streams, database, logs and the record of the ports, all in one folder.",
    )
    jars: Path = Field(
        default_factory=default_jars,
        title="Jars folder",
        description="A Maven repository layout that holds Apache Kafka's jars.",
    )
    kafka_port: int | None = Field(
        default=None, ge=1, le=65535, title="Broker's port", description="Found when not named."
    )
    mongodb_port: int | None = Field(
        default=None, ge=1, le=65535, title="Store's port", description="Found when not named."
    )
    minimum_free_bytes: int = Field(
        default=1_000_000_000,
        ge=0,
        title="Free space at start",
        description="With less than this free on the data folder's disk nothing is started.",
    )
    start_seconds: float = Field(
        default=90.0,
        gt=0,
        title="Patience at start",
        description="Seconds within which a part must answer.",
    )
    stop_seconds: float = Field(
        default=15.0,
        gt=0,
        title="Patience at stop",
        description="Seconds between asking a part to end and ending it by force.",
    )
    broker_heap_megabytes: int = Field(
        default=512, ge=128, title="Broker's heap", description="Java's -Xmx, in MB."
    )
    store_cache_megabytes: int = Field(
        default=256, ge=32, title="Store's cache", description="WiredTiger's cache, in MB."
    )
    largest_record_bytes: int = Field(
        default=4_000_000,
        ge=1_000_000,
        title="Largest record",
        description="What the broker takes at most; a dead letter is larger than its record.",
    )
