"""Statements of reasons and people's words: each has the digest that its step holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minhbach_case.dossiers.verifier.canonical import digest_of, sha256
from minhbach_case.dossiers.verifier.chain import Chain, holds, root_of
from minhbach_case.dossiers.verifier.report import Report

STATING = ("notified", "decided", "appeal_decided")
"""Acts that state reasons."""
SERVED_ACTS = ("replied", "appealed", "decided", "appeal_decided", "corrected", "retracted")
"""Acts whose words are the parties', or were served on them: never the agency's own alone."""


def check_statement(file: str, kept: dict[str, Any], chain: Chain, report: Report) -> bool:
    """Holds a statement against its digest, its step, and the findings that it states."""
    statement, digest = kept["statement"], kept["digest"]
    sequence, before = statement["sequence"], len(report.faults)
    if not holds(statement, kept, statement, digest):
        report.fault(
            "{}: nội dung không khớp mã băm của văn bản",
            "{}: its content does not have the statement's digest",
            file,
        )
    step = chain.acts.get(sequence, {})
    named = step.get("statement_digest")
    # A step of the first versions names no digest.
    if named != digest and (named is not None or step.get("act") not in STATING):
        report.fault(
            "{}: mã băm khác với mã băm ghi ở bước {}",
            "{}: its digest is not the one in step {}",
            *(file, sequence),
        )
    for fact in statement["facts"]:
        finding = chain.findings.get(fact["fault_id"])
        if finding is None or not _covers(finding, fact):
            report.fault(
                "{}: nghi vấn số {} khác với bước đã phát hiện nó",
                "{}: fault {} differs from the step that found it",
                *(file, fact["number"]),
            )
    _check_list(file, statement, report)
    return len(report.faults) == before


def check_stated(told: Iterable[int], chain: Chain, report: Report) -> None:
    """Holds against the steps that every statement of reasons is there, and each once."""
    there = list(told)
    stated = {n for n, act in chain.acts.items() if act.get("statement_digest")}
    for sequence in sorted(stated - set(there)):
        report.fault(
            "Bước {}: văn bản nêu lý do của bước này không có trong hồ sơ",
            "Step {}: its statement of reasons is not in the dossier",
            sequence,
        )
    for sequence in sorted({n for n in there if there.count(n) > 1}):
        report.fault(
            "Bước {}: có hai văn bản nêu lý do", "Step {}: two statements of reasons", sequence
        )


def _covers(finding: Any, fact: Any) -> bool:
    # A later version of the service may tell more of a finding than its step did.
    if isinstance(finding, dict) and isinstance(fact, dict):
        return all(_covers(finding[key], fact[key]) for key in finding.keys() & fact.keys())
    if isinstance(finding, list) and isinstance(fact, list):
        return len(finding) == len(fact) and all(map(_covers, finding, fact))
    return bool(finding == fact)


def _check_list(file: str, statement: dict[str, Any], report: Report) -> None:
    facts = [
        [fact["number"], fact["duty"], fact["address"], fact["capture"]["payload_digest"]]
        for fact in statement["facts"]
    ]
    names = ("number", "duty", "address", "payload_digest")
    rows = facts + [[line[name] for name in names] for line in statement["lines"]]
    whole = len(rows) == statement["faults"]
    if whole and digest_of(sorted(rows, key=lambda row: row[0])) != statement["list_digest"]:
        report.fault(
            "{}: danh sách nghi vấn không khớp mã băm của danh sách",
            "{}: its list of faults does not have the list's digest",
            file,
        )


def check_words(archive: Any, kept: dict[str, Any], chain: Chain, report: Report) -> None:
    """Holds what people wrote, and the files they sent, against the steps."""
    counts = {"whole": 0, "masked": 0, "erased": 0, "kept_back": 0}
    told = set()
    for words in kept["words"]:
        sequence, how, digest = words["sequence"], words["how"], words["digest"]
        told.add(sequence)
        right = chain.acts.get(sequence, {}).get("text_digest") == digest
        if how == "whole":
            right = right and digest_of([words["salt"], words["text"]]) == digest
        if how == "masked":
            shown = {"text": words["text"]}
            right = right and root_of(digest, shown, words["masks"]) == words["root"]
        counts[how] += right
        _check_absent(sequence, how, chain, report)
        if not right:
            report.fault(
                "Bước {}: lời viết không khớp mã băm (có muối) ghi ở bước",
                "Step {}: what was written does not have the salted digest in the step",
                sequence,
            )
    if len(told) != len(kept["words"]):
        report.fault("words.json: một bước có hai lần", "words.json: a step stands twice in it")
    silent = {number for number, act in chain.acts.items() if act.get("text_digest")} - told
    for sequence in sorted(silent):
        report.fault(
            "Bước {}: có lời viết mà hồ sơ không nói tới",
            "Step {}: has words of which the dossier says nothing",
            sequence,
        )
    _tell_words(counts, report)
    _check_uploads(archive, kept["uploads"], chain, report)


def _check_absent(sequence: int, how: str, chain: Chain, report: Report) -> None:
    if how == "erased" and chain.erased <= sequence:
        report.fault(
            "Bước {}: ghi là đã xóa, nhưng không bước nào sau đó xóa",
            "Step {}: is said to be erased, and no step after it erases",
            sequence,
        )
    if how == "kept_back" and chain.acts.get(sequence, {}).get("act") in SERVED_ACTS:
        report.fault(
            "Bước {}: lời của bên liên quan hoặc đã tống đạt bị giữ lại như lời nội bộ",
            "Step {}: words of a party, or words that were served, are held back as the agency's",
            sequence,
        )


def _tell_words(counts: dict[str, int], report: Report) -> None:
    if counts["whole"] + counts["masked"]:
        report.found_right(
            "{} lời viết khớp mã băm có muối ở bước; {} lời viết có phần che, gắn với mã băm",
            "{} texts have the salted digest of their step; {} with masks are bound to it",
            *(counts["whole"], counts["masked"]),
        )
    if counts["erased"]:
        report.note(
            "{} lời viết đã được xóa theo quy định; chuỗi bước vẫn kiểm được",
            "{} texts were erased as the law asks; the chain is valid all the same",
            counts["erased"],
        )
    if counts["kept_back"]:
        report.note(
            "{} lời viết nội bộ của cơ quan không có trong hồ sơ này; mã băm vẫn ở bước",
            "{} texts are the agency's own and not in this dossier; their digests are in the steps",
            counts["kept_back"],
        )


def _check_uploads(
    archive: Any, uploads: list[dict[str, Any]], chain: Chain, report: Report
) -> None:
    for upload in uploads:
        there = upload["how"] == "whole" and upload["file"] in archive.names
        if upload["how"] == "whole" and not there:
            report.fault(
                "Bước {}: tệp gửi kèm {} được nêu mà không có",
                "Step {}: the file {} is told of and not there",
                *(upload["sequence"], upload["sha256"]),
            )
        if upload["how"] == "erased":
            _check_absent(upload["sequence"], "erased", chain, report)
        if there and sha256(archive.read(upload["file"])) != upload["sha256"]:
            report.fault(
                "{}: nội dung khác mã băm {} ở bước {}",
                "{}: it does not have the digest {} of step {}",
                *(upload["file"], upload["sha256"], upload["sequence"]),
            )
    told = {(upload["sequence"], upload["sha256"]) for upload in uploads}
    sent = {
        (number, upload["sha256"])
        for number, act in chain.acts.items()
        for upload in act.get("uploads") or ()
    }
    for sequence, digest in sorted(told ^ sent):
        report.fault(
            "Bước {}: tệp gửi kèm {} không khớp giữa bước và hồ sơ",
            "Step {}: the file {} is not the same in step and dossier",
            *(sequence, digest),
        )
    withheld = sum(upload["how"] != "whole" for upload in uploads)
    if withheld:
        report.note(
            "Tệp gửi kèm không có trong hồ sơ này (không che được, hoặc đã xóa): {}; mã băm ở bước",
            "Files that came with a reply and are not in this dossier (they cannot be masked, or "
            "were erased): {}; the steps have their digests",
            withheld,
        )
