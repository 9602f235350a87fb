"""Credits in all the forms that pages write, what only looks like one, and whom they name."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from minhbach_classifier.domain.model import VIETNAM, Range
from minhbach_classifier.domain.reading.edges import is_credit_line
from minhbach_classifier.domain.sources.body import body_of
from minhbach_classifier.domain.sources.credit_lines import read_credit_line
from minhbach_classifier.domain.sources.credits import credits_of, read_credits
from minhbach_classifier.domain.sources.names import names_site
from minhbach_classifier.domain.sources.sentences import quotations, sentences
from minhbach_classifier.domain.sources.times import read_time
from tests.unit.classifier.copying import NAME, SONG_TIEN, SOURCE, page, record, with_link

HALF_PAST_EIGHT = datetime(2026, 11, 16, 8, 30, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Theo VnExpress", "VnExpress"),
        ("(Theo Reuters, ABC News)", "Reuters, ABC News"),
        ("Theo Vũ Hoàng/Vnexpress", "Vnexpress"),
        ("Theo Trịnh Liên (Dân Việt)", "Dân Việt"),
        ("Theo Hà My (Theo Mirror) (Khám Phá)", "Khám Phá"),
        ("Foxnews/Dailymail theo Trí Thức Trẻ", "Trí Thức Trẻ"),
        ("Nguồn: NLD.com.vn", "NLD.com.vn"),
        ("Nguồn : Tin Nhanh Online", "Tin Nhanh Online"),
        ("Nguồn Zing", "Zing"),
        ("Nguồn tin: Báo Sông Tiền", "Báo Sông Tiền"),
        ("Theo báo Sông Tiền.", "báo Sông Tiền"),
        ("Theo Người đưa tin", "Người đưa tin"),
        ("Theo Một thế giới", "Một thế giới"),
        ("Theo Như Tâm/VnExpress", "VnExpress"),
        ("Theo Duy Phan tổng hợp/Reatimes", "Reatimes"),
        ("Theo Dân Trí Theo Dân Trí", "Dân Trí"),
        ("(Theo BBC News, 2/2017)", "BBC News"),
        ("Cây cầu mới dài 164 m. (Theo Báo Sông Tiền)", "Báo Sông Tiền"),
        ("Người dân rất vui. Theo VnExpress", "VnExpress"),
        ("(Nguồn: Sông Tiền) Thu Phương", "Sông Tiền"),
        ("(Nguồn: TS)", "TS"),
        ("Theo songtien.vn Hoàng Duy (Tổng hợp)", "songtien.vn"),
        ("Theo Sông Tiền (nguồn BGR) Bảo Lâm -", "Sông Tiền"),
        ("Theo Bảo Nhi - Chuyên gia tư vấn sức khỏe gia đình (Báo Sông Tiền)", "Báo Sông Tiền"),
        (
            "Nguồn: Nghị quyết đại hội thường niên năm 2016",
            "Nghị quyết đại hội thường niên năm 2016",
        ),
    ],
)
def test_a_credit_names_its_outlet(line: str, name: str) -> None:
    """The outlet as written, without the person beside it."""
    (credit,) = read_credit_line(line)
    assert credit.name == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Theo Đời sống & Pháp luật", "Đời sống & Pháp luật"),
        ("(Theo RT, U.S. News & World Report)", "U.S. News & World Report"),
        ("Theo Trí thức trẻ Ngọc Minh -", "Trí thức trẻ"),
    ],
)
def test_a_name_may_be_compared_whole_and_without_its_reporter(line: str, name: str) -> None:
    """A sign within a name parts it only perhaps."""
    (credit,) = read_credit_line(line)
    assert name in credit.names


def test_two_credits_may_stand_on_one_line() -> None:
    """The first source and the outlet that brought it."""
    both = read_credit_line("(Nguồn: Bored Panda) Theo Mai Lan/Báo Sông Tiền")
    assert [credit.name for credit in both] == ["Bored Panda", "Báo Sông Tiền"]


@pytest.mark.parametrize(
    "line",
    [
        "(Theo khoản 1, khoản 2 Điều 16 Luật Hộ tịch 2014)",
        "Nguồn ảnh: Báo Sông Tiền",
        "Ảnh: Báo Sông Tiền",
        "(Nguồn ảnh: Fars News Agency)",
        "Nguồn video: YouTube",
        "(Tổng hợp)",
        "(Tổng hợp theo báo Dân trí, Lao động)",
        "Nguồn: Tổng hợp",
        "Nguồn: Internet",
        "Theo đó, xã sẽ gắn thêm đèn chiếu sáng trước Tết.",
        "Theo ông Sáu Bình, cây cầu đã giúp nhiều hộ dân.",
        "Theo bà Lan cho biết",
        "Theo quy định mới",
        "Theo Nghị định 72/2013/NĐ-CP",
        "Theo kế hoạch, công trình hoàn thành trong năm nay.",
        "Theo Sở Xây dựng tỉnh, cây cầu đã được nghiệm thu vào ngày 10/11/2026 và sẽ đưa vào dùng.",
        "Theo dõi chúng tôi",
        "Cây cầu dài 164 m.",
        "",
    ],
)
def test_what_only_looks_like_a_credit_is_none(line: str) -> None:
    """Pictures, compilations, and sentences that begin with Theo."""
    assert read_credit_line(line) == ()


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("Theo Báo Sông Tiền, 08:30 16/11/2026", HALF_PAST_EIGHT),
        ("Theo Báo Sông Tiền, đăng lúc 8h30 ngày 16/11/2026", HALF_PAST_EIGHT),
        ("Theo Báo Sông Tiền (16/11/2026, 08:30)", HALF_PAST_EIGHT),
        ("Nguồn: Báo Sông Tiền (16/11/2026)", date(2026, 11, 16)),
        ("Nguồn: Báo Sông Tiền, đăng ngày 16-11-2026", date(2026, 11, 16)),
        ("(Theo Báo Sông Tiền ngày 16 tháng 11 năm 2026)", date(2026, 11, 16)),
        ("Nguồn: Báo Sông Tiền | 16.11.2026", date(2026, 11, 16)),
        ("Theo Báo Sông Tiền", None),
        ("Theo Báo Sông Tiền, 32/11/2026", None),
    ],
)
def test_a_credit_states_when_the_source_published(line: str, time: datetime | date | None) -> None:
    """A day is enough, an hour is kept, a day that does not exist is none."""
    (credit,) = read_credit_line(line)
    assert credit.name == "Báo Sông Tiền"
    assert (credit.time.value if credit.time else None) == time
    assert line[credit.place.start : credit.place.end].strip("().") in line


def test_a_time_has_its_place() -> None:
    """The place holds day and hour."""
    text = "đăng lúc 08:30 ngày 16/11/2026 tại"
    time = read_time(text)
    assert time is not None
    assert text[time.place.start : time.place.end] == "08:30 ngày 16/11/2026"


@pytest.mark.parametrize(
    "name",
    [
        "Báo Sông Tiền",
        "Sông Tiền",
        "báo điện tử Sông Tiền",
        "SONG TIEN",
        "songtien.example",
        "Sông Tiền Online",
    ],
)
def test_a_site_is_named_in_many_ways(name: str) -> None:
    """With or without its office, its edition, its diacritics; by its host."""
    assert names_site(name, SONG_TIEN)


@pytest.mark.parametrize("name", ["Sông Hậu", "Sông Tiền Giang", "Báo", "", "Tiền", "Theo dõi"])
def test_another_name_is_another_site(name: str) -> None:
    """A longer or a shorter name is not the site's."""
    assert not names_site(name, SONG_TIEN)


