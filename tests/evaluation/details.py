"""Invented operators with complete details, and the lines in which a footer tells them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from random import Random
from typing import Final

_COMPANIES: Final = (
    "Công ty Cổ phần Truyền thông {}", "Công ty TNHH Giải pháp số {}",
    "Công ty Cổ phần Công nghệ và Nội dung số {}", "Công ty TNHH MTV Tin học {}",
)  # fmt: skip
_CALLED: Final = ("Sông Tiền", "Phương Nam", "Lô Giang", "Ánh Dương", "Việt Tín", "Đồng Xanh")
_BODIES: Final = (
    "Ủy ban nhân dân tỉnh Tiền Giang", "Hội Nhà báo tỉnh Tuyên Quang",
    "Liên đoàn Lao động tỉnh Đồng Tháp", "Sở Văn hóa, Thể thao và Du lịch tỉnh Tiền Giang",
    "Hội Nông dân tỉnh Bến Tre",
)  # fmt: skip
_ADDRESSES: Final = (
    "Số 25 đường Hùng Vương, phường 7, thành phố Mỹ Tho, tỉnh Tiền Giang",
    "Tầng 4, tòa nhà Hòa Bình, 106 Hoàng Quốc Việt, Cầu Giấy, Hà Nội",
    "112/5 Nguyễn Trãi, phường Tân Quang, thành phố Tuyên Quang",
    "38 Lê Lai, phường Bến Thành, Quận 1, TP. Hồ Chí Minh",
    "Tổ 5, phường Minh Xuân, thành phố Tuyên Quang, tỉnh Tuyên Quang",
)
_PERSONS: Final = (
    "Nguyễn Thị Hồng Vân", "Trần Quốc Bảo", "Lê Minh Tuấn", "Phạm Thu Trang", "Đỗ Văn Khải",
    "Vũ Hoàng Long",
)  # fmt: skip
_AUTHORITIES: Final = (
    "Sở Thông tin và Truyền thông tỉnh Tiền Giang", "Sở TT&TT Tuyên Quang", "Sở TTTT Hà Nội",
    "Cục Phát thanh, truyền hình và thông tin điện tử", "Sở Thông tin và Truyền thông TP.HCM",
)  # fmt: skip
_NUMBERS: Final = ("{}/GP-TTĐT", "{}/GP-STTTT", "{}/ GP-TTĐT", "{}/GP - TTĐT", "{}/GP-ICP-STTTT")
_PHONES: Final = ("0273 3{} {}", "(024) 37{} {}", "028.38{}.{}", "0912 {} {}")
_MAILS: Final = ("toasoan@{}.vn", "lienhe@{}.com.vn", "bbt@{}.vn")
_HOSTS: Final = ("songtien", "phuongnamtin", "logiangonline", "tinanhduong", "viettin24")


@dataclass(frozen=True, slots=True)
class Details:
    """What a home page tells of its operator; None where it tells nothing."""

    organisation: str | None
    governing_body: str | None
    address: str | None
    email: str | None
    phone: str | None
    responsible_person: str | None
    licence_number: str | None
    licence_date: date | None
    licence_authority: str | None

    def fields(self) -> dict[str, str | list[str] | None]:
        """As they are expected to be read."""
        return {
            "organisation": self.organisation,
            "governing_body": self.governing_body,
            "address": self.address,
            "email": [self.email] if self.email else None,
            "phone": [self.phone] if self.phone else None,
            "responsible_person": self.responsible_person,
            "licence_number": self.licence_number,
            "licence_date": self.licence_date.isoformat() if self.licence_date else None,
            "licence_authority": self.licence_authority,
        }

    def register(self, **more: str) -> Mapping[str, str]:
        """The register's record of a site whose page tells the truth."""
        said = {
            "name": self.organisation or "Trang tin",
            "address": "https://tintucmientay.com.vn/",
            "class": "aggregator",
            "status": "licensed",
            "organisation": self.organisation or "",
            "governing_body": self.governing_body or "",
            "responsible_person": self.responsible_person or "",
            "contact_address": self.address or "",
            "email": self.email or "",
            "phone": self.phone or "",
            "licence_number": self.licence_number or "",
            "licence_issued_on": self.licence_date.isoformat() if self.licence_date else "",
            "licence_authority": self.licence_authority or "",
        }
        return said | more


