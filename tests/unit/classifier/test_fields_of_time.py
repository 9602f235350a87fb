"""Times in short forms, and addresses that are a home page's."""

from datetime import datetime

import pytest

from minhbach_classifier.domain.model import VIETNAM
from minhbach_classifier.domain.reading.times import shown_times
from tests.unit.classifier.markup import article, page


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("Cập nhật thứ hai, ngày 24/12/12 11:05 tối", 23),
        ("24/12/12 05:05 chiều", 17),
        ("24/12/12 05:05 sáng", 5),
        ("24/12/2012 01:05 trưa", 13),
        ("24/12/2012 11:05 trưa", 11),
        ("24/12/2012 11:05 đêm", 23),
        ("24/12/2012 12:05 đêm", 0),
    ],
)
def test_the_part_of_the_day_tells_the_hour(words: str, hour: int) -> None:
    """Twelve hours twice, as spoken; a year of two figures beside an hour."""
    (stamp,) = shown_times(words)
    assert stamp.at == datetime(2012, 12, 24, hour, 5, tzinfo=VIETNAM)


@pytest.mark.parametrize("words", ["kỳ quay 24/12/12", "Điều 1/2/34", "tỷ số 2-1-12"])
def test_two_figures_alone_are_no_year(words: str) -> None:
    """Without an hour beside it a short date may be anything."""
    assert list(shown_times(words)) == []


@pytest.mark.parametrize(
    "path",
    ["", "index.jsp", "Default.aspx", "trang-chu", "vi", "vi/trang-chu", "Index.jsp.html",
     "Pages/trangchu.aspx", "web/guest/home", "portal/index.html"],
)  # fmt: skip
def test_the_root_under_its_many_names_is_home(path: str) -> None:
    """What the systems of portals call the first page."""
    assert page(article(), f"https://tin.example/{path}").kind == "home"


@pytest.mark.parametrize(
    "path", ["tin-tuc", "vi/tin/index-so-2", "gioi-thieu.html", "index2x.html"]
)
def test_other_addresses_are_not_home(path: str) -> None:
    """A name that only begins so tells nothing."""
    assert page(article(), f"https://tin.example/{path}").kind == "article"
