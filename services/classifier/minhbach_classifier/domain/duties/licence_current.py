"""``licence.current``: what the home page shows is what the licence in the register says.

Decree 72/2013/ND-CP Article 23h (as amended by Decree 27/2018): a changed name, server location,
responsible person, content or domain asks for an amended licence; a changed owner or head office
is told to the authority within 10 working days.
"""

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.fields import Fields, read_fields
from minhbach_classifier.domain.fields.licence import LicenceLine
from minhbach_classifier.domain.likeness import Likeness, likeness
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding, Range
from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.domain.text import plain
from minhbach_shared.events import (
    PersonalSpan,
    RegisterDifference,
    RegisteredField,
    RegisterEvidence,
)
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import DisclosureField, Duty

DUTY: Final[Duty] = "licence.current"
_BLOCK: Final = re.compile(r"[0-9a-fA-F.:]{6,39}(?:/\d{1,3})?")
_DIGITS: Final = re.compile(r"\d+")
_OFFICES: Final = ("sở", "bộ", "cục", "ủy ban", "uỷ ban", "ubnd")
NAMES: Final[dict[RegisteredField, str]] = {
    "licence_number": "số giấy phép",
    "licence_date": "ngày cấp",
    "licence_expiry": "ngày hết hạn",
    "licence_authority": "cơ quan cấp",
    "site_name": "tên trang",
    "organisation": "tổ chức quản lý",
    "address": "địa chỉ",
    "responsible_person": "người chịu trách nhiệm nội dung",
    "server_location": "nơi đặt máy chủ",
}


class CurrentParameters(Parameters):
    """Which differences mean an amendment, or a notice to the authority, that is owed."""

    amended: tuple[RegisteredField, ...]
    """A difference in one is a breach; of the others it is only told."""
    notified: tuple[RegisteredField, ...] = ()
    """Likewise, with less confidence: since when it differs, no page tells."""


def judge(subject: Subject, parameters: CurrentParameters) -> Finding:
    """The duty on the home page, against the register's record."""
    if subject.record.status == "unlicensed" or subject.record.licence_number is None:
        reason = "Sổ đăng ký không có giấy phép để đối chiếu."
        return Finding(DUTY, "inconclusive", 0.5, reason)
    fields = read_fields(subject.page, subject.site_class)
    differences = tuple(_differences(subject, fields))
    if not differences:
        return _doubtful() if _is_doubtful(subject, fields) else _alike(fields)
    evidence = RegisterEvidence(differences=differences)
    names = ", ".join(NAMES[d.field] for d in differences)
    amended = [d for d in differences if d.field in parameters.amended]
    owed = amended or [d for d in differences if d.field in parameters.notified]
    if not owed:
        reason = f"Trang chủ ghi khác sổ đăng ký: {names}; cần đối chiếu ngày thay đổi."
        return Finding(DUTY, "inconclusive", 0.5, reason, evidence)
    digest = digest_of([DUTY, *sorted(_told(d) for d in owed)])
    reason = f"Trang chủ ghi khác giấy phép trong sổ đăng ký: {names}."
    return Finding(DUTY, "breach", 0.85 if amended else 0.7, reason, evidence, digest)


def _is_doubtful(subject: Subject, fields: Fields) -> bool:
    """Whether something is written neither like in the register nor plainly otherwise."""
    pairs = _texts(subject, fields)
    return any(_likeness(subject, told, places) == "unsure" for _, told, places in pairs)


def _doubtful() -> Finding:
    reason = "Trang chủ và sổ đăng ký ghi không giống hẳn nhau; cần đối chiếu."
    return Finding(DUTY, "inconclusive", 0.5, reason)


def _alike(fields: Fields) -> Finding:
    if not fields.licences:
        reason = "Trang chủ không ghi giấy phép để đối chiếu với sổ đăng ký."
        return Finding(DUTY, "inconclusive", 0.5, reason)
    return Finding(DUTY, "pass", 0.9, "Trang chủ ghi đúng giấy phép trong sổ đăng ký.")


def _told(difference: RegisterDifference) -> str:
    shown = (s.digest if isinstance(s, PersonalSpan) else s.text for s in difference.shown)
    return f"{difference.field}:{'|'.join(shown)}{difference.answered or ''}"


def _differences(subject: Subject, fields: Fields) -> Iterator[RegisterDifference]:
    yield from _of_licence(subject, fields.licences)
    yield from _of_server(subject)
    yield from _of_person(subject, fields.found.get("responsible_person", ()))
    for field, registered, places in _texts(subject, fields):
        if _likeness(subject, registered, places) == "other":
            yield _difference(subject, field, registered, places)