def invented(chance: Random) -> Details:
    """A complete set."""
    return Details(
        organisation=chance.choice(_COMPANIES).format(chance.choice(_CALLED)),
        governing_body=chance.choice(_BODIES),
        address=chance.choice(_ADDRESSES),
        email=chance.choice(_MAILS).format(chance.choice(_HOSTS)),
        phone=chance.choice(_PHONES).format(chance.randint(100, 999), chance.randint(100, 999)),
        responsible_person=chance.choice(_PERSONS),
        licence_number=chance.choice(_NUMBERS).format(chance.randint(11, 3999)),
        licence_date=date(chance.randint(2019, 2024), chance.randint(1, 12), chance.randint(1, 28)),
        licence_authority=chance.choice(_AUTHORITIES),
    )


def without(details: Details, name: str) -> Details:
    """One field less; an operator's name goes with the body's, which may stand for it."""
    less: dict[str, None] = {name: None}
    if name == "organisation":
        less["governing_body"] = None
    return replace(details, **less)


def day_written(day: date, chance: Random) -> str:
    """A day as footers write it."""
    return chance.choice(
        (
            f"{day:%d/%m/%Y}",
            f"{day.day}/{day.month}/{day.year}",
            f"{day:%d-%m-%Y}",
            f"{day.day}.{day.month}.{day.year}",
            f"{day.day} tháng {day.month} năm {day.year}",
        )
    )


def licence_line(details: Details, chance: Random) -> str | None:
    """The licence in one sentence, of what is told of it."""
    number, day, authority = (
        details.licence_number,
        details.licence_date,
        details.licence_authority,
    )
    if number is None and day is None and authority is None:
        return None
    lead = chance.choice(
        (
            "Giấy phép số",
            "Số giấy phép",
            "Giấy phép thiết lập trang thông tin điện tử tổng hợp trên mạng số",
            "Giấy phép thiết lập trang TTĐT tổng hợp số",
            "Giấy phép TTĐT số",
        )
    )
    said = lead.removesuffix(" số").removeprefix("Số ").capitalize() if number is None else (
        f"{lead}{chance.choice((':', ''))} {number}"
    )  # fmt: skip
    if authority is not None:
        said += f" do {authority} cấp"
        return said + (f" ngày {day_written(day, chance)}" if day else "")
    return said + (f" cấp ngày {day_written(day, chance)}" if day else "")


def footer_lines(details: Details, chance: Random, licence: str | None = None) -> list[str]:
    """The footer, a line each; ``licence`` stands in for the licence's own line."""
    return [line for line in _lines(details, chance, licence) if line]


def _lines(details: Details, chance: Random, licence: str | None) -> Iterator[str | None]:
    def said(value: str | None, *leads: str) -> str | None:
        return None if value is None else f"{chance.choice(leads)}{value}"

    yield said(details.governing_body, "Cơ quan chủ quản: ", "Đơn vị chủ quản: ")
    yield said(
        details.organisation, "Đơn vị quản lý: ", "Đơn vị thiết lập: ", "© Bản quyền thuộc về ",
        "Tổ chức quản lý: ",
    )  # fmt: skip
    yield licence_line(details, chance) if licence is None else licence
    yield said(
        details.responsible_person, "Chịu trách nhiệm nội dung: ",
        "Chịu trách nhiệm quản lý nội dung: Ông ", "Người chịu trách nhiệm chính: Bà ",
        "Người chịu trách nhiệm nội dung: ",
    )  # fmt: skip
    yield said(details.address, "Địa chỉ: ", "Trụ sở: ", "Địa chỉ liên hệ: ")
    phone = said(details.phone, "Điện thoại: ", "ĐT: ", "Hotline: ")
    mail = said(details.email, "Email: ", "Thư điện tử: ", "E-mail: ")
    if phone and mail and chance.random() < 0.5:
        yield f"{phone} - {mail}"
    else:
        yield phone
        yield mail


def footer_html(lines: list[str], chance: Random) -> str:
    """Lines as a footer's markup."""
    words = [escape(line, quote=False) for line in lines]
    return chance.choice(
        (
            "".join(f"<p>{w}</p>" for w in words),
            "<p>" + "<br />".join(words) + "</p>",
            "<table>" + "".join(f"<tr><td>{w}</td></tr>" for w in words) + "</table>",
            "<ul>" + "".join(f"<li>{w}</li>" for w in words) + "</ul>",
            "<div>" + "</div>\n<div>".join(words) + "</div>",
        )
    )
