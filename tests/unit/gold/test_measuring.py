"""The whole measure on made-up data of the real shape."""

import json
from pathlib import Path

from tests.gold.measure import as_json, as_tables
from tests.gold.measuring import Measured, measure
from tests.unit.gold.labelled import write_data, write_labels


def _measured(tmp_path: Path) -> Measured:
    return measure(write_data(tmp_path / "data"), write_labels(tmp_path / "labels"))


def test_a_page_that_is_read_as_labelled_has_no_miss(tmp_path: Path) -> None:
    """Main text, headline, kind, credit and time agree, and so do the empty fields."""
    measured = _measured(tmp_path)
    about_page = {m.what for m in measured.misses if m.where.startswith("html/")}
    assert about_page == set()
    assert measured.texts["state portals and news"]["reader"].f1 == 1


def test_what_the_footer_does_not_show_is_missed(tmp_path: Path) -> None:
    """The made-up markup shows none of the labelled details: each is counted and listed."""
    measured = _measured(tmp_path)
    assert measured.tallies["footers licence_number"].counts["missed"] == 1
    assert measured.tallies["footers email"].exact == 1
    assert any(m.what == "footers phone" and "0912345678" in m.expected for m in measured.misses)


def test_trafilatura_is_measured_beside(tmp_path: Path) -> None:
    """Both readers have a score on both sets of texts."""
    answer = as_json(_measured(tmp_path))
    assert {name: set(readers) for name, readers in answer["texts"].items()} == {
        "state portals and news": {"reader", "trafilatura"},
        "article-extraction benchmark": {"reader", "trafilatura"},
    }
    assert json.loads(json.dumps(answer)) == answer


def test_tables_say_the_same(tmp_path: Path) -> None:
    """Every value that was counted has a row, every miss a line."""
    measured = _measured(tmp_path)
    lines = as_tables(measured)
    assert all(any(line.strip().startswith(what) for line in lines) for what in measured.tallies)
    assert lines.count("") == 2
    assert len(lines) == lines.index(f"Misses ({len(measured.misses)})") + len(measured.misses) + 1
