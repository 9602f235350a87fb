"""The services' settings in a run: environment by service."""

import os
import shutil
from collections.abc import Mapping
from typing import Final

from minhbach_local.running.household import SERVICES, Household
from minhbach_local.running.options import Network, Places
from minhbach_local.running.processes import ServicePlan

HOST: Final = "127.0.0.1"
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def database_of(service: str) -> str:
    """The name of a service's own database."""
    return f"minhbach_{service}"


def plans(
    places: Places,
    household: Household,
    servers: tuple[str, str],
    allow_private: tuple[Network, ...],
    *,
    by_schedule: bool,
) -> list[ServicePlan]:
    """How each service is started.

    Args:
        servers: the broker's host:port and the store's connection string.
        allow_private: private networks that the crawler may visit.
    """
    kafka, mongodb = servers
    common = {
        "MINHBACH_KAFKA_SERVERS": kafka,
        "MINHBACH_MONGODB_URI": mongodb,
        "MINHBACH_CAPTURES_URL": places.captures.resolve().as_uri(),
        "MINHBACH_SECRET": household.secret,
        "MINHBACH_HTTP_HOST": HOST,
        "MINHBACH_INSTANCE": "local",
    }
    own: Mapping[str, dict[str, str]] = {
        "crawler": {
            "MINHBACH_ALLOW_PRIVATE": ",".join(str(network) for network in allow_private),
            "MINHBACH_VISIT_BY_SCHEDULE": str(by_schedule).lower(),
        },
        "classifier": {"MINHBACH_SALTS_DATABASE": database_of("case")},
        "case": {
            "MINHBACH_ACCOUNTS_FILE": str(places.accounts.resolve()),
            "MINHBACH_DOSSIER_KEY_FILE": str(places.dossier_key.resolve()),
            "MINHBACH_PICTURE_BROWSER": next(filter(None, map(shutil.which, BROWSERS)), ""),
            # A browser's own sandbox does not start as root.
            "MINHBACH_PICTURE_SANDBOX": str(os.geteuid() != 0).lower(),
        },
    }
    return [
        ServicePlan(
            name=service,
            module=f"minhbach_{service}",
            environment={
                **common,
                **own[service],
                "MINHBACH_MONGODB_DATABASE": database_of(service),
                "MINHBACH_HTTP_PORT": str(household.ports[service]),
            },
            address=f"http://{HOST}:{household.ports[service]}",
        )
        for service in SERVICES
    ]
