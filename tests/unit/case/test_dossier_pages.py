"""A dossier's pages: what stands beside its source, what a timeline says of a step."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from minhbach_case.dossiers.comparing import compared
from minhbach_case.dossiers.pages import Timeline
from minhbach_case.web.texts import read_texts
from minhbach_shared.events import Change, Passage, Span
from tests.support.seeds import altered

_LOCALES = Path(str(files("minhbach_case.web"))) / "locales"
_SAME = "Câu này ở cả hai bên, dài vừa phải, không ai đổi. " * 12
_SOURCE = f"Đạt 6,8 tấn một ha. {_SAME}Hết."
_ADDED = "Nhiều doanh nghiệp đã đặt cọc."
_COPY = f"Đạt 8,6 tấn một ha. {_SAME}{_ADDED} Hết."


def _at(text: str, words: str) -> Passage:
    start = text.index(words)
    span = Span(start=start, end=start + len(words), text=words)
    return Passage(span=span, marks=((0, len(words)),))


def test_what_was_added_far_behind_stands_in_the_comparison() -> None:
    """A sentence that the source does not have, further on than what is shown around a change."""
    figure = Change(
        kind="figure", source=_at(_SOURCE, "Đạt 6,8 tấn"), copied=_at(_COPY, "Đạt 8,6 tấn")
    )
    added = Change(kind="added", source=None, copied=_at(_COPY, _ADDED))
    evidence = altered().model_copy(update={"changes": (figure, added)})
    found = compared(evidence, _COPY, _SOURCE)
    assert found is not None
    marked = ["".join(p.text for p in side if p.marked) for side in (found.source, found.copied)]
    assert "6,8" in marked[0]
    assert "8,6" in marked[1]
    assert _ADDED in marked[1]


def test_a_retraction_does_not_read_as_what_it_takes_back() -> None:
    """The decision says what was found; the step that takes it back says no such thing."""
    texts = read_texts(_LOCALES)["vi"]
    timeline = Timeline(texts)
    at = datetime(2028, 2, 29, 3, tzinfo=UTC)
    for number, act in enumerate(("decided", "retracted"), 1):
        timeline.add(number, at, act, "0" * 64, {"outcome": "confirmed"})
    decided, retracted = timeline.rows
    assert decided.lines == (texts("outcome.confirmed"),)
    assert retracted.lines == ()
