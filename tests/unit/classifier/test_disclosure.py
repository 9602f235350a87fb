"""``disclosure.home_page`` and the details that it reads."""

import pytest

from minhbach_classifier.domain.duties.disclosure import CODE, DisclosureParameters
from minhbach_classifier.domain.fields import read_fields
from minhbach_shared.events import FieldsEvidence
from minhbach_shared.vocabulary import DisclosureField
from tests.unit.classifier.markup import FULL_FOOTER, digest, document, home, page, subject

NINE: tuple[DisclosureField, ...] = (
    "organisation",
    "governing_body",
    "address",
    "email",
    "phone",
    "responsible_person",
    "licence_number",
    "licence_date",
    "licence_authority",
)
AGGREGATOR = DisclosureParameters(fields=NINE, if_any=("governing_body",))
PORTAL = DisclosureParameters(fields=NINE[:6], if_any=("governing_body",))


def _read(footer: str) -> dict[DisclosureField, list[str]]:
    one = page(home(footer))
    return {name: [one.words(p) for p in places] for name, places in read_fields(one).found.items()}


def test_a_full_footer_is_read() -> None:
    """All nine details as the page shows them; a fax number is no phone, a title no name."""
    assert _read(FULL_FOOTER) == {
        "organisation": ["CÔNG TY CỔ PHẦN TRUYỀN THÔNG SÔNG TIỀN"],
        "governing_body": ["Hội Nhà báo tỉnh Tiền Giang"],
        "address": ["Số 12 Đường Hùng Vương, Phường 7, TP. Mỹ Tho, Tiền Giang"],
        "email": ["toasoan@tin.example"],
        "phone": ["0273 3872 123"],
        "responsible_person": ["Nguyễn Văn Bảy"],
        "licence_number": ["15/GP-TTĐT"],
        "licence_date": ["24/4/2024"],
        "licence_authority": ["Sở Thông tin và Truyền thông Tiền Giang"],
    }


@pytest.mark.parametrize(
    ("line", "number", "day", "authority"),
    [
        ("Giấy phép số 2216/GP-TTĐT do Sở TTTT HN cấp ngày 28-12-2020", "2216/GP-TTĐT",
         "28-12-2020", "Sở TTTT HN"),
        ("GP: 356/ GP-TTĐT ngày 10 tháng 4 năm 2019 của Sở TT&TT", "356/ GP-TTĐT",
         "10 tháng 4 năm 2019", "Sở TT&TT"),
        ("Số giấy phép 3276GP_TTĐT cấp ngày 30.10.2012", "3276GP_TTĐT", "30.10.2012", None),
        ("Giấy phép TTĐT số 36/GP-ICP-STTTT cấp ngày 9/7/2014", "36/GP-ICP-STTTT",
         "9/7/2014", None),
        ("Giấy phép số 1183/GP-TTĐT cấp ngày 4/4/2016 bởi Sở TT-TT Hà Nội, thay thế 258/GP-TTĐT",
         "1183/GP-TTĐT", "4/4/2016", "Sở TT-TT Hà Nội"),
        ("Giấy phép số 15/GP-BVHTTDL Hà Nội, ngày 14-4-2025", "15/GP-BVHTTDL", "14-4-2025", None),
        ("Giấy phép số 46 GP-TTĐT do Sở TTTT Hà Nội cấp ngày 0 0 2016", "46 GP-TTĐT", None,
         "Sở TTTT Hà Nội"),
    ],
)  # fmt: skip
def test_licence_lines(line: str, number: str, day: str | None, authority: str | None) -> None:
    """Numbers, days and authorities in the forms of real footers."""
    found = _read(f"<p>{line}</p>")
    assert found["licence_number"] == [number]
    assert found.get("licence_date") == ([day] if day else None)
    assert found.get("licence_authority") == ([authority] if authority else None)


