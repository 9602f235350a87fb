"""Case files: their lines, and the pages that they hold."""

import gzip
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest

from tests.evaluation.cases import NO_BREACH, VIETNAM, Case, Reference, write
from tests.evaluation.credits import LACKING, SUFFICIENT, Way, line_with_time
from tests.evaluation.derive.credit_lines import named_in
from tests.evaluation.derive.portals import after
from tests.evaluation.details import footer_lines, invented, licence_line, without
from tests.evaluation.evasions import EVASIONS, bare
from tests.evaluation.homes import HOMES, Home
from tests.evaluation.honest import honest_texts, told
from tests.evaluation.injections import HIDDEN, OPEN, link_to
from tests.evaluation.layouts import LAYOUTS, Article
from tests.evaluation.promotions import by_duty, filled

AT = datetime(2026, 11, 12, 8, 15, tzinfo=VIETNAM)
SOURCE = Reference("Báo Sông Quê", "https://songque.example/a.htm", "Chợ nổi", "Chợ đông.", AT)


def test_a_line_says_only_what_is_known(tmp_path: Path) -> None:
    """Keys without a value are left out; a source that must not be named is null."""
    path = tmp_path / "x.jsonl.gz"
    case = Case("x/1", NO_BREACH, title="Chợ nổi", text="Chợ đông.", expect_source=(None,))
    assert write(path, [case]) == 1
    first = path.read_bytes()
    write(path, [case])
    assert path.read_bytes() == first
    line = json.loads(gzip.decompress(first))
    assert line == {
        "id": "x/1",
        "class": "aggregator",
        "captured_at": "2026-11-20T09:00:00+07:00",
        "html": None,
        "title": "Chợ nổi",
        "text": "Chợ đông.",
        "expect": {"*": "no_breach"},
        "expect_source": None,
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_shows_text_time_and_credit(layout: Callable[[Article], str]) -> None:
    """What a case counts on stands on the page."""
    article = Article("Chợ nổi", ["Chợ đông.", "Khách vui."], AT, credit="<p>Theo Sông Quê</p>")
    page = layout(article)
    assert all(s in page for s in ("Chợ nổi", "Chợ đông.", "Khách vui.", "Theo Sông Quê", "2026"))
    untimed = layout(Article("Chợ nổi", ["Chợ đông."]))
    assert "2026" not in untimed


@pytest.mark.parametrize("layout", HOMES)
def test_every_home_shows_teasers_and_footer(layout: Callable[[Home], str]) -> None:
    """The footer stands under the teasers."""
    page = layout(Home("<p>Giấy phép số 1</p>", [("Chợ nổi", "Chợ đông.")]))
    assert page.index("Chợ nổi") < page.index("Giấy phép số 1")


@pytest.mark.parametrize("way", SUFFICIENT.values(), ids=SUFFICIENT)
def test_sufficient_credits_show_name_and_year(way: Way) -> None:
    """Both are in sight, not only in the head."""
    for seed in range(30):
        shown = way(SOURCE, "Sông Quê", Random(seed))
        assert "Sông Quê" in shown.tail + shown.by_headline
        assert "2026" in shown.tail + shown.by_headline


@pytest.mark.parametrize("kind", [k for k in LACKING if k != "of_picture"])
def test_lacking_credits_never_show_both(kind: str) -> None:
    """The name or the time is not in sight."""
    for seed in range(30):
        shown = LACKING[kind](SOURCE, "Sông Quê", Random(seed))
        assert "2026" not in shown.tail + shown.by_headline


def test_a_credit_in_plain_text_has_name_and_day() -> None:
    """Every manner gives both."""
    for seed in range(60):
        line = line_with_time(SOURCE, "Sông Quê", Random(seed))
        assert "Sông Quê" in line
        assert "2026" in line


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Theo Thu Hà (VNE)", "VnExpress"),
        ("(Theo Minh An/Dân trí)", "Dân trí"),
        ("Nguồn: Sông Quê", "Sông Quê"),
        ("Theo An (tổng hợp)/Sông Quê", "Sông Quê"),
        ("Theo Sông Quê Minh An -", "Sông Quê"),
        ("Nguồn: tuoitre.vn | 08:15 12/11/2026", "Tuổi Trẻ"),
    ],
)
def test_the_outlet_of_a_credit_line(line: str, name: str) -> None:
    """Persons, editors' notes and stamps are left away."""
    outlet = named_in(line)
    assert outlet is not None
    assert outlet.name == name


def test_nobody_is_named_by_a_gathering() -> None:
    """*Tổng hợp* is no outlet."""
    assert named_in("Nguồn: Tổng hợp") is None


def test_a_footer_shows_every_field_but_the_one_removed() -> None:
    """A complete footer tells all; without a field nothing of it is left."""
    details = invented(Random(4))
    whole = "\n".join(footer_lines(details, Random(4)))
    lines = "\n".join(footer_lines(without(details, "phone"), Random(4)))
    assert details.phone is not None
    assert details.phone in whole
    assert details.phone not in lines
    assert without(details, "organisation").governing_body is None
    assert licence_line(details, Random(1)) is not None


def test_a_register_repeats_what_the_page_tells() -> None:
    """Unless told otherwise, the record is the page's."""
    details = invented(Random(4))
    record = details.register(licence_expires_on="2029-12-31")
    assert record["licence_number"] == details.licence_number
    assert record["licence_expires_on"] == "2029-12-31"


def test_working_days_leave_weekends_out() -> None:
    """From a Friday the next working day is Monday."""
    assert after(date(2022, 5, 13), 1) == date(2022, 5, 16)
    assert after(date(2022, 5, 9), 10) == date(2022, 5, 23)


@pytest.mark.parametrize("evade", EVASIONS)
def test_evasions_leave_addresses_alone(evade: Callable[[str, Random], str]) -> None:
    """A link or phone that is broken would serve nobody."""
    said = evade("Đăng ký ngay tại https://songque.example/a gọi 0900000000", Random(2))
    assert "https://songque.example/a" in said
    assert "0900000000" in said


def test_bare_words_have_no_diacritics() -> None:
    """Also without the barred d."""
    assert bare("Đá gà ở đồng") == "Da ga o dong"


@pytest.mark.parametrize("duty", by_duty())
def test_promotions_have_no_empty_slots(duty: str) -> None:
    """Every template is filled."""
    for template in by_duty()[duty]:
        assert "{" not in filled(template, Random(1))


def test_honest_texts_have_no_empty_slots() -> None:
    """Headline and text are whole."""
    for texts in honest_texts().values():
        for text in texts:
            assert "{" not in "".join(told(text, Random(1)))


@pytest.mark.parametrize("inject", [*HIDDEN.values(), *OPEN.values()])
def test_injections_hold_the_promotion(inject: Callable[..., str]) -> None:
    """The words stand on the page, escaped."""
    page = "<html><head><title>Xã</title></head><body><p>Tin xã</p></body></html>"
    made = inject(page, ["Quay hũ <trúng> lớn"], Random(1))
    assert "Quay hũ &lt;trúng&gt; lớn" in made


def test_a_link_is_in_sight_or_not() -> None:
    """Only the hidden one stands in a hidden block."""
    page = "<body></body>"
    seen = link_to(page, "songque.example", in_sight=True, chance=Random(1))
    unseen = link_to(page, "songque.example", in_sight=False, chance=Random(1))
    assert seen.startswith("<body><a ")
    assert "https://songque.example/" in unseen
    assert not unseen.startswith("<body><a ")
