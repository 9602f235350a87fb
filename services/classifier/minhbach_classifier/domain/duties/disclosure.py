"""``disclosure.home_page``: the home page shows who runs the site and under which licence.

Circular 09/2014/TT-BTTTT Article 2(3): the name of the organisation and of the body above it (if
any), address, e-mail, phone, the person responsible for the content; an aggregator also the
licence's number, day and authority.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.fields import Fields, has_endless_line, read_fields
from minhbach_classifier.domain.masking import quoted, responsible_names
from minhbach_classifier.domain.model import Finding, Range
from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.domain.text import plain
from minhbach_shared.events import FieldsEvidence, PersonalSpan, Span
from minhbach_shared.ids import digest_of
from minhbach_shared.personal import PersonalKind
from minhbach_shared.vocabulary import DisclosureField, Duty

DUTY: Final[Duty] = "disclosure.home_page"
_LEAST_TEXT: Final = 120
"""Visible characters below which a home page has nothing that could be read."""
_PERSONAL: Final[Mapping[DisclosureField, PersonalKind]] = {
    "responsible_person": "name",
    "email": "email",
    "phone": "phone",
}
NAMES: Final[Mapping[DisclosureField, str]] = {
    "organisation": "tên tổ chức quản lý",
    "governing_body": "tên cơ quan chủ quản",
    "address": "địa chỉ liên lạc",
    "email": "thư điện tử",
    "phone": "số điện thoại",
    "responsible_person": "tên người chịu trách nhiệm quản lý nội dung",
    "licence_number": "số giấy phép",
    "licence_date": "ngày cấp giấy phép",
    "licence_authority": "cơ quan cấp phép",
}


class DisclosureParameters(Parameters):
    """What the home page must show."""

    fields: tuple[DisclosureField, ...] = Field(min_length=1)
    if_any: tuple[DisclosureField, ...] = ()
    """Fields owed only where there is such a thing ("nếu có"), as the register tells."""


def judge(subject: Subject, parameters: DisclosureParameters) -> Finding:
    """The duty on the home page."""
    if _visible_size(subject) < _LEAST_TEXT:
        reason = "Trang chủ không có nội dung chữ đọc được để đối chiếu."
        return Finding(DUTY, "inconclusive", 0.5, reason)
    fields = read_fields(subject.page, subject.site_class)
    found = {**fields.found, **_known_to_register(subject, fields.found)}
    missing = tuple(
        f for f in parameters.fields if f not in found and _owed(f, subject, parameters, found)
    )
    evidence = _evidence(subject, parameters, found, missing, fields)
    if not missing:
        return Finding(DUTY, "pass", 0.9, "Trang chủ có đủ các thông tin phải ghi.", evidence)
    if has_endless_line(subject.page.text):
        reason = "Trang chủ có dòng chữ quá dài, không đọc hết được nên chưa thể kết luận."
        return Finding(DUTY, "inconclusive", 0.5, reason, evidence)
    told = ", ".join(NAMES[name] for name in missing)
    confidence = 0.9 if len(missing) <= len(parameters.fields) / 2 else 0.75
    digest = digest_of(["missing", *sorted(missing)])
    return Finding(DUTY, "breach", confidence, f"Trang chủ thiếu: {told}.", evidence, digest)


def _visible_size(subject: Subject) -> int:
    return sum(s.end - s.start for s in subject.page.body.segments if not s.hidden)


def _owed(
    name: DisclosureField,
    subject: Subject,
    parameters: DisclosureParameters,
    found: Mapping[DisclosureField, tuple[Range, ...]],
) -> bool:
    """What is owed only "nếu có" is missing only where the register says that there is one."""
    above = name == "organisation" and "governing_body" in found
    if above and subject.site_class == "state_portal" and not subject.record.organisation:
        # "Cơ quan chủ quản" is what many portals call the office that runs them.
        return False
    if name not in parameters.if_any:
        return True
    return name == "governing_body" and bool(subject.record.governing_body)


def _known_to_register(
    subject: Subject, found: Mapping[DisclosureField, tuple[Range, ...]]
) -> dict[DisclosureField, tuple[Range, ...]]:
    """Values of the register that the page shows in a way that no lead-in tells."""
    record = subject.record
    known: tuple[tuple[DisclosureField, str | None], ...] = (
        ("organisation", record.organisation),
        ("governing_body", record.governing_body),
        ("address", record.contact_address),
        ("licence_number", record.licence_number),
        ("licence_authority", record.licence_authority),
    )
    places = {name: _shown(subject, value) for name, value in known if value and name not in found}
    if "responsible_person" not in found:
        places["responsible_person"] = _responsible(subject)
    return {name: (place,) for name, place in places.items() if place is not None}


def _shown(subject: Subject, value: str) -> Range | None:
    wanted, page = plain(value), plain(subject.page.text)
    at = page.text.find(wanted.text) if len(wanted.text) > 5 else -1
    if at < 0:
        return None
    place = page.place(at, at + len(wanted.text))
    return None if _is_hidden(subject, place) else place


def _is_hidden(subject: Subject, place: Range) -> bool:
    return any(h.start < place.end and place.start < h.end for h in subject.page.hidden)


def _responsible(subject: Subject) -> Range | None:
    """The name that the register holds a digest of, in the footer, with or without a lead-in."""
    for area in subject.page.footer:
        words = subject.page.words(area)
        for name in responsible_names(subject, words):
            at = area.start + words.find(name)
            return Range(at, at + len(name))
    return None


def _evidence(
    subject: Subject,
    parameters: DisclosureParameters,
    found: Mapping[DisclosureField, tuple[Range, ...]],
    missing: tuple[DisclosureField, ...],
    fields: Fields,
) -> FieldsEvidence:
    return FieldsEvidence(
        missing=missing,
        found={
            name: tuple(_spans(subject, name, found[name]))
            for name in parameters.fields
            if name in found
        },
        placeholders=tuple(quoted(subject, subject.page, p) for p in fields.placeholders[:5]),
    )


def _spans(
    subject: Subject, name: DisclosureField, places: Iterable[Range]
) -> Iterable[Span | PersonalSpan]:
    kind = _PERSONAL.get(name)
    for place in list(places)[:20]:
        yield subject.personal(kind, place) if kind else quoted(subject, subject.page, place)


CODE: Final = DutyCode(DUTY, "home", DisclosureParameters, judge)
