"""Items of state portals that tell two days: when they arose, and when they were put up.

Decree 43/2011 Article 17, in working days; no public holiday lies in the spans that are used.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from tests.evaluation.cases import VIETNAM, Case
from tests.evaluation.data import Data

_IN_FORCE: Final = datetime(2022, 8, 10, 9, 0, tzinfo=VIETNAM)
_AFTERWARDS: Final = datetime(2023, 8, 10, 9, 0, tzinfo=VIETNAM)
"""Under Decree 42/2022, whose limits were not verified."""


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of item: its limit, and the words around its two days."""

    limit: int
    title: str
    arose: tuple[str, ...]
    put_up: tuple[str, ...]
    text: str


ITEMS: Final[Mapping[str, Item]] = {
    "question": Item(
        15,
        "Hỏi đáp: Thủ tục cấp đổi giấy chứng nhận quyền sử dụng đất",
        ("Ngày gửi: {}", "Ngày hỏi: {}", "Câu hỏi gửi ngày {}"),
        ("Ngày trả lời: {}", "Trả lời ngày {}", "Đã trả lời ngày {}"),
        "Câu hỏi: Tôi muốn cấp đổi giấy chứng nhận quyền sử dụng đất thì cần những giấy tờ gì, "
        "nộp ở đâu và bao lâu có kết quả? Trả lời: Người dân nộp hồ sơ tại bộ phận một cửa, "
        "thời gian giải quyết theo quy định của pháp luật về đất đai.",
    ),
    "tender": Item(
        10,
        "Thông báo mời thầu dự án nâng cấp đường liên xã",
        ("Ngày phê duyệt: {}", "Ngày ký: {}", "Quyết định phê duyệt ngày {}"),
        ("Ngày đăng: {}", "Đăng ngày {}", "Ngày đăng tin: {}"),
        "Ban Quản lý dự án đầu tư xây dựng huyện thông báo mời thầu gói thầu xây lắp thuộc dự án "
        "nâng cấp đường liên xã, nguồn vốn ngân sách huyện, hình thức đấu thầu rộng rãi trong "
        "nước. Hồ sơ mời thầu được phát hành qua mạng đấu thầu quốc gia.",
    ),
    "legal_document": Item(
        10,
        "Quyết định ban hành quy chế quản lý chợ trên địa bàn tỉnh",
        ("Ngày ban hành: {}", "Ban hành ngày {}", "Ngày ký: {}"),
        ("Ngày đăng: {}", "Ngày cập nhật: {}", "Đăng tải ngày {}"),
        "Số ký hiệu: 15/2022/QĐ-UBND. Loại văn bản: Quyết định. Cơ quan ban hành: Ủy ban nhân "
        "dân tỉnh. Trích yếu: Ban hành Quy chế quản lý, khai thác chợ trên địa bàn tỉnh. Người "
        "ký: Phó Chủ tịch. Tình trạng: Còn hiệu lực.",
    ),
    "statistics": Item(
        10,
        "Báo cáo thống kê tình hình kinh tế - xã hội tháng 4",
        ("Ngày công bố: {}", "Ngày ký: {}", "Ngày ban hành: {}"),
        ("Ngày đăng: {}", "Đăng ngày {}", "Ngày đăng tải: {}"),
        "Cục Thống kê tỉnh công bố số liệu thống kê tình hình kinh tế - xã hội tháng 4. Chỉ số "
        "sản xuất công nghiệp tăng 6,2% so với cùng kỳ; tổng mức bán lẻ hàng hóa và doanh thu "
        "dịch vụ tiêu dùng tăng 8,1%.",
    ),
}


def portal_update(_data: Data, seed: str) -> Iterator[Case]:
    """Long late, well in time, and under a law whose limits are not known."""
    chance = Random(f"{seed}:portals")
    for name, item in ITEMS.items():
        for number in range(12):
            # From 2022-05-09 to the end of July no public holiday falls on a working day.
            start = date(2022, 5, 9) + timedelta(days=chance.randrange(25))
            late = after(start, item.limit + chance.randint(1, 15))
            soon = after(start, 1 if name == "legal_document" else chance.randint(1, item.limit))
            yield _case(f"late_{name}", number, item, (start, late), "breach", chance)
            yield _case(f"in_time_{name}", number, item, (start, soon), "pass", chance)
            yield _case(
                f"limit_unknown_{name}", number, item, (start, late), "inconclusive", chance
            )


def after(start: date, days: int) -> date:
    """So many working days later."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def _case(
    kind: str, number: int, item: Item, days: tuple[date, date], verdict: str, chance: Random
) -> Case:
    unknown = verdict == "inconclusive"
    moved = timedelta(days=364) if unknown else timedelta()
    arose, put_up = days[0] + moved, days[1] + moved
    return Case(
        f"portal_update/{kind}/{number:03}",
        {"portal.update": verdict},
        "state_portal",
        html=_page(item, arose, put_up, chance),
        kind="article",
        address=f"https://chogao.tiengiang.gov.vn/chi-tiet/{number}.html",
        captured_at=_AFTERWARDS if unknown else _IN_FORCE,
        published_at=datetime.combine(put_up, time(9), VIETNAM),
    )


def _page(item: Item, arose: date, put_up: date, chance: Random) -> str:
    first = chance.choice(item.arose).format(f"{arose:%d/%m/%Y}")
    second = chance.choice(item.put_up).format(f"{put_up:%d/%m/%Y}")
    days = chance.choice(
        (
            f"<p>{first}</p><p>{second}</p>",
            f"<table><tr><td>{first}</td></tr><tr><td>{second}</td></tr></table>",
            f'<div class="thong-tin"><span>{first}</span> | <span>{second}</span></div>',
        )
    )
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{item.title}</title>'
        f"</head><body><div class='menu'><a href='/'>Trang chủ</a> <a href='/gioi-thieu'>Giới "
        f"thiệu</a></div><div class='content'><h1>{item.title}</h1>{days}<p>{item.text}</p></div>"
        "<div class='footer'>Cổng thông tin điện tử huyện Chợ Gạo</div></body></html>"
    )
