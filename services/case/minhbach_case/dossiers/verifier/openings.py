"""A masked dossier beside the full one: every mask hides what the full copy shows, no more."""

from __future__ import annotations

from typing import Any

from minhbach_case.dossiers.verifier.canonical import digest_of, parse, sha256
from minhbach_case.dossiers.verifier.captures import block_of, payload_of
from minhbach_case.dossiers.verifier.pages import unpacked
from minhbach_case.dossiers.verifier.report import Report


def seal_of_words(salt: str, words: str) -> str:
    """The seal of masked words."""
    return digest_of([salt, words])


def seal_of_bytes(salt: str, hidden: bytes) -> str:
    """The seal of a masked stretch of a page."""
    return sha256(bytes.fromhex(salt) + hidden)


def compare(masked: Any, full: Any, report: Report) -> None:
    """Opens every mask with the salts and the originals of the full copy."""
    opened, before = 0, len(report.faults)
    salts = parse(full.read("openings.json"))
    opened += _open_pages(masked, full, salts["captures"], report)
    for name in masked.names:
        if name.startswith("steps/"):
            originals = [parse(line) for line in full.read(name).splitlines()]
            bodies = {step["sequence"]: step["body"] for step in originals}
            for shown in map(parse, masked.read(name).splitlines()):
                place, sequence = f"step {shown['sequence']}", shown["sequence"]
                opened += _open(place, shown, bodies[sequence], salts["words"], report)
        elif name.startswith("statements/") and name.endswith(".json"):
            shown, whole = parse(masked.read(name)), parse(full.read(name))["statement"]
            place = f"statement {whole['sequence']}"
            opened += _open(place, shown, whole, salts["words"], report)
    given = {one["sequence"]: one for one in parse(full.read("words.json"))["words"]}
    for shown in parse(masked.read("words.json"))["words"]:
        whole = {"text": given[shown["sequence"]].get("text")}
        place = f"words {shown['sequence']}"
        opened += _open(place, shown, whole, salts["words"], report)
    if len(report.faults) == before:
        report.found_right(
            "{} phần che mở được bằng bản đầy đủ và khớp cam kết",
            "{} masks were opened with the full copy and are what they were sealed as",
            opened,
        )


def _open(
    place: str, shown: dict[str, Any], whole: Any, salts: dict[str, str], report: Report
) -> int:
    for pointer, seal in shown.get("masks", ()):
        words = whole
        for name in pointer.split("/")[1:]:
            words = words[int(name)] if isinstance(words, list) else words[name]
        if seal_of_words(salts.get(f"{place} {pointer}", ""), words) != seal:
            report.fault(
                "{} {}: bản đầy đủ không khớp cam kết của phần che",
                "{} {}: the full copy does not have the seal of the mask",
                *(place, pointer),
            )
    return len(shown.get("masks", ()))


def _open_pages(masked: Any, full: Any, salts: dict[str, str], report: Report) -> int:
    entries = parse(masked.read("captures.json"))["captures"]
    opened = 0
    for entry in (one for one in entries if one["how"] == "masked"):
        _, block = block_of(full.read(entry["file"]))
        answer, wire = payload_of(block)
        body, shift = unpacked(wire, answer.get("content-encoding", "")), 0
        for start, stars, hidden, seal in entry["masks"]:
            place = f"{entry['capture']['capture_id']} {start}"
            begin = start + shift
            shift += hidden - stars
            opened += 1
            if seal_of_bytes(salts.get(place, ""), body[begin : begin + hidden]) != seal:
                report.fault(
                    "{}: phần che ở byte {} không khớp bản đầy đủ",
                    "{}: the mask at byte {} does not hide what the full copy shows",
                    *(entry["file"], start),
                )
    return opened