@pytest.mark.parametrize(
    ("site", "address", "name"),
    [
        ("VnExpress", "https://vnexpress.net/", "VNE"),
        ("Báo điện tử Dân trí", "https://dantri.com.vn/", "dantri"),
        ("Báo Người Lao Động", "https://nld.com.vn/", "NLD.com.vn"),
        ("Vietnam+", "https://www.vietnamplus.vn/", "Vietnam plus"),
        ("TTXVN", "https://news.example/", "TTXVN Hoàng Trọng"),
    ],
)
def test_known_short_names_are_known(site: str, address: str, name: str) -> None:
    """What readers call an outlet names it; one word may be followed by the reporter's name."""
    assert names_site(name, record(site, address, "reference"))


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("Phụ nữ Việt Nam", "PNVN"),
        ("Đời sống & Pháp luật", "ĐS&PL"),
        ("Đời sống & Pháp luật", "ĐSPL"),
        ("Trí Thức Trẻ", "Trí thức trẻ Ngọc Minh"),
        ("Đất Việt", "Báo Đất Việt Gia Bảo"),
        ("VOV", "VOV-Trung tâm Tin"),
        ("VTV", "VTV1"),
    ],
)
def test_initials_reporters_and_channels_name_the_outlet(site: str, said: str) -> None:
    """As editors write them; a register has the whole name."""
    assert names_site(said, record(site, "https://bao.example/", "reference"))