@pytest.mark.parametrize(
    "line",
    [
        "Giấy phép số….…/GP-STTTT… ngày…/../2019",
        "Giấy chứng nhận ĐKKD số 0101234567 do Sở KHĐT cấp ngày 1/2/2015",
        "MSDN: 0313720704",
        "Website đang hoạt động thử nghiệm chờ xin giấy phép của Sở TTTT.",
        "Giấy phép: đang cập nhật",
    ],
)
def test_what_is_no_licence(line: str) -> None:
    """Templates, business numbers and a licence that is awaited are no licence."""
    found = _read(f"<p>{line}</p>")
    assert "licence_number" not in found
    assert "licence_date" not in found
    assert "phone" not in found


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("Chịu trách nhiệm nội dung:<br>Bà Trần Thị Huế", "Trần Thị Huế"),
        ("CHỊU TRÁCH NHIỆM QUẢN LÝ NỘI DUNG<br>Bà Nguyễn Hồng Thuý", "Nguyễn Hồng Thuý"),
        ("Chịu rách nhiệm nội dung: LÊ XUÂN SƠN - 0912 345 678", "LÊ XUÂN SƠN"),
        ("Người chịu trách nhiệm chính: Nhà báo Phạm Khải", "Phạm Khải"),
    ],
)
def test_the_person_responsible(lines: str, name: str) -> None:
    """On the next line, behind a title, with a typo in the lead-in."""
    assert _read(f"<p>{lines}</p>")["responsible_person"] == [name]


def test_a_board_is_no_person() -> None:
    """The duty asks for a person's name."""
    assert "responsible_person" not in _read("<p>Chịu trách nhiệm nội dung: Ban biên tập</p>")


def test_phones_in_many_forms() -> None:
    """Area codes, hotlines and mobile numbers; fax, tax code and account are none."""
    found = _read(
        "<p>ĐT: (84-24) 38472263 | Hotline: 0857.835.666 - 1900 1530</p>"
        "<p>Điện thoại/Fax: (+84)243 792 5167</p><p>Fax: 024-39344230</p><p>MST: 0100108631</p>"
    )
    assert found["phone"] == ["(84-24) 38472263", "0857.835.666", "1900 1530", "(+84)243 792 5167"]


def test_a_complete_home_page_passes_without_personal_words() -> None:
    """Names, phones and e-mails stand in the evidence as keyed digests only."""
    finding = CODE.apply(subject(home()), AGGREGATOR)
    assert finding.verdict == "pass"
    assert isinstance(finding.evidence, FieldsEvidence)
    (person,) = finding.evidence.found["responsible_person"]
    assert person.model_dump().get("digest") == digest("name", "Nguyễn Văn Bảy")
    told = finding.evidence.model_dump_json()
    assert "Nguyễn Văn Bảy" not in told
    assert "0273" not in told
    assert "toasoan@" not in told


@pytest.mark.parametrize(
    ("lead", "missing"),
    [
        ("Địa chỉ", ("address",)),
        ("Điện thoại", ("email", "phone")),
        ("Người chịu", ("responsible_person",)),
        ("Giấy phép", ("licence_number", "licence_date", "licence_authority")),
    ],
)
def test_what_is_missing_is_told(lead: str, missing: tuple[str, ...]) -> None:
    """A footer without a line breaches, and names exactly what it lacks."""
    lines = [line for line in FULL_FOOTER.splitlines() if lead not in line]
    finding = CODE.apply(subject(home("\n".join(lines))), AGGREGATOR)
    assert finding.verdict == "breach"
    assert isinstance(finding.evidence, FieldsEvidence)
    assert finding.evidence.missing == missing


def test_the_same_lack_is_the_same_fault_wherever_it_stands() -> None:
    """The digest of what was found does not know offsets."""
    footer = FULL_FOOTER.replace("Địa chỉ: Số 12 Đường Hùng Vương, Phường 7, TP. Mỹ Tho,", "")
    one = CODE.apply(subject(home(footer)), AGGREGATOR)
    other = CODE.apply(subject(home(footer, body="<p>Thêm một dòng nữa</p>")), AGGREGATOR)
    assert one.found_digest == other.found_digest != ""


@pytest.mark.parametrize(
    ("registered", "verdict"), [(None, "pass"), ("Tỉnh đoàn Tiền Giang", "breach")]
)
def test_a_governing_body_is_owed_where_there_is_one(registered: str | None, verdict: str) -> None:
    """ "(nếu có)": its absence counts only where the register knows one."""
    footer = FULL_FOOTER.replace("<p>Cơ quan chủ quản: Hội Nhà báo tỉnh Tiền Giang</p>", "")
    judged = subject(home(footer), governing_body=registered)
    assert CODE.apply(judged, AGGREGATOR).verdict == verdict


