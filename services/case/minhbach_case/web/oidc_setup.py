"""From settings to the provider: all of them, or none."""

from datetime import timedelta
from typing import Final

import httpx

from minhbach_case.settings import CaseSettings
from minhbach_case.web.oidc import Asked, Oidc
from minhbach_case.web.oidc_claims import Mapped
from minhbach_case.web.oidc_provider import Provider, is_safe
from minhbach_shared.clock import Clock
from minhbach_shared.errors import Misconfigured

# Somebody waits at a login page: a provider that takes longer counts as away.
TIMEOUT: Final = timedelta(seconds=8)


def provider_client() -> httpx.AsyncClient:
    """The client that asks the provider; it follows no redirect."""
    return httpx.AsyncClient(timeout=TIMEOUT.total_seconds(), follow_redirects=False)


def oidc_of(settings: CaseSettings, client: httpx.AsyncClient, clock: Clock) -> Oidc | None:
    """The provider that is set, or None where none is.

    Raises:
        Misconfigured: some of what belongs together is missing, or an address is not safe.
    """
    if not settings.oidc_issuer:
        if not settings.local_accounts:
            raise Misconfigured(
                "nobody could log in: set MINHBACH_OIDC_ISSUER, or MINHBACH_LOCAL_ACCOUNTS=true"
            )
        return None
    _check(settings)
    provider = Provider(
        settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, client, clock
    )
    return Oidc(
        provider,
        Asked(settings.oidc_client_id, settings.oidc_scopes, settings.public_address),
        Mapped(settings.oidc_role_claim, settings.oidc_roles, settings.oidc_site_claim),
        settings.secret.get_secret_value().encode(),
        clock,
    )


def _check(settings: CaseSettings) -> None:
    needed = {
        "MINHBACH_OIDC_CLIENT_ID": settings.oidc_client_id,
        "MINHBACH_OIDC_ROLES": settings.oidc_roles,
        "MINHBACH_PUBLIC_ADDRESS": settings.public_address,
    }
    if missing := [name for name, value in needed.items() if not value]:
        raise Misconfigured(f"with MINHBACH_OIDC_ISSUER these are needed: {', '.join(missing)}")
    if "openid" not in settings.oidc_scopes.split():
        raise Misconfigured("MINHBACH_OIDC_SCOPES has to name `openid`")
    for name, address in (
        ("MINHBACH_OIDC_ISSUER", settings.oidc_issuer),
        ("MINHBACH_PUBLIC_ADDRESS", settings.public_address),
    ):
        if not is_safe(address):
            raise Misconfigured(f"{name} has to begin with https://")