def _texts(
    subject: Subject, fields: Fields
) -> Iterator[tuple[RegisteredField, str, tuple[Range, ...]]]:
    """What the register and the page both tell in words."""
    record = subject.record
    texts: tuple[tuple[RegisteredField, DisclosureField, str | None], ...] = (
        ("organisation", "organisation", record.organisation),
        ("address", "address", record.contact_address),
    )
    for field, shown, registered in texts:
        places = fields.found.get(shown, ())
        if registered and places:
            yield field, registered, places


def _of_licence(subject: Subject, licences: Iterable[LicenceLine]) -> Iterator[RegisterDifference]:
    """Of the licence line that shows the registered number; without one, the number itself."""
    record, lines = subject.record, tuple(licences)
    own = [line for line in lines if _is_number(subject, line)]
    if lines and not own:
        places = tuple(line.number for line in lines)
        yield _difference(subject, "licence_number", record.licence_number, places)
    for line in own[:1]:
        day = line.issued_on
        if line.day and day and record.licence_issued_on and day != record.licence_issued_on:
            told = record.licence_issued_on.isoformat()
            yield _difference(subject, "licence_date", told, (line.day,))
        ends = line.expires_on
        if line.expiry and ends and record.licence_expires_on and ends != record.licence_expires_on:
            told = record.licence_expires_on.isoformat()
            yield _difference(subject, "licence_expiry", told, (line.expiry,))
        if line.authority and _other_office(subject.page.words(line.authority), subject):
            yield _difference(
                subject, "licence_authority", record.licence_authority, (line.authority,)
            )


def _is_number(subject: Subject, line: LicenceLine) -> bool:
    registered, shown = subject.record.licence_number or "", subject.page.words(line.number)
    # Its kind is written in many ways (GP-TTĐT, GP/TTĐT, GP-STTTT): the number tells it.
    ours, theirs = _DIGITS.findall(registered), _DIGITS.findall(shown)
    return bool(ours and theirs) and int(ours[0]) == int(theirs[0])


def _other_office(shown: str, subject: Subject) -> bool:
    """Whether another authority is named, by kind or by place; abbreviations are none."""
    registered = subject.record.licence_authority
    if not registered:
        return False
    ours, theirs = _office(registered), _office(shown)
    kinds_differ = ours is not None and theirs is not None and ours != theirs
    return kinds_differ or likeness(registered, shown) == "other"


def _office(name: str) -> str | None:
    lowered = name.strip().lower()
    found = next((office for office in _OFFICES if lowered.startswith(office)), None)
    return "ubnd" if found in ("ủy ban", "uỷ ban") else found


def _of_server(subject: Subject) -> Iterator[RegisterDifference]:
    """Where the register declares blocks of addresses, and the server that answered has another."""
    declared = subject.record.server_location or ""
    blocks = [block for words in _BLOCK.findall(declared) if (block := _block(words)) is not None]
    if not blocks or subject.server_address is None:
        return
    address = ip_address(subject.server_address)
    if not any(block.version == address.version and address in block for block in blocks):
        yield RegisterDifference(
            field="server_location", registered=declared, answered=subject.server_address
        )


def _block(words: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(words, strict=False)
    except ValueError:
        return None


def _of_person(subject: Subject, places: tuple[Range, ...]) -> Iterator[RegisterDifference]:
    known = subject.record.responsible_person
    if known is None or not places:
        return
    spans = tuple(subject.personal("name", place) for place in places)
    if all(span.digest != known for span in spans):
        yield RegisterDifference(field="responsible_person", registered=None, shown=spans)


def _likeness(subject: Subject, registered: str, places: Iterable[Range]) -> Likeness:
    """Of what the register says to what the page shows there, or anywhere."""
    if plain(registered).text in plain(subject.page.text).text:
        return "same"
    found = {likeness(registered, subject.page.words(place)) for place in places}
    return "same" if "same" in found else "unsure" if "unsure" in found else "other"


def _difference(
    subject: Subject, field: RegisteredField, registered: str | None, places: Iterable[Range]
) -> RegisterDifference:
    spans = tuple(quoted(subject, subject.page, place) for place in list(places)[:5])
    return RegisterDifference(field=field, registered=registered, shown=spans)


CODE: Final = DutyCode(DUTY, "home", CurrentParameters, judge)
