"""The captures that evidence cites: their payload's digest, and the words quoted from them."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import Any

from minhbach_case.dossiers.verifier.canonical import digest_of, sha256
from minhbach_case.dossiers.verifier.chain import Chain
from minhbach_case.dossiers.verifier.pages import UNPACKED, characters, text_of, unpacked
from minhbach_case.dossiers.verifier.report import Report

MASKED_CAPTURE = "minhbach-capture-mask/1"
STAR = b"*"
SECONDS = len("2026-11-22T08:15:00")
_FROM_SOURCE = ("original", "source")
_FROM_COPY = (
    *("copied", "credit", "span", "spans", "placeholders", "title", "shown_at", "found", "shown"),
    *("changes", "differences"),
)


def block_of(record: bytes) -> tuple[dict[str, str], bytes]:
    """The headers of a packed WARC record, and its block.

    Raises:
        ValueError: it is no such record.
    """
    try:
        content = gzip.GzipFile(fileobj=io.BytesIO(record)).read(UNPACKED)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(str(error)) from error
    head, _, rest = content.partition(b"\r\n\r\n")
    headers = _headers(head)
    length = int(headers.get("content-length", "-1"))
    if not head.startswith(b"WARC/") or not 0 <= length <= len(rest):
        raise ValueError("no WARC record")
    return headers, rest[:length]


def _headers(head: bytes) -> dict[str, str]:
    lines = [line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:]]
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def payload_of(block: bytes) -> tuple[dict[str, str], bytes]:
    """The headers of an HTTP answer, and its body as it came over the wire."""
    head, _, body = block.partition(b"\r\n\r\n")
    return _headers(head), body


def capture_root(payload_digest: str, body: bytes, masks: list[list[Any]]) -> str:
    """What binds a masked body: the payload's digest, what is shown, and the seals of the rest."""
    shown, at = [], 0
    for start, stars, _, _ in masks:
        shown.append(sha256(body[at:start]))
        at = start + stars
    shown.append(sha256(body[at:]))
    return digest_of([MASKED_CAPTURE, payload_digest, shown, masks])


def check_captures(
    archive: Any, entries: list[dict[str, Any]], chain: Chain, report: Report
) -> None:
    """Holds every capture against its digest in the steps."""
    counts = {"whole": 0, "masked": 0, "missing": 0, "withheld": 0}
    texts: dict[str, str] = {}
    for entry in entries:
        capture = entry["capture"]
        before = len(report.faults)
        _check_cited(capture, chain, report)
        body = _checked(archive, entry, report)
        if body is not None and (text := characters(body)) is not None:
            texts[capture["capture_id"]] = text_of(text)
        there = body is not None or entry["how"] in ("missing", "withheld")
        if entry["how"] in ("whole", "masked") and entry["file"] not in archive.names:
            report.fault(
                "Bản chụp {}: được nêu mà không có tệp {}",
                "Capture {}: is told of, and its file {} is not there",
                *(capture["capture_id"], entry["file"]),
            )
        counts[entry["how"]] += there and len(report.faults) == before
    _check_told(entries, chain, report)
    if len({entry["capture"]["capture_id"] for entry in entries}) != len(entries):
        report.fault(
            "captures.json: một bản chụp có hai lần", "captures.json: a capture stands twice in it"
        )
    _tell(counts, report)
    _compare(texts, chain, report)


def _check_cited(capture: dict[str, Any], chain: Chain, report: Report) -> None:
    told = chain.cited.get(capture["capture_id"], [])
    digests = {one["payload_digest"] for one in told}
    if digests != {capture["payload_digest"]}:
        report.fault(
            "Bản chụp {}: mã băm khác với mã băm trong các bước",
            "Capture {}: its digest is not the one in the steps",
            capture["capture_id"],
        )
        return
    for name in sorted(capture):
        if not any(name not in one or one[name] == capture[name] for one in told):
            report.fault(
                "Bản chụp {}: {} khác với điều ghi trong các bước",
                "Capture {}: its {} is not the one in the steps",
                *(capture["capture_id"], name),
            )


def _checked(archive: Any, entry: dict[str, Any], report: Report) -> bytes | None:
    if entry["how"] not in ("whole", "masked") or entry["file"] not in archive.names:
        return None
    digest = entry["capture"]["payload_digest"]
    try:
        headers, block = block_of(archive.read(entry["file"]))
        _look_at_headers(headers, entry, report)
        if entry["how"] == "masked":
            right = _masked_right(block, digest, entry, report)
            return block if right else None
        answer, body = payload_of(block)
        if headers["warc-type"] == "response" and sha256(body) == digest:
            return unpacked(body, answer.get("content-encoding", ""))
    except (KeyError, ValueError, zlib.error):
        pass
    report.fault(
        "{}: nội dung trang không khớp mã băm {} của bản chụp",
        "{}: the page does not have the capture's digest {}",
        *(entry["file"], digest),
    )
    return None


