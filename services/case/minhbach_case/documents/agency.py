"""Whose letters these are, and who may be asked what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency as its letters name it; empty where a letter leaves it out.

    Attributes:
        parent: the body above it, such as the province's people's committee.
        unit: the unit that handles cases, named where a reply is sent to.
        code: the abbreviation in a letter's number.
        place: where letters are dated.
        contact: where replies and appeals are sent: address, phone, e-mail.
        appeals_to: who hears an appeal against a decision.
        ministry: the ministry that periodic reports go to.
    """

    name: str = "Cơ quan quản lý thông tin điện tử"
    parent: str = "Ủy ban nhân dân tỉnh"
    unit: str = ""
    code: str = "QLTTĐT"
    place: str = ""
    contact: str = ""
    signer_title: str = "Thủ trưởng cơ quan"
    signer_name: str = ""
    appeals_to: str = ""
    ministry: str = "Bộ Văn hóa, Thể thao và Du lịch"
