"""The ranking as paper and workbook: both languages whole, formulas that re-add, words as words."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from openpyxl import load_workbook

import minhbach_case.documents.portals as papers
from minhbach_case.documents.agency import Agency
from minhbach_case.documents.portals.composing import compose
from minhbach_case.documents.portals.wording import ranking_texts
from minhbach_case.documents.portals.workbook import workbook
from minhbach_case.domain.observed import Span
from minhbach_case.domain.portals.evidence import STANDINGS, Standing
from minhbach_case.domain.portals.periods import Period
from minhbach_case.domain.portals.ranking import rank
from minhbach_case.domain.portals.scoring import score
from minhbach_case.domain.portals.watching import Since, Watched
from minhbach_case.portals.criteria_file import load_criteria
from minhbach_case.portals.showing import criteria_brief, period_view, ranked_view, score_view
from minhbach_case.portals.views import PieceView, RankingView
from minhbach_case.web.texts import LANGUAGES, Language
from minhbach_shared.events import SiteRecord
from minhbach_shared.ids import derived_id

CRITERIA = load_criteria()
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
HERE = Path(papers.__file__).parent
HOSTILE = "=cmd|' /C calc'!A0"
SPLIT = (8, 2, 0, 1, 0)


def portal(name: str, since: Since | None = None) -> Watched:
    """A portal of the register."""
    record = SiteRecord(
        id=derived_id("version", name),
        site_id=derived_id("site", name),
        version=1,
        recorded_at=NOW,
        name=name,
        address="http://xa.example/",
        site_class="state_portal",
        organisation="UBND xã Ỷ Ỡ",
    )
    return Watched(record, Span(date(2026, 7, 1), date(2026, 11, 22)), since)


def ranking(*portals: tuple[str, tuple[int, ...] | None]) -> RankingView:
    """Portals with the same counts for each criterion, in the order of the standings."""
    scored = []
    for name, counts in portals:
        told: Mapping[Standing, int] = dict(zip(STANDINGS, counts or (), strict=False))
        scored.append((portal(name, "joined"), score(CRITERIA, dict.fromkeys(_names(), told))))
    found = rank(scored, CRITERIA.ranked_from)
    return RankingView(
        period=period_view(Period(2026, 2), NOW.date()),
        criteria=criteria_brief(CRITERIA),
        counted_at=NOW,
        ranked=tuple(ranked_view(one) for one in found.ranked),
        apart=tuple(score_view(*one) for one in found.apart),
    )


def _names() -> list[str]:
    return [one.id for one in CRITERIA.criteria]


SHOWN = ranking(("Cổng A", (10, 0)), (HOSTILE, SPLIT), ("Cổng B", (20, 0)), ("Cổng C", None))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_says_places_bounds_and_what_is_not_known(language: Language) -> None:
    """Ties share a place, who is known too little stands apart, in both languages."""
    texts = ranking_texts()[language]
    document = compose(SHOWN, CRITERIA, Agency(place="Mỹ Tho"), texts)
    assert [one.place for one in document.ranked] == ["1", "1", "3"]
    assert document.ranked[0].places == texts("portals.tied")
    assert [one.name for one in document.apart] == ["Cổng C"]
    assert len(document.apart[0].lines) == 1 + len(CRITERIA.criteria)
    assert any(texts("portals.not_known") in cell for cell in document.points[-1])
    assert len(document.criteria) == len(CRITERIA.criteria)
    assert "" not in (*document.opening, *document.general)


def test_an_empty_period_gives_a_paper_and_a_workbook() -> None:
    """Nobody is ranked, and both say so."""
    texts = ranking_texts()["vi"]
    document = compose(ranking(), CRITERIA, Agency(), texts)
    assert document.words["none_ranked"] == texts("portals.none_ranked")
    book = load_workbook(BytesIO(workbook(ranking(), CRITERIA, (), texts)))
    assert len(book.worksheets) == 6


def test_the_workbooks_formulas_stand_and_re_add() -> None:
    """Totals are formulas; what they carry is what their cells add up to."""
    made = workbook(SHOWN, CRITERIA, (), ranking_texts()["vi"])
    formulas = load_workbook(BytesIO(made)).worksheets[0]
    values = load_workbook(BytesIO(made), data_only=True).worksheets[0]
    assert formulas.freeze_panes == "C6"
    weights = [cell.value for cell in values[4][8:]]
    assert sum(weights) == 100
    for row in range(6, 10):
        assert [formulas.cell(row, column).data_type for column in (1, 5, 6, 7, 8)] == ["f"] * 5
        points = [cell.value for cell in values[row][8:]]
        known = [(w, p) for w, p in zip(weights, points, strict=True) if isinstance(p, int | float)]
        told = values.cell(row, 5).value
        if not known:
            assert told == "chưa rõ"
            continue
        assert told == round(sum(w * p for w, p in known) / sum(w for w, _ in known), 1)
        assert values.cell(row, 6).value == sum(w for w, _ in known)
    assert [values.cell(row, 1).value for row in range(6, 10)] == [1, 1, 3, "đứng riêng"]


def test_no_name_becomes_a_formula() -> None:
    """A name that begins with an equals sign stays words, also once it is edited."""
    piece = PieceView(
        standing="unmet",
        duty="spam.gambling",
        address="=1+1",
        at=NOW,
        capture_id=derived_id("capture"),
        digest="0" * 64,
        kind=None,
        day=None,
        taken_working_days=None,
        newest_at=None,
    )
    made = workbook(SHOWN, CRITERIA, [(HOSTILE, "clean", piece)], ranking_texts()["en"])
    book = load_workbook(BytesIO(made))
    hostile = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value) in (HOSTILE, "=1+1")
    ]
    assert len(hostile) >= 6
    assert {(cell.data_type, cell.quotePrefix) for cell in hostile} == {("s", True)}


def test_both_languages_of_the_papers_say_the_same_and_nothing_is_idle() -> None:
    """Each key stands in both, with the same values to put in, and is asked for."""
    vietnamese, english = (
        json.loads((HERE / "locales" / f"{language}.json").read_text("utf-8"))
        for language in LANGUAGES
    )
    assert vietnamese.keys() == english.keys()
    code = "".join(file.read_text("utf-8") for file in HERE.glob("*.py"))
    for key, words in vietnamese.items():
        assert _placeholders(words) == _placeholders(english[key]), key
        family, _, name = key.partition(".")
        named = f'"{key}"' in code or f"'{key}'" in code
        assert named or (f"{family}.{{" in code and f'"{name}"' in code + _FEEDS), key


_FEEDS = '"address" "address_and_month"'


def _placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}
