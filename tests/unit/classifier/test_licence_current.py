"""``licence.current``: the home page against the licence in the register."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest

from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.weighing import comparable
from minhbach_shared.events import PersonalSpan, RegisterEvidence
from minhbach_shared.personal import salt_digest
from minhbach_shared.vocabulary import Verdict
from tests.unit.classifier.markup import FULL_FOOTER, digest, home, subject
from tests.unit.classifier.ruling import finding

BEFORE = datetime(2023, 5, 2, tzinfo=UTC)
REGISTER: dict[str, object] = {
    "licence_number": "15/GP-TTĐT",
    "licence_issued_on": date(2024, 4, 24),
    "licence_authority": "Sở TT&TT Tiền Giang",
    "organisation": "Công ty Cổ phần Truyền thông Sông Tiền",
    "contact_address": "Số 12 Đường Hùng Vương, Phường 7, TP. Mỹ Tho, Tiền Giang",
}


def registered(
    changed: Mapping[str, object] = MappingProxyType({}),
    footer: str = FULL_FOOTER,
    at: datetime = BEFORE,
) -> Subject:
    """The home page of a licensed site, against what the register says."""
    judged = subject(home(footer))
    record = judged.record.model_copy(update={**REGISTER, **changed})
    return replace(judged, record=record, captured_at=at)


def test_what_the_licence_says_passes() -> None:
    """Abbreviations of an authority, and another writing of the number's kind, are no change."""
    assert finding("licence.current", registered()).verdict == "pass"
    written = registered({"licence_number": "15/GP-STTTT"})
    assert finding("licence.current", written).verdict == "pass"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"licence_number": "51/GP-TTĐT"}, "licence_number"),
        ({"licence_issued_on": date(2023, 4, 24)}, "licence_date"),
        ({"licence_authority": "Bộ Thông tin và Truyền thông"}, "licence_authority"),
        ({"licence_authority": "Sở TT&TT Tuyên Quang"}, "licence_authority"),
        ({"responsible_person": digest("name", "Lê Thị Tám")}, "responsible_person"),
    ],
)
def test_what_differs_is_a_breach_that_names_it(changed: dict[str, object], field: str) -> None:
    """Up to 2024-12-24; a person's name stays at home."""
    found = finding("licence.current", registered(changed))
    assert found.verdict == "breach"
    assert isinstance(found.evidence, RegisterEvidence)
    (difference,) = found.evidence.differences
    assert difference.field == field
    personal = [isinstance(span, PersonalSpan) for span in difference.shown]
    assert personal == [field == "responsible_person"]


@pytest.mark.parametrize(("salt", "verdict"), [(b"kept", "breach"), (b"erased", "pass")])
def test_a_person_under_a_salt_that_was_erased_is_no_breach(salt: bytes, verdict: Verdict) -> None:
    """What differs only since personal data was erased says nothing; under its own salt it does."""
    person = {"responsible_person": digest("name", "Lê Thị Tám"), "salt": salt_digest(salt)}
    found = registered(person)
    judged = replace(found, record=comparable(found.record, b"kept"))
    assert finding("licence.current", judged).verdict == verdict


@pytest.mark.parametrize(
    "changed",
    [{"organisation": "Công ty Miền Gò"}, {"contact_address": "Số 1 đường Lê Lợi, xã Tân Phú"}],
)
def test_an_owner_or_office_that_changed_is_a_weaker_breach(changed: dict[str, object]) -> None:
    """It is told to the authority within ten working days of a day that no page shows."""
    found = finding("licence.current", registered(changed))
    assert found.verdict == "breach"
    number = finding("licence.current", registered({"licence_number": "51/GP-TTĐT"}))
    assert found.confidence < number.confidence


@pytest.mark.parametrize(
    "changed",
    [
        {"organisation": "CTY CP Truyền thông Sông Tiền"},
        {"contact_address": "12 Hùng Vương, P.7, TP Mỹ Tho"},
        {"contact_address": "12 đường Hùng Vương, phường 7, thành phố Mỹ Tho, tỉnh Tiền Giang"},
        {"licence_authority": "Sở Thông tin - Truyền thông tỉnh Tiền Giang"},
        {"licence_authority": "STTTT Tiền Giang"},
    ],
)
def test_another_writing_is_no_difference(changed: dict[str, object]) -> None:
    """Abbreviations, and a shorter or longer form of the same."""
    assert finding("licence.current", registered(changed)).verdict == "pass"


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (datetime(2024, 12, 24, 10, tzinfo=UTC), "breach"),
        (datetime(2024, 12, 25, 10, tzinfo=UTC), "inconclusive"),
    ],
)
def test_the_new_decrees_limits_were_not_verified(at: datetime, verdict: Verdict) -> None:
    """From 2024-12-25 on a difference is told and no breach."""
    judged = registered({"licence_number": "51/GP-TTĐT"}, at=at)
    assert finding("licence.current", judged).verdict == verdict


@pytest.mark.parametrize(
    ("declared", "address", "verdict"),
    [
        ("203.0.113.0/24", "203.0.113.7", "pass"),
        ("Hà Nội, 203.0.113.0/24; 2001:db8::/32", "2001:db8::1", "pass"),
        ("203.0.113.0/24", "198.51.100.7", "breach"),
        ("203.0.113.0/24", None, "pass"),
        ("Trung tâm dữ liệu Hà Nội", "198.51.100.7", "pass"),
    ],
)
def test_the_server_stands_where_the_register_says(
    declared: str, address: str | None, verdict: Verdict
) -> None:
    """Told by blocks of addresses alone: a city's name proves nothing."""
    judged = replace(registered({"server_location": declared}), server_address=address)
    assert finding("licence.current", judged).verdict == verdict


@pytest.mark.parametrize("status", ["unlicensed", None])
def test_without_a_licence_in_the_register_nothing_is_compared(status: str | None) -> None:
    """What only a register can tell is inconclusive without it."""
    judged = registered({"status": status, "licence_number": None})
    assert finding("licence.current", judged).verdict == "inconclusive"


def test_a_page_that_shows_no_licence_is_disclosures_fault() -> None:
    """Nothing to compare is no difference."""
    footer = "<p>Địa chỉ: Số 12 Đường Hùng Vương, Phường 7, TP. Mỹ Tho, Tiền Giang</p>"
    assert finding("licence.current", registered(footer=footer)).verdict == "inconclusive"
