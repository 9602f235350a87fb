"""Reports that are known to be right: what re-adds, what is not known, what a correction says."""

import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from minhbach_case.domain.reports.carrying import carried
from minhbach_case.domain.reports.checking import check, check_lists
from minhbach_case.domain.reports.corrections import changes, digest_of_report
from minhbach_case.domain.reports.model import Document, Figure, Number, Reading, Report
from tests.support.many_cases import many_cases, sites
from tests.support.report_steps import (
    LONG_AFTER,
    at,
    counted,
    taken_of,
    to_decision,
    version,
    visit,
)
from tests.support.reports import (
    example_correction,
    example_document,
    example_draft,
    example_report,
)


def test_an_empty_period_is_told_in_noughts_and_re_adds() -> None:
    """Nothing happened, and that is known."""
    report = counted("2026-H1")
    assert check(report) == ()
    numbers = {one.now.value for one in report.figures if one.column != "median_days"}
    assert numbers == {0}


def test_what_is_not_known_is_no_nought() -> None:
    """Before the records, after visits are gone, and in months to come: a reason, no number."""
    begun = date(2026, 3, 5)
    visits = [visit("a", at(2026, 6, 1))]
    report = counted("2026-H1", visits=visits, records_from=begun, now=at(2026, 7, 9))
    assert {one.before for one in report.figures} == {Reading(unknown="before_start")}
    assert [p.now.unknown for p in report.series[1].points] == ["before_start"] * 2 + [None] * 4
    kept = timedelta(days=100)
    gone = counted("2026-H1", visits=visits, records_from=begun, visits_kept=kept)
    for table in ("visits", "pages", "sites_visited"):
        told_by = {one.now.unknown for one in gone.figures if one.table == table}
        assert told_by == {"not_kept"}, table
    running = counted("2026-H2", now=at(2026, 9, 2))
    assert running.running
    assert running.counted_until == at(2026, 9, 2)
    months = [[p.now.unknown for p in one.points] for one in running.series]
    assert months == [[None] * 3 + ["not_yet"] * 3] * len(months)
    none = counted("2026-H1", records_from=None)
    assert {one.now.unknown for one in none.figures} == {"before_start"}
    assert check(report) == check(gone) == check(running) == check(none) == ()


def test_what_was_said_outlives_its_records() -> None:
    """Visits that are gone are taken over from the report that said them, and named as such."""
    versions, visits = [version("a", at(2025, 1, 1))], [visit("a", at(2026, 2, 1))]
    said = counted("2026-H1", versions=versions, visits=visits, now=at(2026, 7, 2))
    first = example_document().model_copy(update={"report": said})
    assert first.issue is not None
    kept = timedelta(days=100)
    again = counted("2026-H1", versions=versions, now=LONG_AFTER, visits_kept=kept)
    whole = carried(again, first, None)
    assert check(whole) == ()
    assert whole.by_key["visits.total.made"].now == Reading(
        value=1, taken_from=first.issue.report_id
    )
    assert changes(said, whole) == ()
    following = counted("2026-H2", versions=versions, now=LONG_AFTER, visits_kept=kept)
    compared = carried(following, None, first)
    assert compared.by_key["visits.total.made"].before.value == 1
    assert [p.before.value for p in compared.series[1].points] == [0, 1, 0, 0, 0, 0]
    assert check(compared) == ()


@pytest.mark.parametrize("word", ["2026", "2026-H1", "2024-H1"])
def test_the_examples_re_add(word: str) -> None:
    """What the documents are shown with holds what a true report holds."""
    assert check(example_report(word)) == check(example_draft().report) == ()
    assert check(example_correction(word).report) == ()


def _with(report: Report, key: str, reading: Reading) -> Report:
    figures = [
        one.model_copy(update={"now": reading}) if one.key == key else one for one in report.figures
    ]
    return report.model_copy(update={"figures": tuple(figures)})


