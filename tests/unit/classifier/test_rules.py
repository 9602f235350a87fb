"""Rule sets: what loads, what does not, and which is in force on a day."""

from datetime import date
from pathlib import Path

import pytest

from minhbach_classifier.domain.rule_text import parse_rule_set
from minhbach_classifier.domain.rules import RuleSet, RuleSetRefused, RuleSets
from minhbach_classifier.rule_files import RULE_SETS, load_rule_sets
from minhbach_shared.vocabulary import SiteClass

RULES = """\
name: portal-2024
version: 1
in_force: {from: 2024-12-25, to: null}
site_classes: [state_portal]
duties:
  - id: disclosure.home_page
    basis:
      citation: Thông tư 09/2014/TT-BTTTT, Điều 2 khoản 3
      verified: false
    parameters:
      fields: [organisation, address]
    remedy: Ghi đủ thông tin.
"""


def _parse(text: str) -> RuleSet:
    return parse_rule_set(text, "portal.yaml", {})


def test_a_rule_set_loads() -> None:
    """Its identity is name and version, as assessments name it."""
    rules = _parse(RULES)
    assert rules.identity == "portal-2024/1"
    assert rules.rule("disclosure.home_page") is not None
    assert rules.rule("spam.gambling") is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("version: 1", "version: 1\nauthor: x", "portal.yaml, line 3: author: unknown key"),
        ("      fields:", "      feilds:", "line 11: duties[0].parameters.feilds: unknown key"),
        ("disclosure.home_page", "opinion.politics", "line 6: duties[0]: 'opinion.politics' is no"),
        ("disclosure.home_page", "report.yearly", "'report.yearly' has no code in this version"),
        ("[state_portal]", "[blog]", "line 4: site_classes[0]"),
        ("[organisation, address]", "[religion]", "line 11: duties[0].parameters.fields[0]"),
        ("to: null", "to: 2020-01-01", "'to' (2020-01-01) is before 'from' (2024-12-25)"),
        ("    remedy: Ghi đủ thông tin.\n", "", "line 6: duties[0]: the key 'remedy' is missing"),
        ("version: 1", "version: 1\nversion: 2", "line 3: the key 'version' stands twice"),
        ("name: portal-2024", "name: [", "portal.yaml, line 3: no YAML"),
    ],
)  # fmt: skip
def test_what_does_not_load_says_file_line_and_key(old: str, new: str, told: str) -> None:
    """A category outside the closed list does not load (safeguard 2), nor does an unknown key."""
    with pytest.raises(RuleSetRefused) as refused:
        _parse(RULES.replace(old, new, 1))
    assert told in str(refused.value)


def test_an_unknown_term_list_is_named(tmp_path: Path) -> None:
    """A rule set that refers to terms which are not there does not load."""
    text = (RULE_SETS / "state-portal-2024-12-25.yaml").read_text("utf-8")
    assert "gambling/1" in text
    (tmp_path / "rules.yaml").write_text(text.replace("gambling/1", "gambling/9"), "utf-8")
    with pytest.raises(RuleSetRefused, match="no such term list: 'gambling/9'"):
        load_rule_sets(tmp_path)


def test_a_folder_without_rule_sets_is_refused(tmp_path: Path) -> None:
    """A wrong setting says so at the start."""
    with pytest.raises(RuleSetRefused, match="holds no rule set"):
        load_rule_sets(tmp_path)


def test_two_in_force_on_one_day_are_refused() -> None:
    """An assessment uses one rule set."""
    later = RULES.replace("portal-2024", "portal-2025").replace("2024-12-25", "2025-06-01")
    with pytest.raises(RuleSetRefused, match="both in force for state_portal from 2025-06-01"):
        RuleSets.of([_parse(RULES), _parse(later)])


@pytest.mark.parametrize(
    ("site_class", "day", "name"),
    [
        ("aggregator", date(2013, 8, 31), None),
        ("aggregator", date(2013, 9, 1), "aggregator-2013-09-01/1"),
        ("aggregator", date(2024, 12, 24), "aggregator-2014-10-03/1"),
        ("aggregator", date(2024, 12, 25), "aggregator-2024-12-25/1"),
        ("aggregator", date(2026, 11, 22), "aggregator-2024-12-25/1"),
        ("state_portal", date(2026, 11, 22), "state-portal-2024-12-25/1"),
        ("reference", date(2026, 11, 22), None),
    ],
)
def test_the_law_of_the_day(site_class: SiteClass, day: date, name: str | None) -> None:
    """The packaged rule sets follow one another without gap; references have no duty."""
    rules = load_rule_sets().for_day(site_class, day)
    assert (rules.identity if rules else None) == name


def test_state_portals_have_only_their_duties() -> None:
    """No licence and no source duty for a state body's portal."""
    rules = load_rule_sets().for_day("state_portal", date(2026, 11, 22))
    assert rules is not None
    assert [rule.id for rule in rules.duties] == ["disclosure.home_page", "spam.gambling"]