def test_a_portal_owes_six_and_its_name_is_its_organisation() -> None:
    """A state portal needs no licence line."""
    footer = (
        "<p>CỔNG THÔNG TIN ĐIỆN TỬ XÃ TÂN PHÚ</p><p>Địa chỉ: Ấp 2, xã Tân Phú, tỉnh Tiền Giang</p>"
        "<p>Điện thoại: 0273 3872 555 - Email: xatanphu@tiengiang.example</p>"
        "<p>Chịu trách nhiệm nội dung: Ông Lê Văn Tám, Chủ tịch UBND xã</p>"
    )
    judged = subject(home(footer), site_class="state_portal", status=None)
    assert CODE.apply(judged, PORTAL).verdict == "pass"


def test_details_above_the_footer_count() -> None:
    """The law says home page, not footer."""
    judged = subject(home("<p>© 2026</p>", body=FULL_FOOTER))
    assert CODE.apply(judged, AGGREGATOR).verdict == "pass"


def test_what_stands_in_an_endless_line_is_not_known() -> None:
    """It is not read, so that no page costs more than another: failure is never guilt."""
    endless = "tin trong ngày của tỉnh nhà " * 300
    judged = subject(f"<div>{endless}{FULL_FOOTER.replace('<p>', ' ').replace('</p>', ' ')}</div>")
    assert CODE.apply(judged, AGGREGATOR).verdict == "inconclusive"
    assert CODE.apply(subject(home("<p>Xin chào</p>")), AGGREGATOR).verdict == "breach"


def test_hidden_details_do_not_count() -> None:
    """What readers cannot see is not shown."""
    judged = subject(home(f"<div style='display:none'>{FULL_FOOTER}</div>"))
    assert CODE.apply(judged, AGGREGATOR).verdict == "breach"


def test_other_pages_do_not_have_the_duty() -> None:
    """It is the home page's alone."""
    judged = subject(home(), address="https://tin.example/gioi-thieu")
    assert CODE.apply(judged, AGGREGATOR).verdict == "not_applicable"


def test_a_home_page_without_words_is_inconclusive() -> None:
    """A page of pictures is no proof of a lack (safeguard 5)."""
    judged = subject(document("<img src='trang-chu.jpg'><p>Vào trang</p>"))
    assert CODE.apply(judged, AGGREGATOR).verdict == "inconclusive"


def test_a_business_certificate_lends_nothing_to_the_licence() -> None:
    """Neither its day nor its office's seat is the licence's day or the site's address."""
    found = _read(
        "<p>Giấy phép số 15/GP-TTĐT do Sở TTTT Hà Nội cấp</p>"
        "<p>Giấy chứng nhận ĐKKD số 0313720704 do Sở KHĐT TP.HCM cấp ngày 1/2/2016</p>"
    )
    assert found["licence_authority"] == ["Sở TTTT Hà Nội"]
    assert "licence_date" not in found
    assert "address" not in found


def test_a_licence_line_without_a_number_shows_the_rest() -> None:
    """Only the number is missing then."""
    found = _read(
        "<p>Giấy phép thiết lập trang thông tin điện tử tổng hợp do Sở TTTT Hà Nội cấp ngày "
        "15 tháng 4 năm 2024</p>"
    )
    assert "licence_number" not in found
    assert found["licence_date"] == ["15 tháng 4 năm 2024"]
    assert found["licence_authority"] == ["Sở TTTT Hà Nội"]


def test_who_is_in_charge_of_something_in_the_news_is_not_responsible_for_the_site() -> None:
    """Above the footer a name stands behind a colon, and has two words at least."""
    footer = FULL_FOOTER.replace("Người chịu trách nhiệm", "Người viết")
    news = (
        "<p>Ông Phạm Thanh Hà – Phó Tổng giám đốc phụ trách Khối khách hàng nói như vậy.</p>"
        "<p>Người phải chịu trách nhiệm Trần Văn Tám đã rời khỏi nơi cư trú.</p>"
    )
    one = page(home(footer, body=news))
    assert "responsible_person" not in read_fields(one).found


