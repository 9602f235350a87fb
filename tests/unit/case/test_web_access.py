"""The accounts file, the seals of forms, the bound on bodies."""

import json
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from minhbach_case.web.accounts import normal_user, read_accounts_file
from minhbach_case.web.limits import BODY_BYTES, BodyLimit, BodyTooLarge
from minhbach_case.web.security import FormSeal
from minhbach_shared.errors import Misconfigured


def _written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "accounts.json"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_an_accounts_file_is_read(tmp_path: Path) -> None:
    """An account a role, spaces around the name dropped."""
    text = json.dumps({"officer": {"user": " an ", "password": "long enough word"}})
    (entry,) = read_accounts_file(_written(tmp_path, text)).values()
    assert (entry.user, entry.password, entry.site_id) == ("an", "long enough word", None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "line 1, column 2"),
        ('{"clerk": {"user": "a", "password": "long enough word"}}', "clerk"),
        ('{"officer": {"user": "a", "password": "short one"}}', "officer.password"),
        ('{"officer": {"user": "a", "password": "long enough word", "x": 1}}', "officer.x"),
        ('{"operator": {"user": "a", "password": "long enough word"}}', "operator.site_id"),
    ],
)
def test_a_wrong_accounts_file_is_told_and_keeps_its_passwords(
    tmp_path: Path, text: str, told: str
) -> None:
    """The message names the file and the place, and never repeats a password."""
    path = _written(tmp_path, text)
    with pytest.raises(Misconfigured) as caught:
        read_accounts_file(path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)
    assert "short one" not in str(caught.value)


def test_an_accounts_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """Passwords that the whole machine can read are not taken; the message says what to do."""
    with pytest.raises(Misconfigured, match="chmod 600"):
        read_accounts_file(_written(tmp_path, "{}", 0o640))


def test_a_missing_accounts_file_is_told(tmp_path: Path) -> None:
    """The service says which file it cannot read."""
    with pytest.raises(Misconfigured, match=r"nowhere\.json"):
        read_accounts_file(tmp_path / "nowhere.json")


def test_two_writings_of_a_user_are_one() -> None:
    """Composed or decomposed, upper or lower case, with or without spaces."""
    assert normal_user(" Hòa ") == normal_user("HO\u0300A")


def test_a_seal_holds_for_its_own_session_only() -> None:
    """Another session's seal, another secret's and rubbish are refused."""
    seal = FormSeal(b"one secret")
    assert seal.holds("session", seal.of("session"))
    assert not seal.holds("another", seal.of("session"))
    assert not seal.holds("session", FormSeal(b"another").of("session"))
    for rubbish in ("không phải dấu \ud800", "", "0" * 64, "00", seal.of("session")[:-2]):
        assert not seal.holds("session", rubbish)


def test_a_seal_looks_another_each_time() -> None:
    """No two pages show the same word, so the length of a packed page tells nothing of it."""
    seal = FormSeal(b"one secret")
    shown = {seal.of("session") for _ in range(20)}
    assert len(shown) == 20
    assert all(seal.holds("session", word) for word in shown)


async def test_a_body_over_its_bound_is_cut_off() -> None:
    """The bytes are counted as they come, whatever the headers promised."""
    chunk = {"type": "http.request", "body": b"a" * 100_000, "more_body": True}
    received = 0

    async def greedy(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal received
        del scope, send
        while True:
            received += len((await receive())["body"])

    async def receive() -> Message:
        return chunk

    async def send(message: Message) -> None:
        del message

    with pytest.raises(BodyTooLarge):
        await BodyLimit(greedy)({"type": "http", "path": "/"}, receive, send)
    assert received == BODY_BYTES