def test_any_figure_that_is_changed_is_found() -> None:
    """One more or one less anywhere, in a part or in a total: the check names a sum."""
    report = example_report()
    chance = random.Random(4)
    summed = {key for one in report.sums for key in (one.total, *one.plus, *one.minus)}
    assert summed == {one.key for one in report.figures if one.column != "median_days"}
    for one in chance.sample([one for one in report.figures if one.key in summed], 60):
        assert one.now.value is not None
        wrong = _with(report, one.key, Reading(value=one.now.value + 1))
        assert check(wrong), one.key
    month = report.series[3].points[0]
    points = (month.model_copy(update={"now": Reading(value=10**6)}), *report.series[3].points[1:])
    series = list(report.series)
    series[3] = series[3].model_copy(update={"points": points})
    (found,) = check(report.model_copy(update={"series": tuple(series)}))
    assert found.key == f"series:{report.series[3].key}"


def test_a_figure_that_is_missing_doubled_or_no_count_is_found() -> None:
    """A report's shape is checked, and a total of parts that nobody knows."""
    report = example_report()
    first: Figure = report.figures[0]

    def said(figures: tuple[Figure, ...]) -> str:
        return " ".join(m.said for m in check(report.model_copy(update={"figures": figures})))

    assert "has no figure" in said(report.figures[1:])
    assert "stands twice" in said((*report.figures, first))
    assert "stands in no table" in said(
        (*report.figures, first.model_copy(update={"key": "x.y.z"}))
    )
    assert "no named query" in said((first.model_copy(update={"query": "x"}), *report.figures[1:]))
    assert "no count" in said(_with(report, first.key, Reading(value=-1)).figures)
    unknown = _with(report, first.key, Reading(unknown="not_kept")).figures
    assert "not all of its parts are known" in said(unknown)


def test_the_lists_hold_what_the_figures_say() -> None:
    """A figure with one case too few behind it is found by its key."""
    behind: dict[str, list[UUID]] = {}
    report = counted("2026-H1", taken_of(to_decision()), behind=behind)
    listed = {key: len(cases) for key, cases in behind.items()}
    assert check_lists(report, listed) == ()
    del listed["cases_moved.harmful_content.opened"]
    (found,) = check_lists(report, listed)
    assert (found.key, found.said) == (
        "cases_moved.harmful_content.opened",
        "1, but its list holds 0",
    )


def test_a_correction_says_what_changed() -> None:
    """It names each figure and month, from what to what, and the report that it corrects."""
    first, second = example_document().issue, example_correction().issue
    assert first is not None
    assert second is not None
    assert (second.ordinal, second.corrects) == (2, first.report_id)
    said = {(one.key, _value(one.new) - _value(one.old)) for one in second.changes}
    assert said == {
        ("visits.aggregator.made", 14),
        ("visits.aggregator.total", 14),
        ("visits.total.made", 14),
        ("visits.total.total", 14),
        ("series:visits_made:2026-06-01", 14),
    }
    assert first.digest != second.digest


def _value(reading: Reading | None) -> Number:
    assert reading is not None
    assert reading.value is not None
    return reading.value


def test_a_digest_is_of_every_word_and_of_nothing_else() -> None:
    """Read back from its JSON a report has its digest; with another agency's name it has not."""
    report = example_report()
    again = Document.model_validate_json(Document(report=report, issue=None).model_dump_json())
    assert digest_of_report(again.report) == digest_of_report(report)
    letters = "Ủy ban Ẵ Ẫ Ậ Ặ Ễ Ệ Ỗ Ộ Ỡ Ợ Ữ Ự Ỳ Ỵ Ỹ Đ đ ắ ằ ẳ ẵ ặ ơ ư ỵ"
    named = report.model_copy(update={"agency": report.agency.model_copy(update={"name": letters})})
    assert Report.model_validate_json(named.model_dump_json()) == named
    assert digest_of_report(named) != digest_of_report(report)


def test_the_same_period_counted_later_says_the_same() -> None:
    """What came after the period changes nothing of it, but that months are no longer to come."""
    books = list(many_cases(60, sites(12), at(2026, 11, 20), seed=9))
    steps = list(taken_of(*books))
    soon = counted("2026-H1", [s for s in steps if s.at < at(2026, 7, 3)], now=at(2026, 7, 3))
    late = counted("2026-H1", steps, now=datetime(2029, 1, 1, tzinfo=UTC))
    assert digest_of_report(soon) == digest_of_report(late)
