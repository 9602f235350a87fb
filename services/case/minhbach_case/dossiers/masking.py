"""Personal data of people in free text: phones, e-mails, names (pure).

It errs towards masking: what is no person's name and looks like one is masked too. A party's own
name, phones and e-mails, as the register knows them, stay.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from minhbach_case.dossiers.personal_patterns import (
    NAMES,
    NUMBERS,
    alike,
    emails_in,
    phones_in,
    plain_email,
)
from minhbach_shared.personal import PersonalKind, normal_value

Place = tuple[int, int]
# What stands behind these words is a place or an institution that bears somebody's name.
_NO_PERSON: Final = re.compile(
    r"(?:đường|phố|trường|thpt|thcs|tiểu học|quận|phường|xã|huyện|thị xã|thành phố|tỉnh|cầu|chợ|"
    r"bệnh viện|công viên|quảng trường|đại lộ|tượng đài|giải thưởng|cúp|tp\.?|q\.|p\.|"
    r"công ty|tập đoàn|ngân hàng)\s{0,3}$",
    re.IGNORECASE,
)
_WORD_BEFORE: Final = re.compile(r"([^\W\d_]+)[ \t]{1,3}$")
# Credits and times of publishing are what cases are about: a date is no phone.
_DATE: Final = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d(?!\d)"
)
_BEFORE: Final = 24
_PLACES: Final = re.compile(
    r"(?:(?:Hồ Chí Minh|Ho Chi Minh|Thái Bình Dương|Bạch Long Vĩ|Đồng Tháp Mười|Lâm Đồng|Hà Nội)$|"
    r"(?:Bà Rịa|Bà Nà|Bà Đen|Bà Điểm|Bà Chiểu|Phan Thiết|Phan Rang|Phan Rí)(?![^\W\d_]))"
)


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose data stays: values as the register knows them, in their normal form."""

    values: frozenset[tuple[PersonalKind, str]] = field(default=frozenset(), repr=False)

    @classmethod
    def of(
        cls, names: Iterable[str], emails: Iterable[str] = (), phones: Iterable[str] = ()
    ) -> "Parties":
        """Of names, e-mails and phones as they are written."""
        given: dict[PersonalKind, Iterable[str]] = {"name": names, "email": emails, "phone": phones}
        return cls(
            frozenset(
                (kind, normal_value(kind, value))
                for kind, all_of in given.items()
                for value in all_of
            )
        )

    def have(self, kind: PersonalKind, value: str) -> bool:
        """Whether a value is a party's own."""
        return (kind, normal_value(kind, value)) in self.values


def personal_places(text: str, parties: Parties) -> list[Place]:
    """Where personal data of others stands, ascending, without overlaps.

    Args:
        text: composed (NFC).
    """
    same = alike(text)
    found = [
        *(m.span() for m in emails_in(same) if not parties.have("email", plain_email(m.group()))),
        *(m.span() for m in phones_in(same) if _is_phone(m.group(), parties)),
        *(m.span("name") for m in NUMBERS.finditer(same)),
    ]
    for pattern in NAMES:
        for match in pattern.finditer(same):
            start, end = match.span("name" if "name" in match.groupdict() else 0)
            if _is_person(same, match.start(), start, end) and not parties.have(
                "name", same[start:end]
            ):
                found.append((start, end))
    return _joined(found)


def masked(text: str, parties: Parties, mark: str) -> str:
    """The text with a mark in place of each character of others' personal data."""
    composed = unicodedata.normalize("NFC", text)
    parts, at = [], 0
    for start, end in personal_places(composed, parties):
        parts += [composed[at:start], mark * (end - start)]
        at = end
    return "".join((*parts, composed[at:])) if parts else text


def _is_phone(written: str, parties: Parties) -> bool:
    return not _DATE.match(written) and not parties.have("phone", written)


def _is_person(text: str, begin: int, start: int, end: int) -> bool:
    if _PLACES.match(" ".join(text[begin:end].split())):
        return False
    before = text[max(0, begin - _BEFORE) : begin]
    # A capital title behind a capital word belongs to a name of a place: Rạch Ông Cả.
    word = _WORD_BEFORE.search(before)
    if begin < start and text[begin].isupper() and word and word.group(1)[0].isupper():
        return False
    return _NO_PERSON.search(before) is None


def _joined(found: Iterable[Place]) -> list[Place]:
    places: list[Place] = []
    for start, end in sorted(found):
        if places and start < places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((start, end))
    return places
