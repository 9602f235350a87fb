"""The nine details in every layout, and what only looks like one."""

import pytest

from minhbach_classifier.domain.fields import read_fields
from minhbach_shared.vocabulary import DisclosureField
from tests.unit.classifier.markup import home, page

LINES = (
    "CÔNG TY CỔ PHẦN TRUYỀN THÔNG SÔNG TIỀN",
    "Cơ quan chủ quản: Hội Nhà báo tỉnh Tiền Giang",
    "Địa chỉ: Tầng 3, Số 12 Đường Hùng Vương, Phường 7, TP. Mỹ Tho, Tiền Giang",
    "Điện thoại: 0273 3872 123 - Fax: 0273 3872 124",
    "Email: toasoan@tin.example",
    "Người chịu trách nhiệm nội dung: Ông Nguyễn Văn Bảy, Giám đốc",
    "Giấy phép số 15/GP-TTĐT do Sở Thông tin và Truyền thông Tiền Giang cấp ngày 24/4/2024",
    "Không sao chép dưới mọi hình thức.",
)
TOLD = {
    "organisation": ["CÔNG TY CỔ PHẦN TRUYỀN THÔNG SÔNG TIỀN"],
    "governing_body": ["Hội Nhà báo tỉnh Tiền Giang"],
    "address": ["Tầng 3, Số 12 Đường Hùng Vương, Phường 7, TP. Mỹ Tho, Tiền Giang"],
    "email": ["toasoan@tin.example"],
    "phone": ["0273 3872 123"],
    "responsible_person": ["Nguyễn Văn Bảy"],
    "licence_number": ["15/GP-TTĐT"],
    "licence_date": ["24/4/2024"],
    "licence_authority": ["Sở Thông tin và Truyền thông Tiền Giang"],
}


def _read(footer: str, body: str = "") -> dict[DisclosureField, list[str]]:
    one = page(home(footer, body=body)) if body else page(home(footer))
    return {name: [one.words(p) for p in places] for name, places in read_fields(one).found.items()}


@pytest.mark.parametrize(
    "layout",
    [
        "".join(f"<p>{line}</p>" for line in LINES),
        "<br>".join(LINES),
        "<table>" + "".join(f"<tr><td>{line}</td></tr>" for line in LINES) + "</table>",
        " ".join(f"<span>{line}</span>" for line in LINES),
        "<p>" + " ".join(LINES) + "</p>",
        "<p>" + " | ".join(LINES) + "</p>",
        "<p>" + " - ".join(LINES) + "</p>",
    ],
)
def test_every_layout_shows_the_same_details(layout: str) -> None:
    """A value ends where the next label begins, on a line of its own or not."""
    assert _read(layout) == TOLD


@pytest.mark.parametrize(
    ("line", "phones"),
    [
        ("Điện thoại: (028) 3.9294.091, 3.9294.092", ["(028) 3.9294.091", "3.9294.092"]),
        ("ĐT: 84-8-3930.6262 / 3930.3270", ["84-8-3930.6262", "3930.3270"]),
        ("Tel: 024 3936 9966 - Fax: 024 3936 9364, 024 3936 9365", ["024 3936 9966"]),
        ("Điện thoại - Fax: 0273 3872 123", ["0273 3872 123"]),
        ("Hotline: 0912 345 678 (máy lẻ 12)", ["0912 345 678"]),
        ("Điện thoại: 3872 123", ["3872 123"]),
    ],
)
def test_phones_in_lists(line: str, phones: list[str]) -> None:
    """Numbers behind one are of its kind, with or without the area code."""
    assert _read(f"<p>{line}</p>").get("phone") == phones


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© 2012 - 2026 Báo Sông Tiền. All rights reserved.", "Báo Sông Tiền"),
        ("Bản quyền thuộc về Công ty TNHH Sông Tiền", "Công ty TNHH Sông Tiền"),
        ("Trang thông tin điện tử tổng hợp của Tạp chí Sông Tiền", "Tạp chí Sông Tiền"),
        ("Website thuộc Công ty CP Quảng cáo và Truyền thông Á Châu",
         "Công ty CP Quảng cáo và Truyền thông Á Châu"),
        ("Đơn vị vận hành: Công ty CP Sông Tiền, Tầng 3, số 12 Hùng Vương",
         "Công ty CP Sông Tiền"),
        ("Điện thoại Báo điện tử Sông Tiền: 0273 3872 123", None),
        ("Trưởng Ban Báo Điện tử Sông Tiền: Thượng tá Trần Duy Hiển", None),
        ("Toàn bộ bản quyền nội dung thuộc về Songtien.example", None),
        ("Bảng báo giá quảng cáo: Báo giá 2026", None),
    ],
)  # fmt: skip
def test_who_runs_the_site(line: str, name: str | None) -> None:
    """The organisation behind its many lead-ins; a label's words and a bare host are none."""
    assert _read(f"<p>{line}</p>").get("organisation") == ([name] if name else None)


