"""The texts of law that a letter may name, in one place (pure).

A rule set cites a duty's basis as it was written; a reader of the letter has to know whether that
text was still in force, what followed it, and whether anybody has read it. Old letters cite some
texts wrongly: both the citation as written and the right one are kept. The texts and citations
themselves are data: ``documents/citations.yaml``.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, config=_STRICT)
class Text:
    """A text of law: in force from its first day to its last.

    Attributes:
        name: as a citation names it.
        last_day: the last day in force; None while it is.
        successor: what took its place, as a citation names it.
        read: whether the text itself was read; else it is known by reference only.
    """

    name: str
    last_day: date | None = None
    successor: str | None = None
    read: bool = True


@dataclass(frozen=True, slots=True, config=_STRICT)
class Citation:
    """A place in a text of law.

    Attributes:
        cited: as it is written.
        verified: whether somebody compared it with the text.
        corrected: how it is to be read, where letters are known to give it wrongly.
        why: what is wrong with it then.
    """

    cited: str
    verified: bool
    corrected: str | None = None
    why: str = ""

    def told(self) -> str:
        """The citation as a letter gives it: right, and honest about what nobody compared."""
        words = self.corrected or self.cited
        return words if self.verified else f"{words} (căn cứ chưa đối chiếu với văn bản)"


@dataclass(frozen=True, slots=True, config=_STRICT)
class Law:
    """All texts and citations, by their ids."""

    version: Literal[1]
    texts: Mapping[str, Text] = field(default_factory=dict)
    citations: Mapping[str, Citation] = field(default_factory=dict)

    def ended(self, citation: str, on: date) -> tuple[Text, ...]:
        """The texts that a citation names and that were no longer in force on a day."""
        return tuple(
            text
            for text in self.texts.values()
            if text.name in citation and text.last_day is not None and text.last_day < on
        )

    def corrected(self, citation: str) -> Citation | None:
        """How a citation as written is to be read, where letters are known to give it wrongly."""
        return next(
            (one for one in self.citations.values() if one.corrected and one.cited in citation),
            None,
        )
