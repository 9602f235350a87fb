"""The command: everything that a dossier claims is recomputed, every fault is named."""

from __future__ import annotations

import argparse
import mmap
import sys
from pathlib import Path
from typing import Any

from minhbach_case.dossiers.verifier.accounted import check_about, check_accounted
from minhbach_case.dossiers.verifier.canonical import parse
from minhbach_case.dossiers.verifier.captures import check_captures
from minhbach_case.dossiers.verifier.chain import Chain
from minhbach_case.dossiers.verifier.ed25519 import key_of
from minhbach_case.dossiers.verifier.files import (
    check_files,
    check_signature,
    manifest_of,
)
from minhbach_case.dossiers.verifier.openings import compare
from minhbach_case.dossiers.verifier.report import Report
from minhbach_case.dossiers.verifier.statements import (
    check_stated,
    check_statement,
    check_words,
)
from minhbach_case.dossiers.verifier.zipped import Folder, Zipped

GOOD, BAD, USAGE = 0, 1, 2


def open_archive(path: Path, report: Report) -> Any:
    """The dossier's files, of a ZIP or of the folder that it was unpacked into.

    Raises:
        OSError: it cannot be read.
    """
    if path.is_dir():
        return Folder(path)
    with path.open("rb") as file:
        size = path.stat().st_size
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        return Zipped(data, report)


def verify(archive: Any, key: bytes | None, report: Report) -> dict[str, Any]:
    """Recomputes everything; the manifest, empty where none can be read."""
    manifest = manifest_of(archive, report)
    if manifest is None:
        return {}
    check_signature(archive, manifest, key, report)
    check_files(archive, manifest, report)
    try:
        _check_contents(archive, manifest, report)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        report.fault(
            "Nội dung không theo mẫu của hồ sơ: {}",
            "Its content is not built as a dossier's: {}",
            repr(error),
        )
    return manifest


def _check_contents(archive: Any, manifest: dict[str, Any], report: Report) -> None:
    names = archive.names
    stated = [name for name in names if name.startswith("statements/") and name.endswith(".json")]
    kept = {name: read for name in stated if (read := _read(archive, name, report)) is not None}
    faults = {str(fact["fault_id"]) for one in kept.values() for fact in one["statement"]["facts"]}
    chain = _check_chain(archive, manifest, faults | set(manifest["stated"]), report)
    right = [check_statement(name, one, chain, report) for name, one in sorted(kept.items())]
    if right and all(right):
        report.found_right(
            "{} văn bản nêu lý do khớp mã băm ở bước và khớp các nghi vấn đã nêu",
            "{} statements of reasons have the digest in their step and state what was found",
            len(right),
        )
    check_stated([one["statement"]["sequence"] for one in kept.values()], chain, report)
    words = _read(archive, "words.json", report) or {"words": [], "uploads": []}
    captures = _read(archive, "captures.json", report) or {"captures": []}
    check_words(archive, words, chain, report)
    check_captures(archive, captures["captures"], chain, report)
    check_accounted(archive, words, captures, report)
    check_about(archive, manifest, chain, report)


def _check_chain(archive: Any, manifest: dict[str, Any], wanted: set[str], report: Report) -> Chain:
    chain, before = Chain(manifest["case_id"], wanted, report), len(report.faults)
    for name in sorted(archive.names):
        if name.startswith("steps/"):
            chain.read(name, archive.read(name))
    if (chain.count, chain.head) != (manifest["steps"], manifest["head"]):
        report.fault(
            "Chuỗi bước: có {} bước, bước cuối {}; bản kê ghi {} bước, bước cuối {}",
            "Chain: {} steps, the last {}; the manifest says {} steps, the last {}",
            *(chain.count, chain.head, manifest["steps"], manifest["head"]),
        )
    if len(report.faults) == before:
        report.found_right(
            "{} bước nối liền không đứt; {} bước tính lại được mã băm, {} bước có phần che được "
            "gắn với mã băm và với bước sau",
            "{} steps in one unbroken chain; {} have their digest recomputed, {} with masks are "
            "bound to it and to the step after",
            *(chain.count, chain.count - len(chain.masked), len(chain.masked)),
        )
    return chain