def _look_at_headers(headers: dict[str, str], entry: dict[str, Any], report: Report) -> None:
    capture = entry["capture"]
    named = headers.get("warc-target-uri", ""), headers.get("warc-date", "")[:SECONDS]
    if named != (capture["address"], capture["captured_at"][:SECONDS]):
        report.note(
            "{}: phần đầu bản ghi WARC ghi địa chỉ hoặc thời điểm khác ({} {}); điều ghi ở các "
            "bước mới được chứng minh",
            "{}: the WARC record's own head names another address or time ({} {}); what the steps "
            "say is what is proven",
            *(entry["file"], *named),
        )


def _masked_right(block: bytes, digest: str, entry: dict[str, Any], report: Report) -> bool:
    for start, stars, _, _ in entry["masks"]:
        if block[start : start + stars] != STAR * stars:
            report.fault(
                "{}: phần che ở byte {} không còn là dấu che",
                "{}: the mask at byte {} is no mask any more",
                *(entry["file"], start),
            )
            return False
    if capture_root(digest, block, entry["masks"]) != entry["root"]:
        report.fault(
            "{}: phần hiện ra hoặc cam kết của {} phần che không khớp gốc cam kết",
            "{}: what is shown, or a seal of its {} masks, does not have the root that binds them",
            *(entry["file"], len(entry["masks"])),
        )
        return False
    return True


def _check_told(entries: list[dict[str, Any]], chain: Chain, report: Report) -> None:
    told = {entry["capture"]["capture_id"] for entry in entries}
    for fault, finding in sorted(chain.findings.items()):
        if finding["capture"]["capture_id"] not in told:
            report.fault(
                "Bản chụp {} (nghi vấn {}): hồ sơ không nói tới",
                "Capture {} (fault {}): the dossier says nothing of it",
                *(finding["capture"]["capture_id"], fault),
            )


def _tell(counts: dict[str, int], report: Report) -> None:
    if counts["whole"]:
        report.found_right(
            "{} bản chụp nguyên vẹn khớp mã băm",
            "{} whole captures have their digest",
            counts["whole"],
        )
    if counts["masked"]:
        report.found_right(
            "{} bản chụp có phần che khớp cam kết",
            "{} masked captures have the root that binds them",
            counts["masked"],
        )
    if counts["missing"] + counts["withheld"]:
        report.note(
            "Bản chụp không có trong hồ sơ: {} không lấy được, {} không che được; lý do ở "
            "captures.json",
            "Captures that are not in the dossier: {} could not be had, {} cannot be masked; "
            "captures.json says why",
            *(counts["missing"], counts["withheld"]),
        )


def _compare(texts: dict[str, str], chain: Chain, report: Report) -> None:
    placed, found, lost = 0, 0, 0
    for finding in chain.findings.values():
        for capture, span in _quotes(finding):
            if capture not in texts:
                continue
            text, words = texts[capture], span["text"]
            if _same(text[span["start"] :][: len(words)], words):
                placed += 1
            elif " ".join(words.split()) in " ".join(text.split()):
                found += 1
            else:
                lost += 1
    if placed + found:
        report.found_right(
            "{} trích dẫn đứng đúng vị trí trong bản chụp, {} có trong bản chụp ở vị trí khác",
            "{} quotations stand at their offsets in the capture, {} elsewhere in it",
            *(placed, found),
        )
    if lost:
        report.note(
            "{} trích dẫn không đối chiếu được bằng bộ đọc đơn giản này (có phần che, hoặc trang "
            "viết theo cách khác); mã băm vẫn ràng buộc",
            "{} quotations cannot be found by this simple reader (masked, or a page written "
            "differently); the digests bind them all the same",
            lost,
        )


def _same(have: str, quoted: str) -> bool:
    return len(have) == len(quoted) and all(
        have[i] == quoted[i] or quoted[i] == "█" or have[i] == "*" for i in range(len(quoted))
    )


def _quotes(finding: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    evidence = finding["evidence"]
    source = ((evidence.get("source") or {}).get("capture") or {}).get("capture_id", "")
    for name in _FROM_COPY:
        for span in _spans(evidence.get(name), _FROM_SOURCE):
            yield finding["capture"]["capture_id"], span
    for span in _spans(evidence.get("original"), ()):
        yield source, span
    for change in evidence.get("changes") or ():
        for span in _spans(change.get("source"), ()):
            yield source, span


def _spans(value: Any, but: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and {"start", "end", "text"} <= value.keys():
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in but:
                yield from _spans(part, but)
    elif isinstance(value, list):
        for part in value:
            yield from _spans(part, but)
