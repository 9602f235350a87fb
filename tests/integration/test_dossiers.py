"""Dossiers of a real case: made over the API, verified offline, tampered with in ten ways."""

import asyncio
import gzip
import hashlib
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from minhbach_case.audit_views import TrailFilters
from minhbach_case.dossiers.verifier.command import open_archive, verify
from minhbach_case.dossiers.verifier.report import Report
from minhbach_case.views import PageRequest
from minhbach_shared.vocabulary import Role
from tests.support.clients import client_of
from tests.support.dossiers import (
    AGREED,
    EMAIL,
    KEY,
    NAME,
    PHONE,
    altered,
    decided_case,
    dossier_desk,
    made,
    run_verifier,
    undone,
    unpack,
    verifier_in,
)
from tests.support.seeds import PASSWORDS, Desk, database_of
from tests.support.stack import RunningStack
from tests.support.tampering import TAMPERED, changed_byte, reworded_page


@dataclass(frozen=True)
class Given:
    """One case's dossiers, made once for all tests here."""

    case: UUID
    masked: bytes
    full: bytes
    answers: dict[str, Any]
    undone: tuple[bytes, bytes]


@pytest.fixture(scope="module")
def given(stack: RunningStack, tmp_path_factory: pytest.TempPathFactory) -> Given:
    """The dossiers of a decided case, and what the API answered on the way."""
    folder = tmp_path_factory.mktemp("captures")
    return asyncio.run(_given(stack, folder))


async def _given(stack: RunningStack, folder: Path) -> Given:
    async with dossier_desk(stack.mongodb, database_of("dossiers"), folder) as desk:
        case = await decided_case(desk, folder)
        masked = await made(desk, case, full=False)
        full = await made(desk, case, full=True)
        answers = await _asked(desk, case)
        await undone(desk, case, folder)
        later = (await made(desk, case, full=False), await made(desk, case, full=True))
        return Given(case, masked, full, answers, later)


async def _asked(desk: Desk, case: UUID) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    async with client_of(desk) as client:
        asked: tuple[tuple[Role, str], ...] = (
            ("viewer", "dossier"),
            ("officer", "dossier"),
            ("officer", "dossier/full"),
            ("administrator", "dossier/full"),
            ("operator", "dossier"),
            ("supervisor", "dossier/full"),
        )
        for role, path in asked:
            word = {"user": role, "password": PASSWORDS[role]}
            token = (await client.post("/api/v1/tokens", json=word)).json()["token"]
            client.headers["authorization"] = f"Bearer {token}"
            told = await client.post(f"/api/v1/cases/{case}/{path}")
            answers[f"{role} {path}"] = told.status_code
            if told.status_code == 202:
                answers[f"{role} file"] = await _followed(client, told.headers["location"])
    entries = await desk.trail.page(TrailFilters(case_id=case), PageRequest(limit=50))
    answers["trail"] = {(e.role, e.place, e.status) for e in entries.items}
    return answers


async def _followed(client: httpx.AsyncClient, path: str) -> bytes:
    async with asyncio.timeout(60):
        while (job := (await client.get(path)).json())["state"] != "done":
            assert job["state"] != "failed", job
            await asyncio.sleep(0.1)
    return (await client.get(f"{path}/file")).content


def _faults(dossier: bytes, folder: Path, key: str = KEY.public) -> list[str]:
    """What the verifier says is wrong, in English."""
    (folder / "case.zip").write_bytes(dossier)
    report = Report(english=True)
    verify(open_archive(folder / "case.zip", report), bytes.fromhex(key), report)
    return report.faults


