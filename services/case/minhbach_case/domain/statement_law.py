"""The texts of law that a statement of reasons may name, in one place (pure).

A rule set cites a duty's basis as it was written; a reader of the letter has to know whether that
text was still in force, what followed it, and whether anybody has read it. Old letters cite some
texts wrongly: both the citation as written and the right one are kept. What stands here was read
in the codified law, unless ``read`` says otherwise.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Correction:
    """A citation that letters are known to give wrongly."""

    written: str
    corrected: str
    why: str


TEXTS: Final[tuple[Text, ...]] = (
    Text("Nghị định 72/2013/NĐ-CP", date(2024, 12, 24), "Nghị định 147/2024/NĐ-CP"),
    Text("Nghị định 147/2024/NĐ-CP", read=False),
    Text("Luật Báo chí 103/2016/QH13", date(2026, 6, 30), "Luật Báo chí ngày 10/12/2025"),
    # Its list was tied to Decree 72/2013 and lives on only as far as it is carried over.
    Text("Thông tư 09/2014/TT-BTTTT", date(2024, 12, 24), "Nghị định 147/2024/NĐ-CP"),
    Text("Nghị định 43/2011/NĐ-CP", date(2022, 8, 14), "Nghị định 42/2022/NĐ-CP"),
    Text("Nghị định 42/2022/NĐ-CP", date(2026, 6, 30), "Nghị định 224/2026/NĐ-CP", read=False),
    Text("Nghị định 224/2026/NĐ-CP", read=False),
    Text("Thông tư 26/2009/TT-BTTTT", date(2018, 5, 31), "Thông tư 32/2017/TT-BTTTT"),
)

CORRECTIONS: Final[tuple[Correction, ...]] = (
    Correction(
        "191/2020/NĐ-CP",
        "Nghị định 119/2020/NĐ-CP ngày 07/10/2020",
        "ghi nhầm số",
    ),
    Correction(
        "Thông tư 09/2014/TT-BTTTT, Điều 8",
        "Nghị định 72/2013/NĐ-CP, Điều 23h (sửa đổi, bổ sung bởi Nghị định 27/2018/NĐ-CP)",
        "Điều 8 đã bị Nghị định 27/2018/NĐ-CP bãi bỏ từ 15/04/2018",
    ),
    Correction(
        "Thông tư 26/2009/TT-BTTTT",
        "Nghị định 43/2011/NĐ-CP, Điều 17",
        "đã được Thông tư 32/2017/TT-BTTTT thay thế từ 01/06/2018",
    ),
)


def ended(citation: str, on: date) -> tuple[Text, ...]:
    """The texts that a citation names and that were no longer in force on a day."""
    return tuple(
        text
        for text in TEXTS
        if text.name in citation and text.last_day is not None and text.last_day < on
    )


def corrected(citation: str) -> Correction | None:
    """How a citation as written is to be read, where letters are known to give it wrongly."""
    return next((known for known in CORRECTIONS if known.written in citation), None)
