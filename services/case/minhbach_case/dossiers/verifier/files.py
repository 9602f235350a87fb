"""The manifest: every file with its digest and size, under a signature where a key was set."""

from __future__ import annotations

from typing import Any

from minhbach_case.dossiers.verifier.canonical import canonical, parse, sha256
from minhbach_case.dossiers.verifier.ed25519 import signed_by
from minhbach_case.dossiers.verifier.report import Report
from minhbach_case.dossiers.verifier.zipped import BLOCK, blocks_of, changed_blocks, mended

FORMAT = "minhbach-dossier/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
LISTED = {"path", "sha256", "size", "blocks"}
SEARCHED = 3
"""Changed blocks of which it is tried which byte it was."""


def manifest_of(archive: Any, report: Report) -> dict[str, Any] | None:
    """The manifest; None where there is none that can be read."""
    if MANIFEST not in archive.names:
        report.fault("Thiếu bản kê {}", "The manifest {} is missing", MANIFEST)
        return None
    content = archive.read(MANIFEST)
    manifest: dict[str, Any] = {}
    try:
        manifest = parse(content)
        known = manifest["format"] == FORMAT and all(
            file.keys() == LISTED for file in manifest["files"]
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        known = False
    if not known:
        report.fault("{}: không đọc được", "{}: cannot be read", MANIFEST)
        return None
    if canonical(manifest) != content:
        report.fault(
            "{}: không ở dạng chuẩn, có byte bị đổi",
            "{}: is not in its canonical form, a byte was changed",
            MANIFEST,
        )
    return manifest


def check_signature(
    archive: Any, manifest: dict[str, Any], given: bytes | None, report: Report
) -> None:
    """Holds the signature against a key that was given, else against the dossier's own."""
    content, own = archive.read(MANIFEST), manifest.get("public_key")
    signature = archive.read(SIGNATURE) if SIGNATURE in archive.names else b""
    key = given if given is not None else bytes.fromhex(own or "")
    if not signature and not key:
        report.note(
            "Bản kê không có chữ ký số: chỉ tin được khi so mã băm của bản kê với nơi khác. "
            "SHA-256 {}",
            "The manifest is not signed: it proves something only where its own digest is known "
            "from elsewhere. SHA-256 {}",
            sha256(content),
        )
    elif not signature:
        report.fault("Thiếu chữ ký {}", "The signature {} is missing", SIGNATURE)
    elif not signed_by(key, content, signature):
        report.fault(
            "Chữ ký {} không phải của khóa {} trên bản kê này",
            "The signature {} is not that of key {} over this manifest",
            *(SIGNATURE, key.hex() or "?"),
        )
    else:
        report.found_right(
            "Chữ ký số Ed25519 đúng, khóa {}", "The Ed25519 signature is right, key {}", key.hex()
        )
        if given is None:
            report.note(
                "Khóa lấy từ chính hồ sơ; để độc lập với hồ sơ hãy thêm --key KHÓA",
                "The key is the dossier's own; add --key KEY to be independent of it",
            )


def check_files(archive: Any, manifest: dict[str, Any], report: Report) -> int:
    """Holds every file against the manifest; how many are right."""
    listed = {file["path"]: file for file in manifest["files"]}
    there = set(archive.names)
    for name in sorted(there - listed.keys() - {MANIFEST, SIGNATURE}):
        report.fault(
            "{}: tệp thừa, không có trong bản kê", "{}: extra file, not in the manifest", name
        )
    for name in sorted(listed.keys() - there):
        report.fault("{}: thiếu tệp này", "{}: this file is missing", name)
    right = 0
    for name in sorted(listed.keys() & there):
        right += _held(archive, listed[name], report)
    if right == len(listed):
        report.found_right("{} tệp đúng như bản kê", "{} files are as the manifest says", right)
    return right


def _held(archive: Any, file: dict[str, Any], report: Report) -> bool:
    content = archive.read(file["path"])
    if sha256(content) == file["sha256"] and len(content) == file["size"]:
        archive.hold_header(file["path"], content)
        if blocks_of(content) != file["blocks"]:
            report.fault(
                "{}: dòng của {} bị đổi", "{}: its line on {} was changed", MANIFEST, file["path"]
            )
        return True
    if len(content) != file["size"]:
        report.fault(
            "{}: dài {} byte, phải là {} byte",
            "{}: has {} bytes, should have {}",
            *(file["path"], len(content), file["size"]),
        )
    _locate(content, file, report)
    return False


def _locate(content: bytes, file: dict[str, Any], report: Report) -> None:
    changed = changed_blocks(content, file["blocks"])
    same_size = len(content) == file["size"]
    for number in changed[: SEARCHED if same_size else 1]:
        found = mended(content, number, file["blocks"], file["sha256"]) if same_size else None
        if found is not None:
            report.fault(
                "{}: byte {} bị đổi (là 0x{:02x}, phải là 0x{:02x})",
                "{}: byte {} was changed (is 0x{:02x}, should be 0x{:02x})",
                *(file["path"], *found),
            )
        else:
            report.fault(
                "{}: bị đổi trong khoảng byte {}–{}",
                "{}: changed within bytes {}–{}",
                *(file["path"], number * BLOCK, min((number + 1) * BLOCK, len(content)) - 1),
            )
    if same_size and len(changed) > SEARCHED:
        report.fault(
            "{}: và {} khoảng khác cũng bị đổi",
            "{}: and {} further stretches are changed",
            *(file["path"], len(changed) - SEARCHED),
        )
    if not changed:
        report.fault("{}: mã băm SHA-256 không khớp", "{}: its SHA-256 differs", file["path"])
