"""What an ID token says: whether it is the provider's word to us, and who it names (pure).

OpenID Connect Core 1.0, sections 2, 3.1.3.7 and 5.7.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from joserfc import jwt
from joserfc.errors import InvalidClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Role

# Asymmetric ones only: with "none" or the client's secret, anybody could write a token.
ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
CLOCK_SKEW: Final = timedelta(seconds=60)
LONGEST_NAME: Final = 100

Claims = Mapping[str, Any]
NoPersonReason = Literal["no_role", "two_roles", "no_site"]


class BadToken(Exception):
    """The token is not the provider's word to us for this login; its words are for the log."""


class UnknownKey(BadToken):
    """Signed with a key that is not among those read: the provider may have changed its keys."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token has to say of itself."""

    issuer: str
    client_id: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """How claims become an account.

    Attributes:
        role_claim: where the role stands; dots lead into objects (``realm_access.roles``).
        roles: the provider's values to our roles; other values say nothing.
        site_claim: where an operator's site id stands.
    """

    role_claim: str
    roles: Mapping[str, Role]
    site_claim: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the provider vouches for.

    Attributes:
        account_id: one by issuer and subject; names change, this does not.
        name: to show; never told apart by it.
    """

    account_id: str
    name: str
    role: Role
    site_id: UUID | None


@dataclass(frozen=True, slots=True)
class NoPerson:
    """Known to the provider, and not let in here."""

    account_id: str
    name: str
    reason: NoPersonReason


def verified(token: str, keys: KeySet, expected: Expected, now: datetime) -> Claims:
    """The claims of an ID token that the provider wrote for this login.

    Raises:
        UnknownKey: its key is not among ``keys``.
        BadToken: signature, issuer, audience, nonce or times are not as they have to be.
    """
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=int(CLOCK_SKEW.total_seconds()),
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        nonce={"essential": True, "value": expected.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        registry.validate(claims)
        _authorized_party(claims, expected.client_id)
    except InvalidKeyIdError as error:
        raise UnknownKey(error.error) from None
    except (JoseError, ValueError) as error:
        # Its words name the claim at fault; the token itself is nobody's to read.
        raise BadToken(str(error)[:200]) from None
    return claims


def _authorized_party(claims: Claims, client_id: str) -> None:
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != client_id:
        raise InvalidClaimError("azp")


def person_of(claims: Claims, mapped: Mapped) -> Person | NoPerson:
    """Whom verified claims name, in which role."""
    account_id, name = account_id_of(str(claims["iss"]), str(claims["sub"])), name_of(claims)
    held = _words(_inside(claims, mapped.role_claim))
    roles = {mapped.roles[word] for word in held if word in mapped.roles}
    if len(roles) != 1:
        return NoPerson(account_id, name, "two_roles" if roles else "no_role")
    (role,) = roles
    site = _site(_inside(claims, mapped.site_claim)) if role == "operator" else None
    if role == "operator" and site is None:
        return NoPerson(account_id, name, "no_site")
    return Person(account_id, name, role, site)


def account_id_of(issuer: str, subject: str) -> str:
    """The account of a person at a provider; its colon keeps it apart from local names."""
    return "oidc:" + digest_of([issuer, subject])


def name_of(claims: Claims) -> str:
    """What to call somebody: the name they log in with, else their e-mail."""
    for claim in ("preferred_username", "email", "name", "sub"):
        word = claims.get(claim)
        if isinstance(word, str) and (name := _plain(word)):
            return name
    return "–"


def _plain(word: str) -> str:
    kept = "".join(c for c in unicodedata.normalize("NFC", word) if c.isprintable())
    return kept.strip()[:LONGEST_NAME]


def _inside(claims: Claims, path: str) -> object:
    # A claim's own name may hold dots (``https://agency.example/role``): that one comes first.
    if path in claims:
        return claims[path]
    found: object = claims
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _words(value: object) -> frozenset[str]:
    several = value if isinstance(value, list) else [value]
    return frozenset(word for word in several if isinstance(word, str))


def _site(value: object) -> UUID | None:
    words = _words(value)
    try:
        return UUID(next(iter(words))) if len(words) == 1 else None
    except ValueError:
        return None
