"""What a tamperer does to a dossier, and what the verifier says of it."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from minhbach_case.dossiers.packing import json_file
from minhbach_case.dossiers.verifier.canonical import digest_of
from minhbach_case.dossiers.verifier.captures import block_of, capture_root
from tests.support.dossiers import Change, edit_json, edit_steps


def _swap(steps: list[Any]) -> None:
    steps[2], steps[3] = steps[3], steps[2]


def _reword(steps: list[Any]) -> None:
    steps[3]["body"]["way"] = "hand"


def _forge(captures: Any) -> None:
    captures["captures"][0]["masks"][0][3] = "0" * 64


def changed_byte(name: str, place: int) -> Change:
    """Changes a byte of the first file of a name."""

    def change(folder: Path) -> None:
        file = min(folder.glob(name))
        content = bytearray(file.read_bytes())
        content[place] ^= 1
        file.write_bytes(content)

    return change


def _restate(statement: Any) -> None:
    statement["statement"]["facts"][0]["address"] = "http://another.example/"


def _dropped(pattern: str) -> Change:
    def change(folder: Path) -> None:
        found = list(folder.glob(pattern))
        assert found
        for file in found:
            file.unlink()

    return change


def _told_of(number: int, about: dict[str, Any]) -> Callable[[Any], None]:
    def change(told: Any) -> None:
        words = told["words"][number]
        kept = {name: words[name] for name in ("sequence", "act", "digest")}
        told["words"][number] = kept | about

    return change


def _stated_twice(folder: Path) -> None:
    notice = json.loads((folder / "statements/00004-notice.json").read_bytes())
    statement = notice["statement"] | {"sequence": 3}
    forged = {"statement": statement, "digest": digest_of(statement)}
    json_file(folder / "statements/00003-notice.json", forged)
    (folder / "statements/00003-notice.pdf").touch()


def _written(name: str, text: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).write_text(text)

    return change


def _missing(told: Any) -> None:
    told["captures"][0] |= {"how": "missing", "file": None}


def _redated(told: Any) -> None:
    told["captures"][0]["capture"]["captured_at"] = "2026-01-01T00:00:00Z"


def _said_twice(folder: Path) -> None:
    (file,) = (folder / "steps").iterdir()
    lines = file.read_bytes().splitlines()
    lines[3] = lines[3].replace(b'"body":{', b'"body":{"way":"hand"},"body":{', 1)
    file.write_bytes(b"".join(line + b"\n" for line in lines))


# The change, whether a manifest is made for it, and words that the verifier says.
TAMPERED: Final[dict[str, tuple[Change, bool, tuple[str, ...]]]] = {
    "a byte of a capture": (
        changed_byte("captures/*[0-9a-f].warc.gz", 200),
        False,
        (".warc.gz: byte 200 was changed",),
    ),
    "a byte of a statement": (
        changed_byte("statements/*notice.json", 100),
        False,
        ("notice.json: byte 100 was changed",),
    ),
    "a missing file": (
        lambda folder: (folder / "timeline.html").unlink(),
        False,
        ("timeline.html: this file is missing",),
    ),
    "an extra file": (
        lambda folder: (folder / "more.txt").touch(),
        False,
        ("more.txt: extra file",),
    ),
    "swapped steps": (
        edit_steps(_swap),
        True,
        ("step 4 stands where step 3 should", "Step 4: its link", "signature manifest.sig is"),
    ),
    "a removed step": (
        edit_steps(lambda steps: steps.pop(2)),
        True,
        ("step 4 stands where step 3 should", "the manifest says 7 steps"),
    ),
    "a changed step under a new manifest": (
        edit_steps(_reword),
        True,
        ("Step 4 (notified): its content does not have the step's digest",),
    ),
    "a changed statement under a new manifest": (
        edit_json("statements/00004-notice.json", _restate),
        True,
        ("content does not have the statement's digest", "fault 1 differs from the step"),
    ),
    "a changed seal of a mask": (
        edit_json("captures.json", _forge),
        True,
        ("does not have the root that binds them",),
    ),
    "a decision taken out": (
        _dropped("statements/*decision*"),
        True,
        ("Step 7: its statement of reasons is not in the dossier",),
    ),
    "a statement put in": (
        _stated_twice,
        True,
        ("00003-notice.json: its digest is not the one in step 3",),
    ),
    "a reply told as the agency's own": (
        edit_json("words.json", _told_of(0, {"how": "kept_back"})),
        True,
        ("Step 5: words of a party",),
    ),
    "reasons told as erased": (
        edit_json("words.json", _told_of(2, {"how": "erased"})),
        True,
        ("Step 7: is said to be erased, and no step after it erases",),
    ),
    "a step's words told twice": (
        edit_json("words.json", lambda told: told["words"].append(told["words"][0])),
        True,
        ("a step stands twice in it",),
    ),
    "a capture's file taken out": (
        _dropped("captures/c*"),
        True,
        ("is told of, and its file captures/c",),
    ),
    "a capture told as missing": (
        edit_json(
            "captures.json", lambda told: told["captures"][0].update(how="missing", file=None)
        ),
        True,
        (".warc.gz: nothing in the dossier tells of this file",),
    ),
    "a capture of another day": (
        edit_json("captures.json", _redated),
        True,
        ("its captured_at is not the one in the steps",),
    ),
    "a name twice in a step": (
        _said_twice,
        True,
        ("line 4 is no step",),
    ),
    "a page that nothing tells of": (
        _written("compared/ket-luan.html", "<p>…"),
        True,
        ("ket-luan.html: nothing in the dossier tells of this file",),
    ),
    "a masked copy made to look full": (
        _written("openings.json", "{}"),
        True,
        ("says wrongly whether the dossier is masked or full",),
    ),
    "a file that no reader gets through": (
        _written("words.json", "[" * 100_000),
        True,
        ("words.json: is no JSON that can be read", "Step 5: has words of which the dossier"),
    ),
    "no cover": (_dropped("cover.pdf"), True, ("cover.pdf: every dossier has it",)),
    "a changed signature": (
        changed_byte("manifest.sig", 9),
        False,
        ("manifest.sig is not that of key",),
    ),
}


def reworded_page(folder: Path) -> None:
    """Says something else in a masked page, and makes the root that binds its masks anew."""
    captures = json.loads((folder / "captures.json").read_bytes())
    entry = captures["captures"][0]
    record = gzip.decompress((folder / entry["file"]).read_bytes())
    record = record.replace("420 mét".encode(), "120 mét".encode())
    (folder / entry["file"]).write_bytes(gzip.compress(record, mtime=0))
    _, block = block_of((folder / entry["file"]).read_bytes())
    digest = entry["capture"]["payload_digest"]
    entry["root"] = capture_root(digest, block, entry["masks"])
    json_file(folder / "captures.json", captures)
