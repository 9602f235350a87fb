"""The named queries of a report: what each reads, and by which rule it counts.

A movement counts in the period in which its step was taken, whenever its case began; what stands
is counted at the period's last moment. A case that is opened in one period and decided in the
next is an opened one of the first and a decided one of the second, and an open one in between.
"""

from typing import Final

from minhbach_case.domain.reports.model import Query

_SITES: Final = ("site_events",)
_CASES: Final = ("case_events",)
_VISITS: Final = ("visits", "site_events")

QUERIES: Final[tuple[Query, ...]] = (
    Query(
        name="sites.at_end",
        reads=_SITES,
        rule_vi="Các trang còn trong sổ theo dõi vào cuối kỳ, theo loại trang và tình trạng giấy "
        "phép ghi ở phiên bản cuối cùng của trang trong sổ đăng ký.",
        rule_en="Sites in the register at the end of the period, by the class and licence status "
        "of the last version of their record.",
    ),
    Query(
        name="sites.moved",
        reads=_SITES,
        rule_vi="Mỗi lần một trang được đưa vào sổ, ra khỏi sổ hoặc chuyển sang loại khác trong "
        "kỳ; trang đổi chủ là trang có tổ chức chịu trách nhiệm khác với tổ chức đã ghi trước đó, "
        "mỗi lần đổi tính một lần, theo loại của trang khi đổi.",
        rule_en="Each time that a site joined the register, left it or changed its class; a site "
        "changed hands where its record names another organisation than the one named before, "
        "counted each time, under the class that it then had.",
    ),
    Query(
        name="visits.ended",
        reads=_VISITS,
        rule_vi="Các lần xem kết thúc trong kỳ, theo loại của trang khi đó; lần xem không chụp "
        "được trang con nào là lần không thực hiện được. Đó không phải là vi phạm.",
        rule_en="Visits that ended in the period, by the class that the site then had; a visit "
        "that captured no page failed. A failure is no breach.",
    ),
    Query(
        name="visits.pages",
        reads=_VISITS,
        rule_vi="Số trang con chụp được và không chụp được trong các lần xem kết thúc trong kỳ.",
        rule_en="Pages captured, and not to be had, of the visits that ended in the period.",
    ),
    Query(
        name="sites.visited",
        reads=_VISITS,
        rule_vi="Trong các trang còn trong sổ cuối kỳ: trang có ít nhất một lần xem chụp "
        "được trang con trong kỳ, và trang không có lần nào.",
        rule_en="Of the sites in the register at the end: those of which at least one visit of "
        "the period captured a page, and those of which none did.",
    ),
    Query(
        name="suspicions.taken_in",
        reads=_CASES,
        rule_vi="Các nghi vấn được ghi vào vụ việc trong kỳ: lỗi lần đầu bị nghi vấn, lỗi thấy "
        "lại ở bản chụp khác, và nghi vấn đã rút lại trong kỳ.",
        rule_en="Suspicions that cases took in within the period: faults suspected for the first "
        "time, faults seen again in another capture, and suspicions withdrawn.",
    ),
    Query(
        name="cases.moved",
        reads=_CASES,
        rule_vi="Vụ việc chưa kết thúc đầu kỳ, mở mới, mở lại do khiếu nại, kết thúc trong kỳ (bác "
        "bỏ, đóng hoặc hủy quyết định) và chưa kết thúc cuối kỳ.",
        rule_en="Cases open at the start, opened, open again by an appeal, ended (dismissed, "
        "closed or lifted) within the period, and open at its end.",
    ),
    Query(
        name="cases.at_end",
        reads=_CASES,
        rule_vi="Vụ việc chưa kết thúc vào thời điểm cuối kỳ, theo tình trạng khi đó.",
        rule_en="Cases open at the end of the period, by the state that they then had.",
    ),
    Query(
        name="cases.ended",
        reads=_CASES,
        rule_vi="Mỗi lần vụ việc kết thúc trong kỳ, theo kết quả: bác bỏ; khắc phục trước khi có "
        "quyết định; đóng sau quyết định có vi phạm hoặc không có vi phạm; quyết định bị hủy.",
        rule_en="Each ending within the period, by its outcome: dismissed; mended before a "
        "decision; closed after a decision (confirmed or unfounded); decision lifted.",
    ),
    Query(
        name="cases.decided",
        reads=_CASES,
        rule_vi="Các quyết định ban hành trong kỳ, theo kết luận; và các quyết định cơ quan tự "
        "thu hồi trong kỳ.",
        rule_en="Decisions taken within the period, by their outcome; and decisions that the "
        "agency took back by its own motion.",
    ),
    Query(
        name="clocks.ended",
        reads=_CASES,
        rule_vi="Thời hạn kết thúc trong kỳ: đúng hạn nếu vụ việc chuyển bước trước khi hết hạn, "
        "tính vào ngày chuyển bước; quá hạn nếu hết hạn khi còn đang chạy, tính vào ngày hết hạn. "
        "Thời hạn đang tạm dừng thì không hết hạn.",
        rule_en="Clocks that came to their end within the period: kept where the case moved on "
        "before the clock was over (counted on that day), overrun where it was over while it "
        "still ran (counted when it was over). A clock that stands still is not over.",
    ),
    Query(
        name="appeals.moved",
        reads=_CASES,
        rule_vi="Khiếu nại chưa giải quyết đầu kỳ, tiếp nhận trong kỳ, đã giải quyết trong kỳ "
        "theo kết quả (giữ nguyên, giảm nhẹ, hủy) và chưa giải quyết cuối kỳ.",
        rule_en="Appeals open at the start, received, decided within the period by result "
        "(upheld, lessened, lifted), and open at the end.",
    ),
    Query(
        name="cases.mended",
        reads=_CASES,
        rule_vi="Mỗi lần cán bộ xác nhận đã khắc phục trong kỳ, trước hoặc sau khi có quyết định.",
        rule_en="Each time within the period that an officer confirmed that a case's faults were "
        "mended, before or after a decision.",
    ),
    Query(
        name="cases.mended_days",
        reads=_CASES,
        rule_vi="Trung vị số ngày làm việc từ ngày gửi thông báo đến ngày xác nhận đã khắc phục, "
        "của các lần xác nhận trong kỳ.",
        rule_en="Median of the working days from the notice to the day on which mending was "
        "confirmed, of what was confirmed within the period.",
    ),
)
