"""Tokens for machine clients, against an account's password."""

from math import ceil

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr

from minhbach_case.web.accounts import LONGEST_PASSWORD, Entered, TooManyAttempts, WrongPassword
from minhbach_case.web.api.problems import answers, problem
from minhbach_case.web.parts import WithParts
from minhbach_case.web.trailing import record_login


class Credentials(BaseModel):
    """Of an account; a local run's stand in ``run.json``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: str = Field(min_length=1, max_length=100)
    password: SecretStr = Field(min_length=1, max_length=LONGEST_PASSWORD)


class Token(BaseModel):
    """Send it as ``Authorization: Bearer TOKEN`` until it expires."""

    token: str
    expires_at: AwareDatetime


def tokens_routes() -> APIRouter:
    """``/tokens``."""
    routes = APIRouter(tags=["tokens"])
    routes.add_api_route(
        "/tokens",
        give_token,
        methods=["POST"],
        response_model=Token,
        summary="Get a token for a password",
        responses=answers(401, 413, 422, 429, 503),
    )
    return routes


async def give_token(parts: WithParts, request: Request, body: Credentials) -> Token | Response:
    """Attempts are counted, the right ones too until they succeed."""
    address = client_address(request)
    password = body.password.get_secret_value()
    outcome = await parts.accounts.log_in("token", body.user, password, address)
    await record_login(parts.trail, request, outcome, address)
    match outcome:
        case Entered(grant=grant):
            return Token(token=grant.word, expires_at=grant.expires_at)
        case WrongPassword():
            return problem(request, 401, "wrong_password", headers={"www-authenticate": "Bearer"})
        case TooManyAttempts(wait=wait):
            after = str(ceil(wait.total_seconds()))
            return problem(request, 429, "too_many_attempts", headers={"retry-after": after})


def client_address(request: Request) -> str:
    """The network address that asks, as the server sees it."""
    return request.client.host if request.client else "-"
