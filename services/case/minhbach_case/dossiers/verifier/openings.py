"""A masked dossier beside the full one: every mask hides what the full copy shows, no more."""

from __future__ import annotations

import unicodedata
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
    """Opens every mask with the salts and the originals of the full copy, which was verified.

    What is shown beside the masks has to be what the full copy shows there.
    """
    before = len(report.faults)
    if not _of_one_case(masked, full, report):
        return
    salts = parse(full.read("openings.json"))
    opened = _open_pages(masked, full, salts["captures"], report)
    whole = _originals(full)
    for place, file, shown, part in _shown_in(masked):
        if place in whole:
            opened += _open(place, (file, shown, part), whole[place], salts["words"], report)
        else:
            report.fault(
                "{}: bản đầy đủ không có {}", "{}: the full copy has no {}", *(file, place)
            )
    if len(report.faults) == before:
        report.found_right(
            "{} phần che mở được bằng bản đầy đủ và khớp cam kết; ngoài phần che hai bản như nhau",
            "{} masks were opened with the full copy and are what they were sealed as; beside the "
            "masks both copies are the same",
            opened,
        )


def _of_one_case(masked: Any, full: Any, report: Report) -> bool:
    if "manifest.json" not in masked.names:
        # Told already.
        return False
    if "manifest.json" not in full.names:
        report.fault("Tệp sau --against không phải hồ sơ", "What --against names is no dossier")
        return False
    cases = [parse(one.read("manifest.json"))["case_id"] for one in (masked, full)]
    if cases[0] != cases[1]:
        report.fault(
            "Bản đầy đủ là của vụ việc khác ({})", "The full copy is another case's ({})", cases[1]
        )
    elif "openings.json" not in full.names:
        report.fault(
            "Tệp sau --against không phải bản đầy đủ", "What --against names is no full copy"
        )
    else:
        return True
    return False


def _shown_in(archive: Any) -> list[tuple[str, str, dict[str, Any], str]]:
    """Everything that may bear masks: its place, file, entry, and which part of it is shown."""
    found: list[tuple[str, str, dict[str, Any], str]] = []
    for name in archive.names:
        if name.startswith("steps/"):
            steps = map(parse, archive.read(name).splitlines())
            found += [(f"step {step['sequence']}", name, step, "body") for step in steps]
        elif name.startswith("statements/") and name.endswith(".json"):
            kept = parse(archive.read(name))
            place = f"statement {kept['statement']['sequence']}"
            found.append((place, name, kept, "statement"))
    said = parse(archive.read("words.json"))["words"]
    return found + [
        (f"words {words['sequence']}", "words.json", words, "text")
        for words in said
        if words["how"] != "kept_back"
    ]


def _originals(full: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for place, _, entry, part in _shown_in(full):
        value = entry.get(part)
        whole[place] = {"text": value} if part == "text" else value
    return whole


def _open(
    place: str,
    shown: tuple[str, dict[str, Any], str],
    whole: Any,
    salts: dict[str, str],
    report: Report,
) -> int:
    file, entry, part = shown
    masks = entry.get("masks", [])
    for pointer, seal in masks:
        words = whole
        for name in pointer.split("/")[1:]:
            words = words[int(name)] if isinstance(words, list) else words[name]
        if seal_of_words(salts.get(f"{place} {pointer}", ""), words) != seal:
            report.fault(
                "{} {}: bản đầy đủ không khớp cam kết của phần che",
                "{} {}: the full copy does not have the seal of the mask",
                *(place, pointer),
            )
    value = {"text": entry.get("text")} if part == "text" else entry[part]
    other = _differs("", value, whole, {pointer for pointer, _ in masks})
    if other is not None:
        report.fault(
            "{} ({}): {} khác với bản đầy đủ",
            "{} ({}): {} is not what the full copy shows",
            *(file, place, other),
        )
    return len(masks)


def _differs(pointer: str, shown: Any, whole: Any, masked: set[str]) -> str | None:
    """Where two values differ first, but for what is masked."""
    if pointer in masked:
        return None if _same_but_marks(shown, whole) else pointer
    if isinstance(shown, dict) and isinstance(whole, dict) and shown.keys() == whole.keys():
        parts = [(key, shown[key], whole[key]) for key in shown]
    elif isinstance(shown, list) and isinstance(whole, list) and len(shown) == len(whole):
        parts = [(str(n), shown[n], whole[n]) for n in range(len(shown))]
    else:
        return None if shown == whole else pointer or "/"
    for key, one, other in parts:
        found = _differs(f"{pointer}/{key}", one, other, masked)
        if found is not None:
            return found
    return None


def _same_but_marks(shown: str, whole: str) -> bool:
    # Masks are set in the composed text.
    composed = unicodedata.normalize("NFC", whole)
    return len(shown) == len(composed) and all(
        shown[at] in (composed[at], "█") for at in range(len(shown))
    )


def _open_pages(masked: Any, full: Any, salts: dict[str, str], report: Report) -> int:
    entries = parse(masked.read("captures.json"))["captures"]
    opened = 0
    for entry in (one for one in entries if one["how"] == "masked"):
        if entry["file"] not in full.names:
            report.fault(
                "{}: không có trong bản đầy đủ", "{}: is not in the full copy", entry["file"]
            )
            continue
        _, block = block_of(full.read(entry["file"]))
        answer, wire = payload_of(block)
        body = unpacked(wire, answer.get("content-encoding", ""))
        _, shown = block_of(masked.read(entry["file"]))
        at, place_there = 0, 0
        for start, stars, hidden, seal in entry["masks"]:
            place = f"{entry['capture']['capture_id']} {start}"
            begin = place_there + start - at
            opened += 1
            if shown[at:start] != body[place_there:begin]:
                _page_differs(entry["file"], at, report)
            if seal_of_bytes(salts.get(place, ""), body[begin : begin + hidden]) != seal:
                report.fault(
                    "{}: phần che ở byte {} không khớp bản đầy đủ",
                    "{}: the mask at byte {} does not hide what the full copy shows",
                    *(entry["file"], start),
                )
            at, place_there = start + stars, begin + hidden
        if shown[at:] != body[place_there:]:
            _page_differs(entry["file"], at, report)
    return opened


def _page_differs(file: str, at: int, report: Report) -> None:
    report.fault(
        "{}: từ byte {} đến phần che kế tiếp khác với bản đầy đủ",
        "{}: from byte {} to the next mask it is not what the full copy shows",
        *(file, at),
    )
