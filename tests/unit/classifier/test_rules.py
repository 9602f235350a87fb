"""Rule sets: what loads, what does not, and which duties are in force on a day."""

import shutil
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from minhbach_classifier.domain.duties import codes
from minhbach_classifier.domain.rule_text import parse_rule_set
from minhbach_classifier.domain.rules import Calibration, RuleSet, RuleSetRefused, RuleSets
from minhbach_classifier.rule_files import RULE_SETS, load_rule_sets
from minhbach_shared.vocabulary import DUTIES, Duty, SiteClass
from tests.unit.classifier.ruling import packaged

RULES = """\
name: portal
version: 1
duties:
  - id: disclosure.home_page
    site_classes: [state_portal]
    remedy: {vi: Ghi đủ thông tin., en: Show it all.}
    parameters:
      fields: [organisation, address]
    calibration: {points: [[0, 0], [1, 1]]}
    law:
      - from: 2014-10-03
        to: 2024-12-24
        citation: Thông tư 09/2014/TT-BTTTT, Điều 2 khoản 3
        verified: true
      - from: 2024-12-25
        to: null
        citation: Thông tư 09/2014/TT-BTTTT, Điều 2 khoản 3 (áp dụng chuyển tiếp)
        verified: false
        parameters:
          fields: [organisation]
"""


def _parse(text: str) -> RuleSet:
    return parse_rule_set(text, "portal.yaml", {})


def test_a_rule_set_loads() -> None:
    """Its identity is name and version; a law's own parameters stand in place of the entry's."""
    rules = RuleSets.of([_parse(RULES)])
    (old,) = rules.for_day("state_portal", date(2024, 12, 24))
    (new,) = rules.for_day("state_portal", date(2024, 12, 25))
    assert (old.rule_set, old.basis.verified, new.basis.verified) == ("portal/1", True, False)
    assert old.parameters.model_dump()["fields"] == ("organisation", "address")
    assert new.parameters.model_dump()["fields"] == ("organisation",)
    assert rules.for_day("aggregator", date(2024, 12, 24)) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("version: 1", "version: 1\nauthor: x", "portal.yaml, line 3: author: unknown key"),
        ("      fields:", "      feilds:", "line 8: duties[0].parameters.feilds: unknown key"),
        ("          fields:", "          feilds:", "line 20: duties[0].law[1].parameters.feilds"),
        ("disclosure.home_page", "opinion.politics", "line 4: duties[0]: 'opinion.politics' is no"),
        ("[state_portal]", "[blog]", "line 5: duties[0].site_classes[0]"),
        ("[organisation, address]", "[religion]", "line 8: duties[0].parameters.fields[0]"),
        ("to: null", "to: 2020-01-01", "'to' (2020-01-01) is before 'from' (2024-12-25)"),
        ("to: 2024-12-24", "to: 2024-12-25", "two laws from 2024-12-25 on: end the earlier one"),
        (", en: Show it all.", "", "line 6: duties[0].remedy: the key 'en' is missing"),
        ("[[0, 0], [1, 1]]", "[[0, 1], [1, 0]]", "line 9: duties[0].calibration.points"),
        ("[[0, 0], [1, 1]]", "[[0, 0], [1, 2]]", "scores and shares lie between 0 and 1"),
        ("    parameters:\n      fields: [organisation, address]\n", "", "'parameters' is missing"),
        ("version: 1", "version: 1\nversion: 2", "line 3: the key 'version' stands twice"),
        ("name: portal", "name: [", "portal.yaml, line 3: no YAML"),
        ("to: null", "to: 2026-13-01", "line 16: no such day: month must be in 1..12"),
    ],
)  # fmt: skip
def test_what_does_not_load_says_file_line_and_key(old: str, new: str, told: str) -> None:
    """A category outside the closed list does not load (safeguard 2), nor does an unknown key."""
    with pytest.raises(RuleSetRefused) as refused:
        _parse(RULES.replace(old, new, 1))
    assert told in str(refused.value)
    assert "at least 1 item" not in str(refused.value)


@pytest.mark.parametrize("text", ["hello", "- a\n- b", "3"])
def test_what_is_no_rule_set_at_all_is_told(text: str) -> None:
    """A text that is YAML by chance."""
    with pytest.raises(RuleSetRefused, match="line 1: the rule set: is no mapping of keys"):
        _parse(text)