def test_a_good_dossier_verifies_offline(given: Given, tmp_path: Path) -> None:
    """By the file that lies in it, without anything installed; unpacked as well; 0, 1 and 2."""
    program = verifier_in(tmp_path)
    file, whole = tmp_path / "masked.zip", tmp_path / "full.zip"
    file.write_bytes(given.masked)
    whole.write_bytes(given.full)
    status, told = run_verifier(program, file, "--key", KEY.public, "--against", whole)
    assert (status, "HỒ SƠ NGUYÊN VẸN" in told, "LỖI" in told) == (0, True, False), told
    assert "mở được bằng bản đầy đủ" in told
    status, told = run_verifier(program, whole, "--english")
    assert (status, "FULL COPY" in told, "RESULT: INTACT" in told) == (0, True, True), told
    unpacked = unpack(given.masked, tmp_path / "unpacked")
    assert (unpacked / "verify.py").read_bytes() == program.read_bytes()
    assert run_verifier(program, unpacked)[0] == 0
    (unpacked / "timeline.html").unlink()
    assert run_verifier(program, unpacked)[0] == 1
    status, told = run_verifier(program, tmp_path / "nothing.zip")
    assert (status, told.strip()) == (2, f"{tmp_path / 'nothing.zip'}: không có tệp này")
    status, told = run_verifier(program, file, "--key", program)
    assert (status, "không phải khóa công khai" in told) == (2, True)
    assert run_verifier(program)[0] == 2


def test_the_service_gives_it_to_those_who_may(given: Given) -> None:
    """The same file over the API; unmasked for supervisors alone, told in the audit trail."""
    place = "POST /api/v1/cases/{case_id}/dossier"
    assert given.answers["officer file"] == given.masked
    assert given.answers["supervisor file"] == given.full
    refused = ("viewer dossier", "operator dossier", "officer dossier/full")
    assert {given.answers[asked] for asked in (*refused, "administrator dossier/full")} == {403}
    assert ("supervisor", f"{place}/full", 202) in given.answers["trail"]
    assert ("officer", place, 202) in given.answers["trail"]


def test_masks_hide_people_who_are_no_parties(given: Given, tmp_path: Path) -> None:
    """In no file of it, in no spelling; the parties' own data stays, and the full copy has all."""
    folder = unpack(given.masked, tmp_path)
    texts = {p.name: _text(p) for p in folder.rglob("*") if p.is_file() and p.suffix != ".pdf"}
    for word in (NAME, PHONE, EMAIL, "Thu</b>", "0912&nbsp;345", "thuha%40", "Th\\u1ecb Thu"):
        assert [name for name, text in texts.items() if word in text] == [], word
    pages = [text for name, text in texts.items() if name.endswith(".warc.gz")]
    assert len(pages) == 2
    for kept in ("hoamoi@mau.example", "0273 3999 001", "Trần Mẫu", "420 mét"):
        assert all(kept in page for page in pages)
    whole = unpack(given.full, tmp_path / "full")
    assert NAME in (whole / "words.json").read_text("utf-8")
    assert any(b"thuha%40mau" in gzip.decompress(p.read_bytes()) for p in whole.rglob("*.gz"))


def _text(file: Path) -> str:
    content = file.read_bytes()
    return (gzip.decompress(content) if file.suffix == ".gz" else content).decode(
        "utf-8", "replace"
    )


def test_it_says_what_is_not_in_it(given: Given, tmp_path: Path) -> None:
    """A capture that is gone, an upload that cannot be masked, words that are the agency's own."""
    folder = unpack(given.masked, tmp_path)
    captures = json.loads((folder / "captures.json").read_bytes())["captures"]
    assert [(c["how"], c["why"]) for c in captures] == [
        *[("masked", None)] * 2,
        *[("missing", "record_gone")] * 2,
    ]
    told = json.loads((folder / "words.json").read_bytes())
    assert [(u["how"], u["file"]) for u in told["uploads"]] == [("withheld", None)]
    whole = json.loads((unpack(given.full, tmp_path / "full") / "words.json").read_bytes())
    sent = tmp_path / "full" / whole["uploads"][0]["file"]
    assert hashlib.sha256(sent.read_bytes()).hexdigest() == whole["uploads"][0]["sha256"]
    assert [w["how"] for w in told["words"]] == ["masked", "whole", "whole"]
    assert told["words"][-1]["text"] == AGREED
    page = (folder / "compared" / "00001.html").read_text("utf-8")
    assert "<del>" in page
    assert "<script" not in page
    assert {p.name for p in (folder / "statements").iterdir()} == {
        *("00004-notice.json", "00004-notice.pdf"),
        *("00007-decision.json", "00007-decision.pdf"),
    }


