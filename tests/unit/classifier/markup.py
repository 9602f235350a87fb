"""Pages as sites serve them, and the subject that a duty judges, for tests of reading."""

from datetime import UTC, date, datetime
from typing import Final

from minhbach_classifier.domain.model import Page
from minhbach_classifier.domain.reading import read
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import SiteVersion
from minhbach_shared.ids import derived_id, site_id
from minhbach_shared.personal import PersonalKind, keyed_digest
from minhbach_shared.vocabulary import LicenceStatus, PageKind, SiteClass

HOME: Final = "https://tin.example/"
CAPTURED: Final = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PROSE: Final = (
    "Sáng 16/11, cầu Rạch Ông Cả nối hai bờ kênh đã thông xe, giúp 1.200 hộ dân khỏi phải đi đò.",
    "Cây cầu dài 164 m, rộng 7 m, do nhân dân trong xã góp một phần ba kinh phí xây dựng.",
    "Trước đây, muốn sang trường ở phía bên kia, các em phải đi vòng 9,5 km vào mùa mưa lũ.",
    "Xã cho biết sẽ gắn thêm đèn chiếu sáng trước Tết và trồng cây dọc hai bên đường dẫn.",
    "Ủy ban nhân dân xã đề nghị người dân chạy xe đúng làn và giữ gìn vệ sinh hai đầu cầu.",
)
FULL_FOOTER: Final = """
<p>CÔNG TY CỔ PHẦN TRUYỀN THÔNG SÔNG TIỀN</p>
<p>Cơ quan chủ quản: Hội Nhà báo tỉnh Tiền Giang</p>
<p>Địa chỉ: Số 12 Đường Hùng Vương, Phường 7, TP. Mỹ Tho, Tiền Giang</p>
<p>Điện thoại: 0273 3872 123 - Fax: 0273 3872 124 | Email: toasoan@tin.example</p>
<p>Người chịu trách nhiệm quản lý nội dung: Ông Nguyễn Văn Bảy</p>
<p>Giấy phép số 15/GP-TTĐT do Sở Thông tin và Truyền thông Tiền Giang cấp ngày 24/4/2024</p>
"""


def digest(kind: PersonalKind, value: str) -> str:
    """A keyed digest under a secret of the tests."""
    return keyed_digest(b"for tests only, not secret", b"salt", kind, value)


def document(body: str, head: str = "<title>Tin Sông Tiền</title>") -> bytes:
    """A whole HTML document."""
    return f"<!DOCTYPE html><html lang='vi'><head>{head}</head><body>{body}</body></html>".encode()


def article(*, title: str = "Cầu Rạch Ông Cả thông xe", before: str = "", after: str = "") -> str:
    """The body of an article's page: menu, headline, prose, footer."""
    prose = "".join(f"<p>{p}</p>" for p in PROSE)
    menu = "<div class='menu'><a href='/'>Trang chủ</a> <a href='/tin'>Tin tức</a></div>"
    main = f"<div class='bai'><h1>{title}</h1>{before}{prose}{after}</div>"
    return f"{menu}{main}<div id='footer'>©</div>"


def home(footer: str = FULL_FOOTER, *, body: str = "") -> bytes:
    """A home page: headlines, then the footer."""
    lines = "".join(
        f"<li><a href='/bai-{i}'>Tin thứ {i} trong ngày của tỉnh</a></li>" for i in range(9)
    )
    return document(f"<ul>{lines}</ul>{body}<footer>{footer}</footer>")


def page(body: bytes | str, address: str = HOME, kind: PageKind | None = None) -> Page:
    """Read a page that can be read."""
    raw = body if isinstance(body, bytes) else document(body)
    outcome = read(raw, "text/html; charset=utf-8", None, address, hint_kind=kind)
    assert isinstance(outcome, Page), outcome
    return outcome


def subject(
    body: bytes | str,
    *,
    address: str = HOME,
    site_class: SiteClass = "aggregator",
    status: LicenceStatus | None = "licensed",
    expires_on: date | None = None,
    governing_body: str | None = None,
    linked_from_home: bool | None = None,
) -> Subject:
    """A page of a registered site, as a duty judges it."""
    site = site_id(HOME)
    record = SiteVersion(
        id=derived_id("record", site, 1),
        site_id=site,
        version=1,
        recorded_at=CAPTURED,
        name="Tin Sông Tiền",
        address=HOME,
        site_class=site_class,
        status=status,
        governing_body=governing_body,
        responsible_person=digest("name", "Nguyễn Văn Bảy"),
        licence_expires_on=expires_on,
    )
    return Subject(page(body, address), record, CAPTURED, digest, linked_from_home)
