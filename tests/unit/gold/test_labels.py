"""Labels become the words that a person read, on the labelled text only."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from tests.gold.labels import (
    FIELDS,
    GOLD,
    WrongText,
    field_value,
    iso_day,
    load_footers,
    load_json,
    load_pages,
)
from tests.unit.gold.labelled import FOOTER, LINES, PAGE, write_data, write_labels


def test_a_footers_places_become_values(tmp_path: Path) -> None:
    """A value in pieces is joined by spaces, a list keeps its values apart, a day is ISO."""
    labels = write_labels(tmp_path / "labels")
    (footer,) = load_footers(write_data(tmp_path / "data"), labels / "footers.json")
    shown = {name: value for name, value in footer.fields.items() if value}
    assert shown == {
        "organisation": "Công ty Thử",
        "phone": ["024.1234567", "0912345678"],
        "licence_number": "1/GP-TTĐT",
        "licence_date": "2021-01-05",
    }


def test_a_changed_footer_is_refused(tmp_path: Path) -> None:
    """One letter more, and no offset can be trusted."""
    labels = write_labels(tmp_path / "labels")
    data = write_data(tmp_path / "data", footer=FOOTER + ".")
    with pytest.raises(WrongText, match=r"the footer of thu\.example"):
        load_footers(data, labels / "footers.json")


def test_a_pages_places_become_words(tmp_path: Path) -> None:
    """Main text, headline, credit and time are quoted from the page's plain text."""
    labels = write_labels(tmp_path / "labels")
    (page,) = load_pages(write_data(tmp_path / "data"), labels / "pages.json")
    assert page.main == tuple(LINES[2:4])
    assert page.headline == ("Thêm tuyến xe buýt",)
    assert page.credit is not None
    assert (page.credit.name, page.credit.time) == ("VnExpress", None)
    assert page.published == datetime.fromisoformat("2021-05-12T08:30+07:00")


def test_a_changed_page_is_refused(tmp_path: Path) -> None:
    """A page saved anew is another page."""
    labels = write_labels(tmp_path / "labels")
    data = write_data(tmp_path / "data", page=PAGE.replace("buýt", "điện"))
    with pytest.raises(WrongText, match=r"thu__bai\.html"):
        load_pages(data, labels / "pages.json")


def test_words_that_disagree_with_their_digest_are_refused(tmp_path: Path) -> None:
    """A place that was moved by hand is found out although the text is the labelled one."""
    labels = write_labels(tmp_path / "labels")
    path = labels / "pages.json"
    moved = re.sub(r'"headline": \[\[0, ', '"headline": [[1, ', path.read_text(encoding="utf-8"))
    path.write_text(moved, encoding="utf-8")
    with pytest.raises(WrongText, match="words 1 to"):
        load_pages(write_data(tmp_path / "data"), path)


@pytest.mark.parametrize("words", ["09 tháng 02 năm 2021", "9/2/2021", "09.02.2021", "9-2-2021"])
def test_days_are_read_day_first(words: str) -> None:
    """However it is written, a licence's day is the same."""
    assert iso_day(words) == "2021-02-09"


def test_a_day_that_never_was_is_refused() -> None:
    """A broken date cannot be labelled as one."""
    with pytest.raises(ValueError, match="month"):
        iso_day("0 0 2016")


def test_nothing_shown_is_nothing() -> None:
    """Neither null nor an empty list of places is a value."""
    assert field_value("text", "email", None) is None
    assert field_value("text", "email", []) is None


def test_the_labels_hold_offsets_and_digests_only() -> None:
    """No word of the pages is kept: every text is a key, a kind, a digest or a time."""
    allowed = re.compile(
        r"[0-9a-f]{64}|[\w.-]+\.[a-z]+|html/[\w./-]+|home|article|listing|other|\d{4}-[\dT:+-]+"
    )
    for name in ("footers.json", "pages.json"):
        assert all(allowed.fullmatch(s) or s in FIELDS for s in _texts(load_json(GOLD / name)))


def test_every_label_names_every_field_or_says_why_not() -> None:
    """A forgotten field would count as right."""
    footers = load_json(GOLD / "footers.json")["footers"]
    pages = load_json(GOLD / "pages.json")["pages"]
    assert all(tuple(label["fields"]) == FIELDS for label in footers)
    left_out = {(p["file"], f) for p in pages for f in FIELDS if f not in p["fields"]}
    assert left_out == {("html/gov/conghatinh__danang.html", "email")}
    assert (len(footers), len(pages)) == (48, 37)


def _texts(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case list():
            return [text for inner in value for text in _texts(inner)]
        case dict():
            return [text for inner in value.values() for text in _texts(inner)]
        case _:
            return []
