"""The cover page of a dossier: what it is, what is in it, what is not, how it is checked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.frame import Frame
from minhbach_case.documents.letter import Letterhead
from minhbach_case.documents.printing import printable
from minhbach_case.documents.writing import case_number
from minhbach_case.domain.case import CaseFold
from minhbach_case.dossiers.capturing import Kept
from minhbach_case.web.texts import Language, Texts, local_date, show_time
from minhbach_shared.events import SiteRecord

LISTED: Final = 60
WHYS: Final = {
    "record_gone": "bản ghi không còn trong kho bản chụp",
    "store_away": "kho bản chụp không trả lời khi lập hồ sơ",
    "altered": "bản ghi trong kho không khớp mã băm đã công bố",
    "too_large": "bản ghi quá lớn",
    "coding": "nội dung nén theo cách không mở được",
    "too_much": "hồ sơ đã đủ dung lượng",
    "not_readable": "không đọc được thành chữ nên không che được; có trong bản đầy đủ",
}
ROLES: Final = {
    "copy": "Trang của đơn vị",
    "source": "Bài nguồn",
    "gone": "Nguồn khi đã gỡ",
    "posted": "Trang khi còn đăng",
}
_CONTENTS: Final = (
    ("timeline.html", "Dòng thời gian các bước của vụ việc"),
    ("statements/", "Văn bản nêu lý do: JSON để đối chiếu, PDF để đọc"),
    ("letters/", "Văn bản đính chính, rút quyết định đã gửi, nếu có"),
    ("words.json, uploads/", "Lời của các bên và tệp gửi kèm, cùng muối của mã băm"),
    ("compared/", "Văn bản đối chiếu, đánh dấu chỗ khác nhau"),
    ("captures.json, captures/", "Bản chụp trang của đơn vị và bài nguồn (WARC)"),
    ("steps/", "Chuỗi bước của vụ việc, mỗi bước nối với bước trước bằng mã băm"),
    ("manifest.json, manifest.sig", "Bản kê mọi tệp với SHA-256; chữ ký số nếu có"),
    ("verify.py", "Chương trình kiểm tra, chạy không cần mạng"),
)
_MASKED: Final = (
    (
        "Tên người, số điện thoại, thư điện tử không phải của các bên được che (█ hoặc *). Việc "
        "che dựa vào mẫu chữ: tên riêng khác có thể bị che theo, tên viết lạ có thể còn sót."
    ),
    (
        "Mỗi chỗ che để lại một cam kết có muối. Bản đầy đủ giữ tại cơ quan mở được từng chỗ che: "
        "python3 verify.py BẢN-CHE.zip --against BẢN-ĐẦY-ĐỦ.zip."
    ),
    (
        "Ý kiến nội bộ của cơ quan không có trong bản này; mã băm của chúng vẫn nằm trong chuỗi "
        "bước."
    ),
)
_FULL: Final = (
    (
        "Bản này không che dữ liệu cá nhân, chỉ giao cho cơ quan có thẩm quyền theo phiếu giao "
        "nhận. Việc lập bản này đã được ghi vào nhật ký kiểm toán."
    ),
)
_CHECKING: Final = (
    (
        "Trên máy có Python 3.8 trở lên: python3 verify.py HỒ-SƠ.zip (thêm --english cho tiếng "
        "Anh, --key KHÓA để dùng khóa công khai nhận từ cơ quan thay cho khóa ghi trong hồ sơ)."
    ),
    (
        "Chương trình nêu mọi byte bị đổi, tệp thiếu hoặc thừa, mắt xích bị đứt. Ai không tin "
        "verify.py trong hồ sơ thì lấy tệp này từ bản phát hành của Minh Bạch."
    ),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the cover: lines, and a table where there is one."""

    title: str
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    code: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """The whole cover."""

    template: ClassVar[str] = "dossier"

    language: Language
    title: str
    author: str
    at: datetime
    draft: str
    head: Letterhead
    confidential: str
    particulars: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What a cover tells of."""

    case: CaseFold
    head: str
    at: datetime
    site: SiteRecord | None
    captures: Sequence[Kept]
    key: str | None
    full: bool


def cover_of(about: About, agency: Agency, t: Texts) -> Cover:
    """The cover of a dossier, in Vietnamese."""
    number = case_number(about.case.case_id)
    organisation = (about.site and about.site.organisation) or about.case.site_name
    day = local_date(about.at)
    frame = Frame(t, agency, f"{number}/HS-{agency.code}", number, organisation, day, None)
    return Cover(
        language="vi",
        title=f"Hồ sơ vụ việc {number}",
        author=printable(agency.name),
        at=about.at,
        draft="",
        head=frame.head("Hồ sơ vụ việc", f"{t(f'kind.{about.case.kind}')} – {organisation}"),
        confidential="BẢN ĐẦY ĐỦ – CÓ DỮ LIỆU CÁ NHÂN, KHÔNG PHỔ BIẾN" if about.full else "",
        particulars=_particulars(about, t),
        sections=(
            Section("Trong hồ sơ có", head=("Tệp", "Nội dung"), rows=_CONTENTS, widths=(2, 5)),
            _captures(about.captures),
            *_missing(about.captures),
            Section("Dữ liệu cá nhân", _FULL if about.full else _MASKED),
            Section("Cách kiểm tra", _CHECKING),
        ),
    )


def _particulars(about: About, t: Texts) -> tuple[tuple[str, str], ...]:
    case = about.case
    return tuple(
        (label, printable(value))
        for label, value in (
            ("Mã vụ việc", str(case.case_id)),
            ("Trang", f"{case.site_name} – {about.site.address if about.site else ''}"),
            ("Nội dung", t(f"kind.{case.kind}")),
            ("Trạng thái", t(f"state.{case.state}")),
            ("Nghi vấn đã ghi nhận", f"{case.faults} (còn {case.standing} chưa rút lại)"),
            ("Tính đến bước", f"{case.sequence}, {show_time(about.at)}"),
            ("Mã băm bước cuối", about.head),
            ("Khóa công khai", about.key or "Bản kê không ký số: chưa đặt khóa ký."),
        )
    )


def _captures(captures: Sequence[Kept]) -> Section:
    counts = Counter(kept.how for kept in captures)
    line = (
        f"{len(captures)} bản chụp được dẫn làm căn cứ: {counts['whole']} nguyên vẹn, "
        f"{counts['masked']} có phần che, {counts['missing'] + counts['withheld']} không có trong "
        "hồ sơ. Nghi vấn không nêu đầy đủ trong văn bản thì chỉ có mã băm bản chụp ở steps/."
    )
    return Section("Bản chụp", (line,))


def _missing(captures: Sequence[Kept]) -> tuple[Section, ...]:
    absent = [kept for kept in captures if kept.file is None]
    rows = tuple(
        (
            ROLES[kept.cited.role],
            printable(kept.cited.capture.address),
            WHYS[kept.why] if kept.why else "–",
        )
        for kept in absent[:LISTED]
    )
    if not rows:
        return ()
    more = len(absent) - len(rows)
    lines = (f"và {more} bản chụp khác, xem captures.json",) if more else ()
    section = Section("Bản chụp không có trong hồ sơ", lines)
    return (replace(section, head=("Loại", "Địa chỉ", "Lý do"), rows=rows, widths=(2, 4, 4)),)
