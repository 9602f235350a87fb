"""The criteria's file: what loads, and what is refused with its file, line and key."""

from pathlib import Path

import pytest

from minhbach_case.domain.portals.criteria import PORTAL_DUTIES
from minhbach_case.portals.criteria_file import BUILT_IN, load_criteria, parse_criteria
from minhbach_shared.errors import Misconfigured

TEXT = BUILT_IN.read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("weight: 30", "weight: 31", "line 17: criteria: the weights add up to 101"),
        (
            "[disclosure.home_page]",
            "[opinion.politics]",
            "line 31: criteria[0].feeds.duties: 'opinion.politics' is no duty of the closed list",
        ),
        (
            "[disclosure.home_page]",
            "[source.credited]",
            "line 31: criteria[0].feeds.duties: a state portal does not owe",
        ),
        ("source: visits", "source: persons", "criteria[2].feeds: 'source' is verdicts, items or"),
        ("each: address\n", "each: address\n      tone: 1\n", "feeds.tone: unknown key 'tone'"),
        ("[[0, 0], [1, 100]]", "[[0, 10], [1, 0]]", "a greater share never gives fewer points"),
        ("[[0, 0], [1, 100]]", "[[0.2, 0], [1, 100]]", "begin at the share 0"),
        ("version: 1", "version: 1\nversion: 2", "line 9: the key 'version' stands twice"),
        ("id: in_time", "id: home_page", "line 17: criteria: the criterion 'home_page' stands twi"),
        ("ranked_from: 0.5", "ranked_from: 0", "line 16: ranked_from: Input should be greater"),
        ("    weight: 30\n", "", "line 18: criteria[0]: the key 'weight' is missing"),
        ("name: cong", "name: [cong", "no YAML"),
    ],
)
def test_a_wrong_set_is_refused_where_it_is_wrong(before: str, after: str, said: str) -> None:
    """File, line, key, and what to do."""
    assert before in TEXT
    with pytest.raises(Misconfigured) as refused:
        parse_criteria(TEXT.replace(before, after, 1), "ours.yaml")
    assert "ours.yaml" in str(refused.value)
    assert said in str(refused.value)


def test_an_agencys_own_file_takes_the_place_of_ours(tmp_path: Path) -> None:
    """And one that is not there, or is empty, stops the start with its name."""
    own = tmp_path / "ours.yaml"
    own.write_text(TEXT.replace("name: cong-thong-tin", "name: cua-tinh"), "utf-8")
    assert load_criteria(own).identity == "cua-tinh/1"
    with pytest.raises(Misconfigured, match=r"nowhere\.yaml: the portals' criteria cannot be read"):
        load_criteria(tmp_path / "nowhere.yaml")
    with pytest.raises(Misconfigured, match="line 1: the file is empty"):
        parse_criteria("", "ours.yaml")


def test_only_what_a_portal_owes_can_feed_a_criterion() -> None:
    """Its home page, its items, and freedom from spam: nothing that judges an opinion."""
    families = {duty.split(".")[0] for duty in PORTAL_DUTIES}
    assert families == {"disclosure", "portal", "spam"}
