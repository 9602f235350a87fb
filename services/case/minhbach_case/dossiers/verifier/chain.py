"""The chain of a case's events: every step follows from the one before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minhbach_case.dossiers.verifier.canonical import digest_of, parse
from minhbach_case.dossiers.verifier.report import Report

MASKED = "minhbach-mask/1"
CITED = ("capture_id", "payload_digest")


def root_of(digest: str, shown: Any, masks: list[Any]) -> str:
    """What binds a text that is shown with masks: the whole one's digest, the rest, the seals."""
    return digest_of([MASKED, digest, shown, masks])


def holds(whole: Any, masked: dict[str, Any], shown: Any, digest: str) -> bool:
    """Whether something is what its digest says: itself, or where masked, what is bound to it."""
    if not masked.get("masks"):
        return digest_of(whole) == digest
    return root_of(digest, shown, masked["masks"]) == masked.get("root")


def cited_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every capture that evidence names: its id, its payload's digest, and what else it says."""
    if isinstance(value, dict):
        if all(isinstance(value.get(key), str) for key in CITED):
            yield value
        for part in value.values():
            yield from cited_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from cited_in(part)


class Chain:
    """The steps of a case, held against each other as they are read.

    Args:
        wanted: faults whose findings are kept, to hold statements against them.
    """

    def __init__(self, case_id: str, wanted: set[str], report: Report) -> None:
        self._case_id = case_id
        self._wanted = wanted
        self._report = report
        self._last: dict[str, Any] = {}
        self.count = 0
        self.masked: list[int] = []
        self.acts: dict[int, dict[str, Any]] = {}
        self.findings: dict[str, dict[str, Any]] = {}
        self.cited: dict[str, list[dict[str, Any]]] = {}
        self.begin: dict[str, Any] = {}
        self.erased = 0

    @property
    def head(self) -> str | None:
        """The digest of the last step."""
        return self._last.get("digest")

    def read(self, file: str, content: bytes) -> None:
        """Reads a file of steps, one a line."""
        for number, line in enumerate(content.splitlines(), 1):
            try:
                step = parse(line)
                self._take(step, f"{file}:{number}")
            except (ValueError, KeyError, TypeError, AttributeError):
                self._report.fault(
                    "{}: dòng {} không phải là một bước", "{}: line {} is no step", file, number
                )

    def _take(self, step: dict[str, Any], place: str) -> None:
        sequence, want = step["sequence"], self._last.get("sequence", 0) + 1
        if sequence != want:
            self._report.fault(
                "{}: bước {} đứng ở chỗ của bước {} (bị bỏ, chèn hoặc đổi chỗ)",
                "{}: step {} stands where step {} should (removed, added or swapped)",
                *(place, sequence, want),
            )
        if step["previous"] != self._last.get("digest"):
            self._report.fault(
                "Bước {}: mắt xích tới bước trước bị đứt (previous)",
                "Step {}: its link to the step before is broken (previous)",
                sequence,
            )
        if str(step["at"]) <= str(self._last.get("at", "")):
            self._report.fault(
                "Bước {}: thời điểm không sau bước trước",
                "Step {}: its time is not behind the step before",
                sequence,
            )
        self._hold(step)
        self._keep(step)

    def _hold(self, step: dict[str, Any]) -> None:
        shown = [step["case_id"], step["sequence"], step["cause"], step["previous"]]
        shown += [step["at"], step["act"], step["body"]]
        if step["case_id"] != self._case_id or not holds(shown, step, shown, step["digest"]):
            self._report.fault(
                "Bước {} ({}): nội dung không khớp mã băm của bước",
                "Step {} ({}): its content does not have the step's digest",
                *(step["sequence"], step["act"]),
            )
        if step.get("masks"):
            self.masked.append(step["sequence"])

    def _keep(self, step: dict[str, Any]) -> None:
        self._last = {key: step[key] for key in ("sequence", "digest", "at")}
        self.count += 1
        body = step["body"]
        for capture in cited_in(body):
            told = self.cited.setdefault(capture["capture_id"], [])
            if capture not in told:
                told.append(capture)
        self.begin = self.begin or body
        if step["act"] == "erased":
            self.erased = step["sequence"]
        if body.get("fault_id") in self._wanted and "evidence" in body:
            self.findings[body["fault_id"]] = body
        if "by" in body:
            kept = ("text_digest", "statement_digest", "uploads")
            act = {key: body.get(key) for key in kept}
            self.acts[step["sequence"]] = {"act": step["act"], **act}
