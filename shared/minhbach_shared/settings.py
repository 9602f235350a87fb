"""The settings that every service has; each service subclasses them and adds its own.

Read from the environment (``MINHBACH_…``); a wrong value ends the start with a message that
names the variable.
"""

import os
import re
import sys
from pathlib import Path
from typing import Self, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from minhbach_shared.errors import Misconfigured

PREFIX = "MINHBACH_"
# A folder with a file a setting, named as its variable in small letters: how engines and
# clusters hand secrets in. The environment comes first.
SECRETS_FOLDER = "MINHBACH_SECRETS_FOLDER"
_WRONG = "The settings are wrong; set these environment variables and start again:"


class KafkaSettings(BaseSettings):
    """How the broker is reached."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    kafka_servers: str = Field(
        title="Kafka servers",
        description="Bootstrap servers, comma-separated, such as `kafka-0:9092,kafka-1:9092`.",
    )
    kafka_security: str = Field(
        default="PLAINTEXT",
        pattern="^(PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)$",
        title="Kafka security protocol",
        description="PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL (SCRAM-SHA-512).",
    )
    kafka_user: str = Field(
        default="",
        title="Kafka user",
        description="SASL user; empty where SASL is not used.",
    )
    kafka_password: SecretStr = Field(
        default=SecretStr(""), title="Kafka password", description="SASL password."
    )

    @classmethod
    def load(cls) -> Self:
        """Reads the settings from the environment, and those not there from the secrets' folder.

        Raises:
            Misconfigured: names every variable that is missing or wrong.
        """
        folder = os.environ.get(SECRETS_FOLDER) or None
        if folder and not Path(folder).is_dir():
            raise Misconfigured(f"{_WRONG}\n  {SECRETS_FOLDER}: {folder} is no folder")
        try:
            return cls(_secrets_dir=folder)
        except ValidationError as error:
            raise Misconfigured(_describe(error)) from None
        except SettingsError as error:
            # It names the field; the value that is no JSON may be a password.
            named = re.search(r'field "(\w+)"', str(error))
            variable = PREFIX + named.group(1).upper() if named else str(error)
            raise Misconfigured(f"{_WRONG}\n  {variable}: is no JSON") from None


class ServiceSettings(KafkaSettings):
    """What every service needs to run."""

    mongodb_uri: SecretStr = Field(
        title="MongoDB address",
        description="Connection string; it may hold a password, so it is never logged.",
    )
    mongodb_database: str = Field(
        min_length=1,
        title="MongoDB database",
        description="The service's own database.",
    )
    captures_url: str = Field(
        pattern=r"^(file|s3)://",
        title="Capture store",
        description="Where WARC files lie: `file:///folder` or `s3://bucket/prefix`.",
    )
    s3_endpoint: str = Field(
        default="",
        pattern=r"^$|^https?://[^/?#]+/?$",
        title="S3 endpoint",
        description="Address of the object store where it is not Amazon's own, such as "
        "`http://captures:9000`; buckets are named in the path there.",
    )
    s3_region: str = Field(
        default="",
        title="S3 region",
        description="Region of the bucket; empty: as its surroundings say, `us-east-1` else.",
    )
    s3_key_id: str = Field(
        default="",
        title="S3 key id",
        description="Who the service is to the object store; empty: as its surroundings say "
        "(`AWS_…` variables, the role of a cluster's account).",
    )
    s3_key: SecretStr = Field(
        default=SecretStr(""), title="S3 key", description="The secret that goes with the id."
    )
    secret: SecretStr = Field(
        min_length=16,
        title="Deployment secret",
        description="Keys the digests of personal values; the same for case and classifier.",
    )
    http_host: str = Field(
        default="127.0.0.1",
        title="HTTP host",
        description="Address that the service listens on.",
    )
    http_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        title="HTTP port",
        description="0 takes any free port.",
    )
    trusted_proxies: str = Field(
        default="",
        pattern=r"^[0-9a-fA-F.:/, ]*$",
        title="Trusted proxies",
        description="Addresses or networks, comma-separated, of the proxies before the service; "
        "who asks is read from their `X-Forwarded-For`. Empty: nobody's word is taken.",
    )
    instance: str | None = Field(
        default=None,
        title="Instance name",
        description="A replica's stable name; keeps its partitions over a quick restart.",
    )
    stop_within_seconds: float = Field(
        default=20.0,
        gt=0,
        le=300,
        title="Stop within",
        description="How long a batch may finish after SIGTERM or a rebalance before it is "
        "given up (and read again by whoever owns the partition next).",
    )
    log_level: str = Field(
        default="INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        title="Log level",
        description="DEBUG, INFO, WARNING or ERROR.",
    )
    dead_letter_share: float = Field(
        default=0.5,
        gt=0,
        le=1,
        title="Dead-letter share",
        description="Consumption stops when this share of the last records was dead-lettered.",
    )
    dead_letter_window: int = Field(
        default=200,
        ge=1,
        title="Dead-letter window",
        description="Over how many of the last records that share is taken.",
    )


LoadedT = TypeVar("LoadedT", bound=KafkaSettings)
SettingsT = TypeVar("SettingsT", bound=ServiceSettings)


def load_or_exit(settings: type[LoadedT]) -> LoadedT:
    """The settings from the environment; a wrong one ends the process with status 2."""
    try:
        return settings.load()
    except Misconfigured as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None


def _describe(error: ValidationError) -> str:
    lines = [_WRONG]
    for problem in error.errors(include_url=False, include_input=False):
        name = "_".join(str(part) for part in problem["loc"]) or "(all)"
        variable = name if name.startswith(PREFIX) else PREFIX + name.upper()
        lines.append(f"  {variable.upper()}: {problem['msg']}")
    return "\n".join(lines)