@pytest.mark.parametrize("how", list(TAMPERED))
def test_tampering_is_named(given: Given, tmp_path: Path, how: str) -> None:
    """What was done, where; a manifest made anew does not help."""
    change, sealed_again, expected = TAMPERED[how]
    dossier = altered(given.masked, tmp_path / "files", change, sealed_again=sealed_again)
    faults = _faults(dossier, tmp_path)
    for words in expected:
        assert any(words in fault for fault in faults), faults


def test_a_case_that_was_undone_and_lost_its_captures(given: Given, tmp_path: Path) -> None:
    """Appealed in decomposed letters, corrected, taken back, its captures expired: all is told."""
    program = verifier_in(tmp_path)
    masked, whole = tmp_path / "masked.zip", tmp_path / "full.zip"
    masked.write_bytes(given.undone[0])
    whole.write_bytes(given.undone[1])
    how = ("--key", KEY.public, "--against", whole, "--english")
    status, said = run_verifier(program, masked, *how)
    assert (status, "RESULT: INTACT" in said) == (0, True), said
    assert "could not be had" in said
    folder = unpack(given.undone[0], tmp_path / "files")
    told = json.loads((folder / "captures.json").read_bytes())["captures"]
    assert {(one["how"], one["why"]) for one in told} == {("missing", "record_gone")}
    letters = {file.name for file in (folder / "letters").iterdir()}
    assert letters == {"00010-correction.pdf", "00011-retraction.pdf"}
    texts = " ".join(_text(file) for file in folder.rglob("*.json"))
    composed = unicodedata.normalize("NFC", texts)
    assert not any(word in composed for word in ("Đặng Ắng Ỷ", "Nguyễn Ễ Ữ", PHONE))
    assert composed.count("“Ốc, Ỡ, Ỵ” – gọi ████████████.") == 4


def test_the_full_copy_shows_what_a_forged_mask_hides(given: Given, tmp_path: Path) -> None:
    """Without a signature a page can be written anew around its masks: not beside the full copy.

    Nor is another case's copy taken for it, a masked one, or one that is not intact itself.
    """
    program = verifier_in(tmp_path)
    forged = altered(given.masked, tmp_path / "forged", reworded_page, sealed_again=True)
    bad = altered(given.full, tmp_path / "bad", changed_byte("statements/*notice.json", 100))
    for name, content in (("forged", forged), ("bad", bad)):
        (tmp_path / f"{name}.zip").write_bytes(content)
    (tmp_path / "masked.zip").write_bytes(given.masked)
    (tmp_path / "full.zip").write_bytes(given.full)

    def told(name: str, against: str) -> tuple[int, str]:
        full = tmp_path / f"{against}.zip"
        return run_verifier(program, tmp_path / f"{name}.zip", "--against", full, "--english")

    assert run_verifier(program, tmp_path / "forged.zip")[0] == 0
    status, said = told("forged", "full")
    assert (status, "to the next mask it is not what the full copy shows" in said) == (1, True)
    status, said = told("masked", "bad")
    assert (status, "The full copy: statements/00004-notice.json: byte 100" in said) == (1, True)
    status, said = told("masked", "masked")
    assert (status, "What --against names is no full copy" in said) == (1, True)
    (tmp_path / "letter.zip").write_bytes(b"Not a dossier")
    status, said = told("masked", "letter")
    assert (status, "What --against names is no dossier" in said) == (1, True)


def test_another_key_and_a_cut_file_are_named(given: Given, tmp_path: Path) -> None:
    """A dossier signed by somebody else; one that ends too early, wherever that is."""
    other = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    (fault,) = _faults(given.masked, tmp_path, other)
    assert "not that of key d75a" in fault
    whole = len(given.masked)
    for size, said in (
        (0, "manifest"),
        (10, "manifest"),
        (whole // 2, "cut at"),
        (whole - 1, "cut"),
    ):
        assert any(said in fault for fault in _faults(given.masked[:size], tmp_path)), size