@pytest.mark.parametrize(
    ("site", "said"),
    [("Tuổi Trẻ", "Tuổi Trẻ Thủ Đô"), ("Phụ nữ", "PN"), ("Đất Việt", "Đất Việt online hôm nay")],
)
def test_what_follows_an_outlet_may_be_of_its_name(site: str, said: str) -> None:
    """Another outlet is not credited by a longer name, nor by two letters."""
    assert not names_site(said, record(site, "https://bao.example/", "reference"))


def test_a_credit_may_follow_the_pages_own_time_on_its_line() -> None:
    """Under the headline both stand in one block, often with nothing between them."""
    line = "Thứ hai, 16/11/2026, 10:00 (GMT+7)Theo Báo Sông Tiền | 08:30 16/11/2026"
    (credit,) = read_credits(page(*SOURCE, head=[line]))
    assert (credit.name, credit.time) == ("Báo Sông Tiền", HALF_PAST_EIGHT)
    assert not credit.own_time


def test_a_name_with_an_and_is_one_name() -> None:
    """``Khỏe & Đẹp`` is one paper."""
    paper = record("Khỏe & Đẹp", "https://khoe.example/", "reference")
    assert credits_of(page(*SOURCE, credit=["Theo Khỏe & Đẹp"]), paper)


def test_the_owner_of_a_picture_is_no_source() -> None:
    """Not even where it is named alone between commas."""
    paper = record("BI", "https://bi.example/", "reference")
    assert not credits_of(page(*SOURCE, credit=["Nguồn ảnh: CNN, BI. 16/11/2026"]), paper)


def test_a_longer_name_of_several_words_is_another_outlet() -> None:
    """Tuổi Trẻ Thủ Đô is not Tuổi Trẻ."""
    assert not names_site(
        "Tuổi Trẻ Thủ Đô", record("Báo Tuổi Trẻ", "https://tuoitre.vn/", "reference")
    )


def test_credits_are_read_from_tail_and_credit_area() -> None:
    """A credit at the text's end and one beside it are both found, with link and place."""
    shown = page(*SOURCE, "(Theo Nhật báo Miền Gò)", credit=["Nguồn: Báo Sông Tiền"])
    shown = with_link(shown, "Báo Sông Tiền", "https://songtien.example/cau")
    first, second = read_credits(shown)
    assert (first.name, second.name) == ("Nhật báo Miền Gò", "Báo Sông Tiền")
    assert second.link == "https://songtien.example/cau"
    assert shown.words(second.place) == "Nguồn: Báo Sông Tiền"


def test_a_byline_is_no_credit() -> None:
    """Persons named beside the text are not collected."""
    assert read_credits(page(*SOURCE, NAME, head=[NAME], credit=[f"PV {NAME}"])) == ()


def test_the_bare_name_beside_the_head_is_a_credit_of_that_site() -> None:
    """A known site's name with its time beside the head credits it; without a site it is words."""
    shown = page(*SOURCE, head=["Báo Sông Tiền - 08:30 16/11/2026"])
    assert read_credits(shown) == ()
    (credit,) = credits_of(shown, SONG_TIEN)
    assert (credit.name, credit.time, credit.own_time) == ("Báo Sông Tiền", HALF_PAST_EIGHT, False)


@pytest.mark.parametrize(
    "line", ["Báo Sông Tiền 08:30 16/11/2026", "08:30 16/11/2026 Báo Sông Tiền"]
)
def test_nothing_need_stand_between_the_bare_name_and_its_time(line: str) -> None:
    """Two elements in one line are told apart by what they say."""
    (credit,) = credits_of(page(*SOURCE, head=[line]), SONG_TIEN)
    assert (credit.name, credit.time) == ("Báo Sông Tiền", HALF_PAST_EIGHT)


def test_the_original_article_is_a_source() -> None:
    """``Bài viết gốc: … · 16/11/2026`` names the outlet and the day."""
    (credit,) = read_credits(page(*SOURCE, credit=["Bài viết gốc: Báo Sông Tiền · 16/11/2026"]))
    assert (credit.name, credit.time) == ("Báo Sông Tiền", date(2026, 11, 16))


