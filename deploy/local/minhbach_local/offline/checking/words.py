"""The words of the answer for people, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from minhbach_shared.vocabulary import DisclosureField

Lang = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """All fixed words of one language."""

    head: str
    classes: Mapping[str, str]
    to_mend: str
    nothing: str
    open: str
    passed: str
    summary: str
    duty: str
    where: str
    shown: str
    source: str
    how: str
    example: str
    sure: str
    unverified: str
    hidden: str
    line: str
    more_places: str
    more_pages: str
    pages: str
    register_hint: str
    no_home: str
    verdicts: Mapping[str, str]


VI: Final = Words(
    head="Số trang đã kiểm tra: {pages}; loại trang: {site_class}; theo luật ngày {day}",
    classes={
        "aggregator": "trang thông tin điện tử tổng hợp",
        "state_portal": "cổng, trang thông tin điện tử của cơ quan nhà nước",
        "reference": "trang nguồn",
    },
    to_mend="CẦN SỬA",
    nothing="Không thấy lỗi nào cần sửa.",
    open="CHƯA KẾT LUẬN ĐƯỢC",
    passed="ĐẠT",
    summary="TỔNG HỢP",
    duty="Nghĩa vụ",
    where="Ở đâu",
    shown="Đã ghi",
    source="Nguồn",
    how="Cách sửa",
    example="Ví dụ",
    sure="độ tin cậy {share}%",
    unverified="căn cứ chuyển tiếp, cần đối chiếu văn bản",
    hidden="phần bị ẩn",
    line="dòng {line}",
    more_places="và {count} chỗ khác trên trang này",
    more_pages="và {count} trang khác: {some}",
    pages="{count} trang",
    register_hint=(
        "Thêm --register FILE (sổ đăng ký, CSV hoặc XLSX) để đối chiếu giấy phép và các thông tin "
        "đã đăng ký."
    ),
    no_home="Không có trang chủ trong số các trang này, nên chưa xét phần của trang chủ.",
    verdicts={
        "breach": "cần sửa",
        "inconclusive": "chưa rõ",
        "pass": "đạt",
        "not_applicable": "không xét",
    },
)
EN: Final = Words(
    head="Pages checked: {pages}; class: {site_class}; under the law of {day}",
    classes={
        "aggregator": "news aggregator site",
        "state_portal": "portal of a state agency",
        "reference": "reference site",
    },
    to_mend="TO MEND",
    nothing="Nothing to mend was found.",
    open="NOT SETTLED",
    passed="IN ORDER",
    summary="SUMMARY",
    duty="Duty",
    where="Where",
    shown="Shown",
    source="Source",
    how="Mend it",
    example="Example",
    sure="confidence {share}%",
    unverified="carried over: check the text in force",
    hidden="hidden from readers",
    line="line {line}",
    more_places="and {count} more places on this page",
    more_pages="and {count} more pages: {some}",
    pages="{count} pages",
    register_hint=(
        "Add --register FILE (the register, CSV or XLSX) to compare the licence and what is "
        "registered."
    ),
    no_home="None of these pages is the home page, so its duties were not judged.",
    verdicts={
        "breach": "to mend",
        "inconclusive": "open",
        "pass": "in order",
        "not_applicable": "no occasion",
    },
)
WORDS: Final[Mapping[Lang, Words]] = {"vi": VI, "en": EN}

FIELDS_EN: Final[Mapping[DisclosureField, str]] = {
    "organisation": "the organisation that runs the site",
    "governing_body": "its governing body",
    "address": "a contact address",
    "email": "an e-mail address",
    "phone": "a telephone number",
    "responsible_person": "the person responsible for the content",
    "licence_number": "the licence number",
    "licence_date": "the licence's day of issue",
    "licence_authority": "the licensing authority",
}