def _read(archive: Any, name: str, report: Report) -> dict[str, Any] | None:
    if name not in archive.names:
        return None
    try:
        found = parse(archive.read(name))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        report.fault("{}: không phải JSON đọc được", "{}: is no JSON that can be read", name)
        return None
    return found


def told(manifest: dict[str, Any], report: Report) -> list[str]:
    """The answer in lines."""
    vi = not report.english
    case = str(manifest.get("case_id", ""))
    full = manifest.get("masked") is False
    which = f"{case[:8].upper()} ({case})" if case else ("không rõ số" if vi else "unknown")
    lines = [f"{'Hồ sơ vụ việc' if vi else 'Dossier of case'} {which}"]
    if full:
        lines.append(
            "BẢN ĐẦY ĐỦ – CÓ DỮ LIỆU CÁ NHÂN, KHÔNG PHỔ BIẾN"
            if vi
            else "FULL COPY – WITH PERSONAL DATA, CONFIDENTIAL"
        )
    lines += [f"  {'[đạt]' if vi else '[right]'} {line}" for line in report.right]
    lines += [f"  {'[lưu ý]' if vi else '[note]'} {line}" for line in report.notes]
    lines += [f"  {'[LỖI]' if vi else '[FAULT]'} {line}" for line in report.faults]
    count = len(report.faults)
    if count:
        end = "KẾT LUẬN: HỒ SƠ KHÔNG NGUYÊN VẸN, {} lỗi" if vi else "RESULT: NOT INTACT, {} faults"
        return [*lines, end.format(count)]
    lines.append(
        "Dấu ký trong tệp PDF (nếu có) do phần mềm đọc PDF kiểm tra; ở đây đã kiểm mã băm của tệp."
        if vi
        else "A PDF's own seal is checked by a PDF reader; here the digest of the file was."
    )
    return [*lines, "KẾT LUẬN: HỒ SƠ NGUYÊN VẸN" if vi else "RESULT: INTACT"]


def main(arguments: list[str] | None = None) -> int:
    """The command line; the exit status."""
    asked = _asked(arguments)
    report = Report(english=asked.english)
    try:
        key = key_of(asked.key) if asked.key else None
        archive = open_archive(Path(asked.dossier), report)
        whole = open_archive(Path(asked.against), Report()) if asked.against else None
    except OSError as error:
        sys.stderr.write(_unreadable(error, english=asked.english) + "\n")
        return USAGE
    except ValueError:
        vi = "không phải khóa công khai Ed25519; viết 64 số hex, hoặc tên một tệp PEM"
        en = "is no public key of Ed25519; write 64 hex digits, or the name of a PEM file"
        sys.stderr.write(f"--key {asked.key}: {en if asked.english else vi}\n")
        return USAGE
    try:
        manifest = verify(archive, key, report)
        if whole is not None:
            _against(archive, whole, key, report)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        manifest = {}
        report.fault("Hồ sơ không theo mẫu: {}", "It is not built as a dossier: {}", repr(error))
    sys.stdout.write("\n".join(told(manifest, report)) + "\n")
    return BAD if report.faults else GOOD


def _against(archive: Any, whole: Any, key: bytes | None, report: Report) -> None:
    of_whole = Report(english=report.english)
    verify(whole, key, of_whole)
    for fault in of_whole.faults:
        report.fault("Bản đầy đủ: {}", "The full copy: {}", fault)
    compare(archive, whole, report)


def _unreadable(error: OSError, *, english: bool) -> str:
    if isinstance(error, FileNotFoundError):
        why = "there is no such file" if english else "không có tệp này"
    else:
        why = "cannot be read" if english else "không đọc được"
        why += f" ({error.strerror})"
    return f"{error.filename}: {why}"


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    vi = "--english" not in (sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        description="Kiểm tra hồ sơ vụ việc, không cần mạng."
        if vi
        else "Verifies the dossier of a case, offline."
    )
    parser.add_argument("dossier", help="tệp ZIP hoặc thư mục" if vi else "ZIP file or folder")
    parser.add_argument(
        "--key", help="khóa công khai (hex hoặc tệp PEM)" if vi else "public key (hex or PEM file)"
    )
    parser.add_argument(
        "--against",
        metavar="ZIP",
        help="mở phần che bằng bản đầy đủ" if vi else "open the masks with the full copy",
    )
    parser.add_argument("--english", action="store_true", help="English")
    return parser.parse_args(arguments)
