"""ID tokens: whose word they are, and whom they name."""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet, OctKey
from pydantic import SecretStr

from minhbach_case.settings import CaseSettings
from minhbach_case.web.oidc_claims import (
    BadToken,
    Expected,
    Mapped,
    NoPerson,
    Person,
    UnknownKey,
    account_id_of,
    name_of,
    person_of,
    verified,
)
from minhbach_case.web.oidc_provider import is_safe
from minhbach_case.web.oidc_setup import oidc_of, provider_client
from minhbach_shared.clock import utc_now
from minhbach_shared.errors import Misconfigured

NOW: Final = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
EXPECTED: Final = Expected("https://login.example", "console", "n-1")
SITE: Final = UUID("6d0f6a5e-2c38-5c0b-9f0c-9b1f5a1d7a11")
KEY: Final = ECKey.import_key(
    {
        "kty": "EC",
        "crv": "P-256",
        "kid": "one",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    }
)
MAPPED: Final = Mapped(
    "realm_access.roles", {"a": "officer", "b": "officer", "c": "operator", "d": "auditor"}, "site"
)


def _token(key: Key = KEY, alg: str = "ES256", kid: str = "one", **changes: Any) -> str:
    at = int(NOW.timestamp())
    said = {
        "iss": EXPECTED.issuer,
        "aud": EXPECTED.client_id,
        "nonce": EXPECTED.nonce,
        "sub": "s-1",
        "iat": at,
        "exp": at + 60,
    }
    kept = {name: value for name, value in (said | changes).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": kid}, kept, key, algorithms=[alg])


def test_the_providers_word_is_taken() -> None:
    """Right signature, issuer, audience, nonce and times."""
    assert verified(_token(), KeySet([KEY]), EXPECTED, NOW)["sub"] == "s-1"


def test_a_key_that_is_not_known_is_asked_for() -> None:
    """The provider may have changed its keys; that is told apart from a bad token."""
    with pytest.raises(UnknownKey):
        verified(_token(kid="two"), KeySet([KEY]), EXPECTED, NOW)


@pytest.mark.parametrize(
    "token",
    [
        _token(OctKey.import_key("a client's secret that is long enough"), "HS256"),
        _token(exp=int(NOW.timestamp()) - 61),
        _token(nonce=""),
        _token(aud=[]),
        _token(exp=float("inf")),
        _token()[:-4] + "AAAA",
        "eyJhbGciOiJub25lIn0." + _token().split(".")[1] + ".",
        "not.a.token",
        "",
    ],
)
def test_anything_else_is_no_word_of_the_provider(token: str) -> None:
    """A shared secret, no signature, a changed one, a token without end: refused."""
    with pytest.raises(BadToken):
        verified(token, KeySet([KEY]), EXPECTED, NOW)


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ({"realm_access": {"roles": ["x", "a"]}}, "officer"),
        ({"realm_access": {"roles": ["a", "b"]}}, "officer"),
        ({"realm_access": {"roles": "d"}}, "auditor"),
        ({"realm_access.roles": "d", "realm_access": {"roles": "a"}}, "auditor"),
        ({"realm_access": {"roles": ["c"]}, "site": str(SITE)}, "operator"),
    ],
)
def test_the_claims_name_a_role(said: dict[str, Any], role: str) -> None:
    """A word or a list, inside an object or under its whole name; other values say nothing."""
    person = person_of({"iss": "i", "sub": "s", **said}, MAPPED)
    assert isinstance(person, Person)
    assert (person.role, person.site_id) == (role, SITE if role == "operator" else None)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, "no_role"),
        ({"realm_access": ["a"]}, "no_role"),
        ({"realm_access": {"roles": [{"a": 1}, 3]}}, "no_role"),
        ({"realm_access": {"roles": ["a", "d"]}}, "two_roles"),
        ({"realm_access": {"roles": ["c"]}}, "no_site"),
        ({"realm_access": {"roles": ["c"]}, "site": [str(SITE), "another"]}, "no_site"),
    ],
)
def test_without_one_role_nobody_is_let_in(said: dict[str, Any], reason: str) -> None:
    """Shapes that were not meant, several roles, an operator without its site."""
    nobody = person_of({"iss": "i", "sub": "s", **said}, MAPPED)
    assert isinstance(nobody, NoPerson)
    assert nobody.reason == reason


def test_an_account_is_one_by_issuer_and_subject() -> None:
    """Another issuer's same subject is somebody else, and no local name can be an account's id."""
    ids = {account_id_of(i, s) for i, s in (("i", "s"), ("j", "s"), ("i", "t"), ("is", ""))}
    assert len(ids) == 4
    assert all(account.startswith("oidc:") for account in ids)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"preferred_username": "lan", "email": "l@mau.example"}, "lan"),
        ({"preferred_username": " ", "email": "l@mau.example"}, "l@mau.example"),
        ({"preferred_username": "a\u202eb\n" + "c" * 200}, "ab" + "c" * 98),
        ({"sub": "s-1"}, "s-1"),
        ({}, "–"),
    ],
)
def test_a_name_is_fit_to_be_shown(said: dict[str, Any], name: str) -> None:
    """The name they log in with, else the e-mail; printable and short."""
    assert name_of(said) == name


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://login.example/realms/a", True),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080", True),
        ("http://login.example", False),
        ("ftp://127.0.0.1", False),
    ],
)
def test_a_provider_is_asked_over_https_only(address: str, safe: bool) -> None:
    """But for one on this machine."""
    assert is_safe(address) is safe


def _settings(**set_ones: Any) -> CaseSettings:
    return CaseSettings(
        kafka_servers="127.0.0.1:1",
        mongodb_uri=SecretStr("mongodb://127.0.0.1:1"),
        mongodb_database="nothing",
        captures_url="file:///nowhere",
        secret=SecretStr("a secret of tests only"),
        **set_ones,
    )


_WHOLE: Final[dict[str, Any]] = {
    "oidc_issuer": "https://login.example",
    "oidc_client_id": "console",
    "oidc_roles": {"a": "officer"},
    "public_address": "https://minhbach.example",
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"oidc_client_id": ""}, "MINHBACH_OIDC_CLIENT_ID"),
        ({"oidc_roles": {}}, "MINHBACH_OIDC_ROLES"),
        ({"public_address": ""}, "MINHBACH_PUBLIC_ADDRESS"),
        ({"oidc_issuer": "http://login.example"}, "MINHBACH_OIDC_ISSUER"),
        ({"public_address": "http://minhbach.example"}, "MINHBACH_PUBLIC_ADDRESS"),
        ({"oidc_scopes": "profile"}, "MINHBACH_OIDC_SCOPES"),
        ({"oidc_issuer": "", "local_accounts": False}, "MINHBACH_LOCAL_ACCOUNTS"),
    ],
)
async def test_half_a_provider_is_told(changed: dict[str, Any], told: str) -> None:
    """The service does not start on settings with which nobody could log in, or not safely."""
    async with provider_client() as client:
        assert oidc_of(_settings(**_WHOLE), client, utc_now) is not None
        assert oidc_of(_settings(), client, utc_now) is None
        with pytest.raises(Misconfigured, match=told):
            oidc_of(_settings(**_WHOLE | changed), client, utc_now)
