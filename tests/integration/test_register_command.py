"""``minhbach register`` against a served case service: shown first, applied when told."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from minhbach_case.web.api import imports
from minhbach_local.command import app
from tests.support.case_bench import OFFICER
from tests.support.seeds import HOME, PASSWORDS, SITES, Desk, database_of, open_desk
from tests.support.serving import serve
from tests.support.stack import RunningStack


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service with three sites in its register."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await opened.register.import_file("sites.csv", SITES.encode(), OFFICER)
        yield opened


async def ran(*arguments: object) -> Result:
    """The command with these arguments, beside the server that it asks."""
    return await asyncio.to_thread(
        CliRunner().invoke, app, ["register", *(str(argument) for argument in arguments)]
    )


async def test_a_file_is_shown_and_then_applied(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the running folder's officer, or by a token; 0 as shown, 1 with rejected rows."""
    file, token = tmp_path / "sites.csv", tmp_path / "token"
    file.write_text(f"name,address,class\nTin Đổi,{HOME},aggregator\n")
    async with serve(desk.web) as address:
        account = {"user": "officer", "password": PASSWORDS["officer"]}
        run = {"api": f"{address}/api/v1", "accounts": {"officer": account}}
        (tmp_path / "run.json").write_text(json.dumps(run))
        async with httpx.AsyncClient() as client:
            given = await client.post(f"{address}/api/v1/tokens", json=account)
        token.write_text(given.json()["token"])
        by_token = ("--api", address, "--token-file", token)
        refused = await ran(file, *by_token)
        assert (refused.exit_code, "chmod 600" in refused.stderr) == (2, True)
        token.chmod(0o600)
        shown = await ran(file, *by_token)
        assert (shown.exit_code, "Tin Hoa Mới → Tin Đổi" in shown.stdout) == (0, True)
        assert "nothing was changed" in shown.stdout
        held = await ran(file, "--data", tmp_path, "--whole", "--apply")
        assert (held.exit_code, "--leaving 2" in held.stdout) == (2, True)
        file.write_text(file.read_text() + "Sai,nowhere,blog\n")
        # Long enough for a job, which the command waits for.
        monkeypatch.setattr(imports, "AT_ONCE", 0)
        applied = await ran(file, "--data", tmp_path, "--apply", "--json")
    answer = json.loads(applied.stdout)
    assert (applied.exit_code, answer["preview"]["applied"]["changed"]) == (1, 1)
    assert [row["column"] for row in answer["rejected"]] == ["address", "class"]
    assert answer["changes"]["changed"][0]["line"] == 2


async def test_what_cannot_be_asked_is_told(tmp_path: Path) -> None:
    """No run, half a pair of options, an address that is none."""
    nothing = await ran("a.csv", "--data", tmp_path)
    assert (nothing.exit_code, "nothing runs in" in nothing.stderr) == (2, True)
    half = await ran("a.csv", "--api", "http://127.0.0.1:9")
    assert (half.exit_code, "go together" in half.stderr) == (2, True)