@pytest.mark.parametrize("lead", ["Dẫn theo báo", "Trích dẫn theo", "Dẫn lại theo Báo"])
def test_who_quotes_may_say_that_it_does(lead: str) -> None:
    """``Dẫn theo`` is ``Theo``, and its line no part of the text."""
    line = f"{lead} Sông Tiền, xuất bản lúc 08:30 16/11/2026"
    (credit,) = credits_of(page(*SOURCE, credit=[line]), SONG_TIEN)
    assert credit.time == HALF_PAST_EIGHT
    assert is_credit_line(line)
    assert not is_credit_line("Dẫn theo lời của các nhân chứng, chiếc xe chạy rất nhanh.")


def test_a_time_in_the_next_line_counts_when_it_says_so() -> None:
    """``Đăng ngày`` behind the credit is the source's time."""
    shown = page(*SOURCE, credit=["Nguồn: Báo Sông Tiền", "Đăng ngày 16/11/2026"])
    (credit,) = read_credits(shown)
    assert credit.time == date(2026, 11, 16)


def test_the_pages_own_time_is_told_apart() -> None:
    """A date that was read as the page's own publication is marked as such."""
    line = "Nguồn: Báo Sông Tiền | 17/11/2026"
    shown = page(*SOURCE, credit=[line])
    start = shown.text.index("17/11/2026")
    own = replace(shown, published_span=Range(start, start + 10))
    assert [c.own_time for c in read_credits(shown)] == [False]
    assert [c.own_time for c in read_credits(own)] == [True]


def test_hidden_credits_do_not_count() -> None:
    """What a reader does not see is no credit."""
    shown = page(*SOURCE, credit=["Nguồn: Báo Sông Tiền"])
    assert read_credits(replace(shown, hidden=shown.credit_area)) == ()


def test_of_a_long_paragraph_only_the_end_is_read() -> None:
    """A source cited in the middle of a text is no credit of the whole; one at its end is."""
    long = " ".join(SOURCE) + " " + " ".join(SOURCE)
    assert read_credit_line(f"Xã (theo Báo Sông Tiền) cho hay. {long}") == ()
    (credit,) = read_credit_line(f"{long} (Theo Báo Sông Tiền)")
    assert f"{long} (Theo Báo Sông Tiền)"[credit.place.start : credit.place.end].startswith("Theo")


@pytest.mark.parametrize("unit", ["1", "-", ".", "(Theo ", "A", "Theo a. ", "“", " (", "1.", "…"])
def test_no_page_makes_reading_slow(unit: str) -> None:
    """A page made to be slow is read in time that grows with its size only."""
    shown = page(unit * 50_000, (unit * 50_000) + "!")
    body = body_of(shown)
    assert read_credits(shown) is not None
    assert len(sentences(shown.text, body.places).places) < 200_000
    assert quotations(shown.text, body.places) is not None
    assert len(body.words) <= 200_000


@pytest.mark.parametrize(
    "line",
    [
        "Nguồn: Báo Sông Tiền Ngày đăng tin gốc: 16/11/2026",
        "Nguồn: Báo Sông Tiền | Thời gian đăng bài: 16/11/2026",
        "Theo Báo Sông Tiền, đã đăng ngày 16/11/2026",
    ],
)
def test_a_labelled_time_is_no_part_of_the_name(line: str) -> None:
    """The label before the day belongs to it."""
    (credit,) = read_credit_line(line)
    assert credit.name == "Báo Sông Tiền"
    assert credit.time is not None


def test_a_sentence_with_its_subject_is_no_credit() -> None:
    """``Theo X, ông Y có …`` tells what X wrote."""
    assert read_credit_line("Theo Daily Mail, ông Macron có 65,5% phiếu bầu") == ()


def test_a_credit_in_the_cells_of_a_table_is_read() -> None:
    """Label, colon and name stand in blocks of their own."""
    cells = ["Nguồn", ":", "Báo Sông Tiền", "Ngày đăng", ":", "15/11/2026"]
    (credit,) = read_credits(page(*SOURCE, credit=cells))
    assert credit.name == "Báo Sông Tiền"
    assert credit.time == date(2026, 11, 15)


def test_a_link_is_introduced_as_the_source() -> None:
    """``Link nguồn`` leads in a name as ``Nguồn`` does."""
    (credit,) = read_credit_line("Link nguồn: Báo Sông Tiền - 15/11/2026")
    assert credit.name == "Báo Sông Tiền"
