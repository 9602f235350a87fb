"""Connection parameters of the Kafka clients, in one place."""

import ssl
from typing import Any

from minhbach_shared.settings import KafkaSettings


def connection(settings: KafkaSettings) -> dict[str, Any]:
    """Keyword arguments that every aiokafka client of the deployment shares."""
    arguments: dict[str, Any] = {
        "bootstrap_servers": settings.kafka_servers,
        "security_protocol": settings.kafka_security,
    }
    if settings.kafka_security.endswith("SSL"):
        arguments["ssl_context"] = ssl.create_default_context()
    if settings.kafka_security.startswith("SASL"):
        arguments["sasl_mechanism"] = "SCRAM-SHA-512"
        arguments["sasl_plain_username"] = settings.kafka_user
        arguments["sasl_plain_password"] = settings.kafka_password.get_secret_value()
    return arguments
