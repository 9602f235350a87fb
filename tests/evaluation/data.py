"""Reads the development data: a folder beside the project that nothing else may need."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a collection; ``more`` holds what only that collection says."""

    id: str
    title: str
    text: str
    more: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Data:
    """The folder and what is in it."""

    folder: Path

    def texts(self, name: str) -> list[Text]:
        """A collection in JSON lines, such as ``negatives/criticism``."""
        return [_text(row) for row in self.rows(name)]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A collection's lines as they stand."""
        with gzip.open(self.folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def pages(self, category: str) -> Iterator[tuple[str, str]]:
        """Name and text of the saved pages of a category."""
        for path in sorted((self.folder / "html" / category).iterdir()):
            yield path.name, path.read_text(encoding="utf-8", errors="replace")

    def footers(self) -> list[dict[str, Any]]:
        """The collected footers as they stand."""
        found: list[dict[str, Any]] = json.loads(
            (self.folder / "footers" / "footers.json").read_text(encoding="utf-8")
        )
        return found

    def credit_lines(self) -> list[tuple[str, str]]:
        """Kind and words of each credit line."""
        lines = (self.folder / "footers" / "credit_lines.tsv").read_text(encoding="utf-8")
        rows = (line.split("\t") for line in lines.splitlines()[1:])
        return [(row[0], row[1]) for row in rows if len(row) >= 2]

    def domains(self, subject: str) -> list[str]:
        """The listed hosts of ``gambling``, ``adult`` or ``threat``."""
        path = self.folder / "domains" / f"hostsVN_extensions_{subject}_domain-VN.txt"
        return [line.strip() for line in path.read_text(encoding="utf-8").split() if line.strip()]


def _text(row: dict[str, Any]) -> Text:
    taken = ("id", "title", "text")
    more = {key: value for key, value in row.items() if key not in taken}
    return Text(row["id"], row.get("title") or "", row["text"], more)
