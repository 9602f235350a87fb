"""The report: expectations joined with misses, and the targets measured on them."""

from typing import Any

from tests.evaluation.outcomes import Asked, Outcome, asked_of, joined, misses_by_kind
from tests.evaluation.report import report
from tests.evaluation.targets import targets


def _miss(case: str, what: str, expected: Any, got: Any) -> dict[str, Any]:
    return {"id": case, "what": what, "expected": expected, "got": got, "quote": "lời trích"}


def test_a_case_asks_for_duties_fields_and_source() -> None:
    """A null source is asked for; one that is left out is not."""
    case = {"id": "a/b/1", "expect": {"spam.adult": "pass"}, "expect_fields": {"email": None}}
    assert [a.what for a in asked_of("spam", case)] == ["spam.adult", "email"]
    assert [a.what for a in asked_of("spam", {**case, "expect_source": None})][-1] == "source"
    assert next(asked_of("spam", case)).kind == "a/b"


def test_any_breach_misses_a_wish_for_none() -> None:
    """The duty that breached is told in place of the star."""
    asked = [
        Asked("criticism", "c/1", "*", "no_breach"),
        Asked("criticism", "c/2", "*", "no_breach"),
    ]
    found = joined(asked, [_miss("c/1", "spam.scam", "no_breach", "breach")])
    assert [o.missed for o in found] == [True, False]
    assert found[0].asked.what == "spam.scam"


def test_a_found_breach_is_one_that_was_said() -> None:
    """Rightly expected, or wrongly given; not the one that was missed."""
    asked = Asked("spam", "s/1", "spam.scam", "breach")
    assert Outcome(asked, missed=False).found_breach
    assert not Outcome(asked, missed=True, got="pass").found_breach
    assert Outcome(asked._replace(expected="pass"), missed=True, got="breach").found_breach


def _spam_outcomes() -> list[Outcome]:
    asked = [Asked("spam", f"spam/a/{n}", "spam.scam", "breach") for n in range(20)]
    honest = [Asked("spam", f"spam/h/{n}", "spam.scam", "pass") for n in range(20)]
    misses = [
        _miss("spam/a/0", "spam.scam", "breach", "pass"),
        _miss("spam/h/0", "spam.scam", "pass", "breach"),
    ]
    return joined([*asked, *honest], misses)


def test_recall_and_precision_are_counted_over_cases() -> None:
    """One of twenty is missed, one of twenty found is wrong."""
    measured = {m.name.split(":")[0]: m for m in targets(_spam_outcomes()) if m.of}
    recall, precision = measured["spam recall"], measured["spam precision"]
    assert (recall.right, recall.of, recall.met) == (19, 20, True)
    assert (precision.right, precision.of, precision.met) == (19, 20, False)


def test_a_source_that_is_not_the_right_one_is_found_all_the_same() -> None:
    """Found and named first are two measures."""
    asked = [
        Asked("republication", f"republication/part_25/{n}", "source", f"https://x.example/{n}")
        for n in range(2)
    ]
    found = joined(
        asked, [_miss(asked[0].id, "source", "https://x.example/0", "https://y.example")]
    )
    measured = {m.name: m for m in targets(found)}
    assert measured["sources found, containment >= 25%"].right == 2
    assert measured["the right source named first"].right == 1


def test_a_picture_s_credit_is_counted_both_ways() -> None:
    """By the law's reading it names nobody; by the collection's kind it names one."""
    asked = [Asked("credit_lines", "credit_lines/PICTURE/1", "source.credited", "breach")]
    measured = {m.name: m for m in targets(joined(asked, []))}
    assert measured["credit lines"].right == 1
    assert measured["credit lines, a picture's credit taken for one"].right == 0


def test_misses_are_told_by_kind_with_an_example() -> None:
    """The report names the kind, how it was missed, and one case."""
    told = misses_by_kind(_spam_outcomes())
    assert [(key, count) for key, count, _ in told] == [
        (("spam/a", "spam.scam", "breach, got pass"), 1),
        (("spam/h", "spam.scam", "pass, got breach"), 1),
    ]
    text = report(_spam_outcomes())
    assert "NOT MET" in text
    assert "[spam/a/0] lời trích" in text