@pytest.mark.parametrize(
    "lines",
    [
        ("Giấy phép số: 15/GP-SVHTTDL", "Ngày cấp: 18/06/2025",
         "Cơ quan cấp: Sở Văn hóa, Thể thao và Du lịch tỉnh Tiền Giang"),
        ("Giấy phép số:", "15/GP-SVHTTDL", "Cấp ngày:", "18/06/2025", "Nơi cấp:",
         "Sở Văn hóa, Thể thao và Du lịch tỉnh Tiền Giang"),
        (("Giấy phép ICP số 15/GP-SVHTTDL - Sở Văn hóa, Thể thao và Du lịch tỉnh Tiền Giang - "
         "cấp ngày 18/06/2025"),),
        (("Giấy phép TTĐT số 15/GP-SVHTTDL, cấp ngày 18/06/2025, cơ quan cấp: Sở Văn hóa, Thể thao "
         "và Du lịch tỉnh Tiền Giang"),),
    ],
)  # fmt: skip
def test_a_licence_over_several_lines(lines: tuple[str, ...]) -> None:
    """Labels and values below one another, as in a table, or parted by dashes and commas."""
    found = _read("".join(f"<div>{line}</div>" for line in lines))
    assert found["licence_number"] == ["15/GP-SVHTTDL"]
    assert found["licence_date"] == ["18/06/2025"]
    assert found["licence_authority"] == ["Sở Văn hóa, Thể thao và Du lịch tỉnh Tiền Giang"]


@pytest.mark.parametrize(
    "line",
    [
        "Hội Nông dân tỉnh Tiền Giang",
        "© 2026 Hội Nông dân tỉnh Tiền Giang. All rights reserved.",
        "Trang thông tin điện tử tổng hợp của Hội Nông dân tỉnh Tiền Giang",
        "Đơn vị chủ quản: Hội Nông dân tỉnh Tiền Giang",
    ],
)
def test_an_association_runs_a_site_too(line: str) -> None:
    """Named on its own line, behind the copyright sign, or as the unit above."""
    licence = "Giấy phép số 15/GP-TTĐT do UBND tỉnh Tiền Giang cấp ngày 1/2/2024"
    assert _read(f"<p>{line}</p><p>{licence}</p>")["organisation"] == [
        "Hội Nông dân tỉnh Tiền Giang"
    ]


def test_an_address_ends_where_a_phone_begins() -> None:
    """Also behind a dash, with or without a word for phone."""
    for behind in ("Đường dây nóng: 0912 345 678", "+84 968 992 640", "toasoan@tin.example"):
        found = _read(f"<p>Trụ sở: Ấp Bình Tạo, xã Trung An, tỉnh Tiền Giang - {behind}</p>")
        assert found["address"] == ["Ấp Bình Tạo, xã Trung An, tỉnh Tiền Giang"]


def test_news_above_the_footer_is_no_address_and_no_organisation() -> None:
    """Places and companies of headlines are not the site's."""
    lines = "".join(line for line in FULL_FOOTER.splitlines() if "Giấy phép" in line)
    news = (
        "<p>9 thiếu niên đập phá 12 ô tô ở Đà Nẵng</p>"
        "<p>Công ty tăng định mức, cả ngàn công nhân đình công</p>"
    )
    found = read_fields(page(home(f"<p>© 2026</p>{lines}", body=news))).found
    assert "address" not in found
    assert "organisation" not in found


def test_a_body_above_is_no_owner_of_an_aggregator() -> None:
    """Each detail counts by itself: who runs the site is told apart from the body above it."""
    footer = FULL_FOOTER.replace("<p>CÔNG TY CỔ PHẦN TRUYỀN THÔNG SÔNG TIỀN</p>", "")
    finding = CODE.apply(subject(home(footer)), AGGREGATOR)
    assert isinstance(finding.evidence, FieldsEvidence)
    assert finding.evidence.missing == ("organisation",)


def test_a_body_above_may_be_the_office_that_runs_a_portal() -> None:
    """Many portals call so the office that runs them; without a register nobody can tell."""
    footer = FULL_FOOTER.replace("<p>CÔNG TY CỔ PHẦN TRUYỀN THÔNG SÔNG TIỀN</p>", "")
    judged = subject(home(footer), site_class="state_portal", status=None)
    assert CODE.apply(judged, PORTAL).verdict == "pass"


def test_an_endless_line_holds_no_detail() -> None:
    """No footer is one line of many thousand characters; a hostile page must not cost hours."""
    endless = "Địa chỉ: Số 1 đường Hùng Vương, Tiền Giang " * 300
    found = read_fields(page(home("<p>© 2026</p>", body=f"<p>{endless}</p>"))).found
    assert "address" not in found
