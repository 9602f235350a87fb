"""Webhooks by command: as an administrator, in the API's own words, a secret once."""

from pathlib import Path

import orjson

from minhbach_case.domain.webhooks import Answered
from minhbach_shared.clock import utc_now
from tests.support.commands import Command, command_of, refused, told
from tests.support.hooks import subscriber_of
from tests.support.seeds import Desk, database_of, open_desk, seed
from tests.support.serving import serve
from tests.support.stack import RunningStack

HOOK = "https://thanhtra.example/nhan"


async def test_the_command_keeps_subscribers_and_sends_again(
    stack: RunningStack, tmp_path: Path
) -> None:
    """Added, changed, rotated, stopped, removed, sent again; all else is told in words."""
    async with open_desk(stack.mongodb, database_of(__name__)) as desk:
        await seed(desk)
        async with serve(desk.web) as address:
            run = command_of(tmp_path, address)
            await _kept(run)
            await _followed(run, desk)
            await _told_in_words(run, tmp_path, address)


async def _kept(run: Command) -> None:
    assert (await run("webhook", "list")).stdout.endswith("no subscribers\n")
    made = told(await run("webhook", "add", "Thanh tra Sở", HOOK, "--json"))
    one = made["subscriber"]["subscriber_id"]
    assert made["subscriber"]["choices"] == ["confirmed", "corrected", "retracted"]
    changed = told(await run("webhook", "change", one, "--tell", "steps", "--json"))
    known = (changed["subscriber"]["address"], changed["subscriber"]["choices"], changed["secret"])
    assert known == (HOOK, ["steps"], None)
    rotated = (await run("webhook", "rotate", one)).stdout
    assert "shown this once: whsec_" in rotated
    assert "the old secret signs too until" in rotated
    assert made["secret"] not in rotated
    for act, standing in (("disable", "off"), ("enable", "on")):
        assert f"Thanh tra Sở: {standing}\n" in (await run("webhook", act, one)).stdout
    shown = await run("webhook", "show", one)
    assert (HOOK in shown.stdout, "whsec_" in shown.stdout) == (True, False)
    await refused(run, f"webhook remove {one}", "--sure")
    assert (await run("webhook", "remove", one, "--sure")).exit_code == 0
    await refused(run, f"webhook show {one}", "There is no such subscriber")


async def _followed(run: Command, desk: Desk) -> None:
    """One delivery is done, one waits; what is done goes once more, what waits by itself."""
    one, parts = await subscriber_of(desk), desk.outgoing.webhooks
    (due,) = await parts.store.due(one, utc_now(), 1)
    await parts.store.log(due, utc_now(), 5, Answered(503, "bận"))
    assert told(await run("webhook", "list", "--json"))["waiting"] == {str(one): 1}
    assert f"on, 1 waiting; id {one}\n" in (await run("webhook", "list")).stdout
    newest = (await run("webhook", "log", one, "--last", 1)).stdout
    assert "waiting: attempts 0, not tried yet" in newest
    assert "for more: --last 2" in newest
    attempts = (await run("webhook", "log", one, "--attempts")).stdout
    for words in ("HTTP 200, 38 ms: đã nhận", "HTTP 503, 5 ms: bận"):
        assert words in attempts
    done = told(await run("webhook", "log", one, "--state", "delivered", "--json"))
    (delivery,) = [found["delivery_id"] for found in done["items"]]
    again = told(await run("webhook", "resend", one, delivery, "--json"))
    assert [found["state"] for found in again["items"]] == ["waiting", "waiting"]
    await refused(run, f"webhook resend {one} {delivery}", "still waits")
    await refused(run, f"webhook resend {one} ../acts", "is no delivery")
    await refused(run, f"webhook log {one} --attempts --state waiting", "leave it out")
    await refused(run, f"webhook change {one}", "say what to change")


async def _told_in_words(run: Command, folder: Path, address: str) -> None:
    """Arguments that cannot be, and an account that may not."""
    await refused(run, "webhook add A http://a.example/", "refused (422)")
    await refused(run, "webhook add A https://10.0.0.1/", "MINHBACH_WEBHOOK_NETWORKS")
    await refused(run, f"webhook add A {HOOK} --tell all", "is not one of")
    await refused(run, "webhook show hoamoi", "be a valid UUID")
    file = folder / "run.json"
    said = orjson.loads(file.read_bytes())
    said["accounts"]["administrator"] = said["accounts"]["officer"]
    file.write_bytes(orjson.dumps(said))
    await refused(run, "webhook list", "refused (403)")
    await refused(run, f"webhook list --api {address}", "go together")
