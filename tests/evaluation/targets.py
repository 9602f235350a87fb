"""The targets of the evaluation, each measured on the outcomes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.evaluation.outcomes import SOURCE, Outcome, share

_CONTENT: Final = (
    "spam.gambling",
    "spam.adult",
    "spam.scam",
    "spam.prohibited_goods",
    "spam.malware",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A target, what was measured, and whether that meets it."""

    name: str
    target: str
    right: int
    of: int
    met: bool

    @property
    def value(self) -> str:
        """As a share, with the counts behind."""
        said = f"{100 * self.right / self.of:.2f}%" if self.of else "-"
        return f"{said} ({self.right}/{self.of})"


Pick = Callable[[Outcome], bool]


def _in(*files: str) -> Pick:
    return lambda o: o.asked.file in files


def _least(name: str, wanted: float, counted: tuple[int, int]) -> Measured:
    right, of = counted
    return Measured(name, f">= {wanted:g}%", right, of, of > 0 and 100 * right >= wanted * of)


def _most(name: str, wanted: float, counted: tuple[int, int]) -> Measured:
    wrong, of = counted
    return Measured(name, f"<= {wanted:g}%", wrong, of, of > 0 and 100 * wrong <= wanted * of)


def targets(outcomes: Sequence[Outcome]) -> list[Measured]:
    """All of them, in the order in which they were set."""
    return [
        *_negatives(outcomes),
        *_spam(outcomes, "labelled messages, pages and titles", "spam"),
        *_spam(outcomes, "invented, in real pages", "injected"),
        *_fields_and_credits(outcomes),
        *_sources(outcomes),
        *_verbatim(outcomes),
    ]


def _negatives(outcomes: Sequence[Outcome]) -> list[Measured]:
    criticism = [o for o in outcomes if o.asked.file == "criticism"]
    crime = [o for o in outcomes if o.asked.file == "news_about_crime"]
    return [
        _most("findings on criticism", 0, share(criticism, lambda o: o.missed)),
        _most("findings on news about crime", 0.2, share(crime, lambda o: o.missed)),
    ]


def _spam(outcomes: Sequence[Outcome], told: str, file: str) -> list[Measured]:
    own = [o for o in outcomes if o.asked.file == file and o.asked.what in _CONTENT]
    there = [o for o in own if o.asked.expected == "breach"]
    said = [o for o in own if o.found_breach]
    return [
        _least(f"spam recall: {told}", 95, share(there, lambda o: not o.missed)),
        _least(f"spam precision: {told}", 99, share(said, lambda o: o.asked.expected == "breach")),
    ]


def _fields_and_credits(outcomes: Sequence[Outcome]) -> list[Measured]:
    read = [o for o in outcomes if o.asked.file == "footers"]
    lines = [o for o in outcomes if o.asked.file == "credit_lines"]
    return [
        _least("footer fields exact", 95, share(read, lambda o: not o.missed)),
        _least("credit lines", 97, share(lines, lambda o: not o.missed)),
        _least(
            "credit lines, a picture's credit taken for one", 97, share(lines, _as_the_kind_says)
        ),
    ]


def _as_the_kind_says(outcome: Outcome) -> bool:
    """The collection's kinds count *Nguồn ảnh* among the lines that name a source."""
    names_nobody = "/PICTURE/" in outcome.asked.id or "/NOBODY/" in outcome.asked.id
    return outcome.missed if names_nobody else not outcome.missed


def _sources(outcomes: Sequence[Outcome]) -> list[Measured]:
    copies = [
        o
        for o in outcomes
        if o.asked.file == "republication" and o.asked.what == SOURCE and o.asked.expected
    ]
    return [
        _least("sources found, containment >= 25%", 99, share(copies, _is_found)),
        _least("the right source named first", 98, share(copies, lambda o: not o.missed)),
    ]


def _is_found(outcome: Outcome) -> bool:
    return not outcome.missed or outcome.got is not None


def _verbatim(outcomes: Sequence[Outcome]) -> Iterable[Measured]:
    judged = [
        o for o in outcomes if o.asked.file == "republication" and o.asked.what == "source.verbatim"
    ]
    same = [o for o in judged if "/same_" in o.asked.id]
    yield _most("verbatim breaches on spelling and typography", 0, share(same, _is_breach))
    kinds = sorted({o.asked.kind for o in judged if "/altered_" in o.asked.id})
    for kind in kinds:
        own = [o for o in judged if o.asked.kind == kind]
        name = kind.removeprefix("republication/altered_")
        yield _least(f"altered copies caught: {name}", 98, share(own, _is_breach))


def _is_breach(outcome: Outcome) -> bool:
    return outcome.found_breach