def test_an_owner_behind_the_licence_on_one_line() -> None:
    """No label parts them; the office ends where the firm's name begins."""
    found = _read(
        "<p>Cơ quan chủ quản: Hội Nhà báo tỉnh Tiền Giang Giấy phép số 15/GP-TTĐT cấp ngày "
        "24/4/2024 bởi Sở VHTTDL tỉnh Lâm Đồng Công ty TNHH Sông Tiền</p>"
    )
    assert found["organisation"] == ["Công ty TNHH Sông Tiền"]
    assert found["licence_authority"] == ["Sở VHTTDL tỉnh Lâm Đồng"]


def test_an_agent_is_not_the_owner() -> None:
    """Who sells the advertisements does not run the site."""
    footer = "<p>Đại diện thương mại</p><p>Công ty Truyền thông Quốc tế</p><p>ĐT: 0912 345 678</p>"
    assert "organisation" not in _read(footer)


@pytest.mark.parametrize(
    "line",
    [
        "Cơ quan ngôn luận của Hội Nông dân tỉnh Tiền Giang",
        "Báo Sông Tiền - Tiếng nói của Hội Nông dân tỉnh Tiền Giang",
        "Trực thuộc: Hội Nông dân tỉnh Tiền Giang",
    ],
)
def test_the_body_above(line: str) -> None:
    """Its lead-ins beside the usual one."""
    assert _read(f"<p>{line}</p>")["governing_body"] == ["Hội Nông dân tỉnh Tiền Giang"]


@pytest.mark.parametrize(
    "line",
    [
        "TS. Trần Thị Huế",
        "Giám đốc: Trần Thị Huế",
        "KTS Trần Thị Huế - Tổng biên tập",
        "Trần Thị Huế Không sao chép lại",
        "Trần Thị Huế (Giám đốc)",
    ],
)
def test_a_name_without_its_titles(line: str) -> None:
    """Titles and posts on both sides are no part of the name."""
    found = _read(f"<p>Chịu trách nhiệm nội dung: {line}</p>")
    assert found["responsible_person"] == ["Trần Thị Huế"]


@pytest.mark.parametrize("name", ["Phạm Thu Trang", "Lê Văn Trường", "Lê Thị Viện", "ĐỖ Ý"])
def test_given_names_that_are_words_too(name: str) -> None:
    """What begins a site's or a school's name may end a person's."""
    line = f"Chịu trách nhiệm nội dung: Bà {name} Trang tin điện tử Sông Tiền"
    assert _read(f"<p>{line}</p>")["responsible_person"] == [name]


def test_a_business_number_is_no_phone() -> None:
    """Whatever its length."""
    assert _read("<p>Giấy chứng nhận đăng ký kinh doanh số 0312456789</p>") == {}


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("© 2026 songtien.example, Tầng 5, Tòa nhà Sông Tiền, phố Duy Tân, Hà Nội",
         "Tầng 5, Tòa nhà Sông Tiền, phố Duy Tân, Hà Nội"),
        ("Trụ sở: Số 2, Hùng Vương, Quận 1 (08)39876630", "Số 2, Hùng Vương, Quận 1"),
        ("HN: Tầng 18, Tòa nhà Sông Tiền, 18 Tam Trinh,<br>Hai Bà Trưng, Hà Nội.",
         "Tầng 18, Tòa nhà Sông Tiền, 18 Tam Trinh,\nHai Bà Trưng, Hà Nội"),
        ("Đường dây nóng: 0123.888.0123 (HN) - 0129.233.3555 (TP HCM)", None),
    ],
)  # fmt: skip
def test_addresses_in_many_places(line: str, address: str | None) -> None:
    """Behind a site's name, before a phone, over two lines; a line of phones is none."""
    assert _read(f"<p>{line}</p>").get("address") == ([address] if address else None)


def test_prose_and_readers_questions_show_no_detail() -> None:
    """Who is spoken of, asks or is written to is not who runs the site."""
    body = (
        "<p>Công ty TNHH Hồng Hạnh và Tạp chí Time nói về việc này vào hôm qua.</p>"
        "<p>Người gửi: Trần Văn Tám</p><p>Địa chỉ: Số 5 đường Lê Lợi, Phường 2</p>"
        "<p>Email: tam@thu.example</p><p>Câu hỏi: Khi nào có kết quả?</p>"
        "<p>Bài vở xin gửi về tamsu@thu.example để được đăng.</p>"
    )
    assert _read("<footer>Sơ đồ trang</footer>", body) == {}
