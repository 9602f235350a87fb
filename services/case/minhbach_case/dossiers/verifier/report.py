"""What a verification found, in the language of whoever asked."""

from __future__ import annotations


class Report:
    """Faults, remarks and what was found right, each a line for people."""

    def __init__(self, *, english: bool = False) -> None:
        self.english = english
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.right: list[str] = []

    def fault(self, vi: str, en: str, *values: object) -> None:
        """Something was changed, is missing, or is too much."""
        self.faults.append((en if self.english else vi).format(*values))

    def note(self, vi: str, en: str, *values: object) -> None:
        """Something to know, and no fault."""
        self.notes.append((en if self.english else vi).format(*values))

    def found_right(self, vi: str, en: str, *values: object) -> None:
        """Something that was checked, and holds."""
        self.right.append((en if self.english else vi).format(*values))
