"""Every file has its place in a dossier, and what the manifest says of the case is in the steps."""

from __future__ import annotations

import re
from typing import Any

from minhbach_case.dossiers.verifier.chain import Chain
from minhbach_case.dossiers.verifier.report import Report

ALWAYS = frozenset(
    (
        *("README.txt", "captures.json", "cover.pdf", "manifest.json", "timeline.html"),
        *("verify.py", "words.json"),
    )
)
ALSO = frozenset(("manifest.sig", "openings.json"))
_NUMBERED = re.compile(
    r"steps/\d{8}\.jsonl|statements/\d{5}-[a-z]+\.(?:json|pdf)|compared/\d{5}\.html|"
    r"letters/\d{5}-[a-z]+\.pdf"
)
ABOUT = ("site_id", "kind", "ordinal")


def check_accounted(
    archive: Any, words: dict[str, Any], captures: dict[str, Any], report: Report
) -> None:
    """Names files that nothing tells of, and those that every dossier has."""
    told = {one["file"] for one in (*captures["captures"], *words["uploads"]) if one["file"]}
    names = set(archive.names)
    for name in sorted(names - told - ALWAYS - ALSO):
        if not _NUMBERED.fullmatch(name):
            report.fault(
                "{}: tệp không được nêu ở đâu trong hồ sơ",
                "{}: nothing in the dossier tells of this file",
                name,
            )
    statements = {name.rpartition(".")[0] for name in names if name.startswith("statements/")}
    wanted = ALWAYS | {f"{name}.{kind}" for name in statements for kind in ("json", "pdf")}
    for name in sorted(wanted - names):
        report.fault(
            "{}: hồ sơ nào cũng có tệp này mà ở đây thiếu",
            "{}: every dossier has it, and here it is missing",
            name,
        )


def check_about(archive: Any, manifest: dict[str, Any], chain: Chain, report: Report) -> None:
    """Holds what the manifest says of the case against its first step and its files."""
    for name in ABOUT:
        if manifest[name] != chain.begin.get(name):
            report.fault(
                "manifest.json: {} khác với bước đầu của vụ việc",
                "manifest.json: its {} is not that of the case's first step",
                name,
            )
    if manifest["masked"] is not ("openings.json" not in archive.names):
        report.fault(
            "manifest.json: ghi sai là bản che hay bản đầy đủ",
            "manifest.json: says wrongly whether the dossier is masked or full",
        )