def test_an_unknown_term_list_is_named(tmp_path: Path) -> None:
    """A rule set that refers to terms which are not there does not load."""
    shutil.copytree(RULE_SETS, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "terms")
    with pytest.raises(RuleSetRefused, match="no such term list: 'gambling/"):
        load_rule_sets(tmp_path)


def test_a_folder_without_rule_sets_is_refused(tmp_path: Path) -> None:
    """A wrong setting says so at the start."""
    with pytest.raises(RuleSetRefused, match="holds no rule set"):
        load_rule_sets(tmp_path)


def test_two_entries_of_one_duty_are_refused() -> None:
    """An assessment names one rule set."""
    other = RULES.replace("name: portal", "name: other")
    with pytest.raises(RuleSetRefused, match=r"both hold disclosure\.home_page for state_portal"):
        RuleSets.of([_parse(RULES), _parse(other)])


def test_two_rule_sets_of_one_identity_are_refused() -> None:
    """Name and version tell what was judged by."""
    other = RULES.replace("[state_portal]", "[aggregator]")
    with pytest.raises(RuleSetRefused, match="two rule sets are called portal/1"):
        RuleSets.of([_parse(RULES), _parse(other)])


@pytest.mark.parametrize(
    ("duty", "first", "last"),
    [
        ("licence.held", date(2013, 9, 1), None),
        ("licence.valid", date(2013, 9, 1), None),
        ("licence.current", date(2013, 9, 1), None),
        ("disclosure.home_page", date(2014, 10, 3), None),
        ("comments.none", date(2014, 10, 3), None),
        ("report.yearly", date(2014, 10, 3), None),
        ("portal.update", date(2011, 10, 1), None),
        ("source.credited", date(2013, 9, 1), None),
        ("source.verbatim", date(2013, 9, 1), None),
        ("spam.gambling", date(2013, 9, 1), None),
    ],
)
def test_the_law_of_the_day(duty: Duty, first: date, last: date | None) -> None:
    """Each duty is in force without gap from its first day on."""
    entries = [e for s in packaged().sets for e in s.duties if e.id == duty]
    for entry in entries:
        laws = sorted(entry.law, key=lambda law: law.first)
        assert (laws[0].first, laws[-1].last) == (first, last)
        for one, following in pairwise(laws):
            assert one.last is not None
            assert (following.first - one.last).days == 1
    assert entries


def test_every_duty_with_code_has_an_entry() -> None:
    """A module without a rule would never be asked; of the closed list no duty is left out."""
    named = {entry.id for one in packaged().sets for entry in one.duties}
    assert named == set(codes())
    assert named == set(DUTIES)


@pytest.mark.parametrize("site_class", ["aggregator", "state_portal"])
def test_what_was_carried_over_says_so(site_class: SiteClass) -> None:
    """From 2024-12-25 on nothing of the old decree is cited as verified."""
    for rule in packaged().for_day(site_class, date(2026, 6, 1)):
        carried = "chuyển tiếp" in rule.basis.citation
        assert not (carried and rule.basis.verified)


def test_no_duty_applies_to_references() -> None:
    """Press sites are sources only (safeguard 1)."""
    assert packaged().for_day("reference", date(2026, 11, 22)) == ()


def test_state_portals_have_only_their_duties() -> None:
    """No licence and no source duty for a state body's portal."""
    duties = {rule.id for rule in packaged().for_day("state_portal", date(2026, 11, 22))}
    families = {duty.split(".")[0] for duty in duties}
    assert families <= {"disclosure", "portal", "spam"}
    assert {"disclosure.home_page", "spam.gambling"} <= duties


@pytest.mark.parametrize(
    ("score", "confidence"), [(0.0, 0.5), (0.5, 0.5), (0.6, 0.6), (0.75, 0.75), (1.0, 0.99)]
)
def test_confidence_follows_the_calibration(score: float, confidence: float) -> None:
    """Straight lines between the measured points, level outside them."""
    measured = Calibration(points=((0.5, 0.5), (0.99, 0.99)))
    assert measured.confidence(score) == confidence
