"""The API against its own document, over HTTP and a real store: what machines may rely on."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.support.api_walk import WALKERS, walk
from tests.support.clients import api_of, client_of
from tests.support.seeds import Desk, database_of, open_desk, seed
from tests.support.serving import serve
from tests.support.stack import RunningStack

API: Final = "/api/v1"
# The same requests every time; `make fuzz-api` walks longer, each time elsewhere.
SHORT: Final = ("--phases", "fuzzing", "--generation-deterministic", "--max-examples")

QUERIES: Final = (
    "limit=99999999999999999999999&limit=-1",
    "limit=5&limit=7&after=a&after=b",
    f"after={'9' * 90}",
    "after=%00&q=%00&search=%00",
    "after=%ED%A0%80&q=%ED%A0%80",
    "day=2026-02-30&first=0000-00-00&last=99999-01-01",
    "site_id=x&case_id=&state=&kind=%F0%9F",
)
"""Duplicates, numbers past any store's, null bytes, half a surrogate, days that are none."""
BODIES: Final = (
    ("application/json", b""),
    ("application/json", b"{"),
    ("application/json", b"\xff\xfe\x00"),
    ("application/json", b"[" * 50_000),
    ("application/json", b'{"act": ' + b"9" * 5000 + b"}"),
    ("application/json", rb'{"act": "\ud800", "seen_sequence": 1}'),
    ("application/json", rb'{"act": "review", "seen_sequence": 1, "\ud800": 1}'),
    ("application/json", b'{"act": "review", "seen_sequence": 1e400}'),
    ("application/json", b'{"act": "review", "seen_sequence": NaN}'),
    ("application/json", b'{"act": "review", "seen_sequence": 103485915839003918336}'),
    ("application/json", b'{"act": "notify", "served_on": "2026-02-30", "seen_sequence": 1}'),
    ("application/json", rb'{"reason": "\ud800", "user": "\ud800", "password": "\ud800"}'),
    ("text/plain", b"act=review"),
    ("application/xml", b"<act/>"),
    ("application/x-www-form-urlencoded", b"file=%00&act=review"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nno header"),
    ("nonsense", b"\x00"),
)
"""Wrong types, torn and deep JSON, huge numbers, lone surrogates in values and in names."""


class Known(dict[str, str]):
    """What stands in an address: what is known by its name, else an id that nothing has."""

    def __missing__(self, name: str) -> str:
        """For any other name."""
        return "6d0f6a5e-2c38-5c0b-9f0c-9b1f5a1d7a11"


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service of the test's own, with a case for each kind of evidence."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await seed(opened)
        yield opened


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_the_document_says_what_is_answered(desk: Desk, tmp_path: Path) -> None:
    """Whoever asks, right or wrong: no 5xx, no status, body or type that it does not name."""
    async with serve(desk.web) as address:
        walks = await asyncio.gather(
            *(
                walk(address, role, tmp_path, (*SHORT, "2" if role == "administrator" else "1"))
                for role in WALKERS
            )
        )
    assert all(one.found_nothing for one in walks), "\n".join(
        one.told for one in walks if not one.found_nothing
    )


async def test_hostile_requests_are_refused_in_words(desk: Desk) -> None:
    """On every address: torn, huge, doubled and mistyped requests get a documented refusal."""
    async with client_of(desk) as client:
        document = (await client.get("/openapi.json")).json()
        administrator = await api_of(client, "administrator")
        case = (await administrator.ask("GET", "/cases")).json()["items"][0]
        known = Known(
            case_id=case["case_id"],
            site_id=case["site_id"],
            digest="0" * 64,
            sequence="99999999999999999999",
        )
        for path, operations in document["paths"].items():
            address = path.format_map(known)
            for method, operation in operations.items():
                for query in QUERIES:
                    answer = await administrator.raw(method, f"{address}?{query}")
                    _documented(answer, operation)
                for kind, body in BODIES if "requestBody" in operation else ():
                    headers = {"content-type": kind}
                    answer = await administrator.raw(method, address, content=body, headers=headers)
                    _documented(answer, operation)
                    assert answer.is_client_error, (path, kind, body[:60])


async def test_other_methods_and_addresses_are_refused_in_words(desk: Desk) -> None:
    """A method that an address does not take: 405, and which it takes; no such address: 404."""
    async with client_of(desk) as client:
        document = (await client.get("/openapi.json")).json()
        officer = await api_of(client, "officer")
        for path, operations in document["paths"].items():
            address = path.format_map(Known())
            for method in {"HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH"} - {
                method.upper() for method in operations
            }:
                answer = await officer.raw(method, address)
                assert answer.status_code == 405, (method, path)
                takes = {word.strip().lower() for word in answer.headers["allow"].split(",")}
                assert takes == operations.keys(), (method, path)
        for long in (f"/api/v1/{'x' * 20_000}", f"/api/v1/cases/{'%00' * 2000}", "/api/v1/%2e%2e/"):
            answer = await officer.raw("GET", long)
            assert answer.status_code in (404, 422)
            assert answer.headers["content-type"] == "application/problem+json"


def _documented(answer: httpx.Response, operation: dict[str, Any]) -> None:
    assert str(answer.status_code) in operation["responses"], (answer.request.url, answer.text)
    if answer.is_error:
        assert answer.headers["content-type"] == "application/problem+json"
        said = answer.json()
        assert said["detail"]
        assert said["detail_en"]
