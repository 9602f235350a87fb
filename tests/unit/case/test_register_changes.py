"""What a register file would change, told field by field."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.domain.register import (
    Known,
    Personal,
    SiteEntry,
    left_version,
    next_version,
)
from minhbach_case.domain.register_changes import (
    change_of,
    leaving,
    too_many,
    without_personal,
)
from minhbach_shared.personal import PersonalKind, keyed_digest
from tests.support.suspicions import FIRST_DAY

LATER = FIRST_DAY + timedelta(days=1)
ENTRY = SiteEntry(
    name="Tin Thử",
    address="https://tin.example.vn/",
    site_class="aggregator",
    personal=Personal(responsible_person="Lan", emails=("a@example.vn", "b@example.vn")),
    licence_issued_on=date(2024, 1, 2),
)


def seal(kind: PersonalKind, value: str) -> str:
    """A keyed digest under a secret and salt of the test."""
    return keyed_digest(b"secret", b"salt", kind, value)


def known(entry: SiteEntry = ENTRY) -> Known:
    """The register's record after an entry."""
    made = next_version(entry, None, seal, FIRST_DAY)
    assert made is not None
    return Known(made.record, made.personal)


def gone() -> Known:
    """A site that has left the register."""
    made = left_version(known(), LATER)
    assert made is not None
    return Known(made.record, made.personal)


def test_a_new_site_is_told_with_what_its_row_says() -> None:
    """By the file's columns; what the row leaves empty is not told."""
    change = change_of(ENTRY, 7, None)
    assert change is not None
    assert (change.kind, change.line) == ("added", 7)
    assert [(f.field, f.new) for f in change.fields] == [
        ("name", "Tin Thử"),
        ("address", "https://tin.example.vn/"),
        ("class", "aggregator"),
        ("licence_issued_on", "2024-01-02"),
        ("responsible_person", "Lan"),
        ("email", "a@example.vn; b@example.vn"),
    ]


def test_personal_values_are_hidden_from_those_who_may_not_see_them() -> None:
    """That they change is told, not what they are."""
    entry = replace(ENTRY, name="Tin Mới", personal=Personal(responsible_person="Minh"))
    change = change_of(entry, 2, known())
    assert change is not None
    told = [(f.field, f.old, f.new) for f in without_personal(change).fields]
    assert told == [
        ("name", "Tin Thử", "Tin Mới"),
        ("responsible_person", None, None),
        ("email", None, None),
    ]


def test_a_site_that_left_leaves_no_second_time_and_comes_back_changed() -> None:
    """Its record says what it said, but for being active."""
    assert leaving(gone()) is None
    assert left_version(gone(), LATER) is None
    assert gone().record.version == 2
    change = change_of(ENTRY, 2, gone())
    assert change is not None
    assert [(f.field, f.old, f.new) for f in change.fields] == [("active", "false", "true")]


def test_a_site_whose_personal_values_were_erased_leaves_with_none() -> None:
    """Leaving brings nothing back."""
    made = left_version(Known(known().record, None), LATER)
    assert made is not None
    assert made.personal is None


@pytest.mark.parametrize(
    ("leave", "active", "many"), [(0, 0, False), (1, 3, False), (2, 3, True), (1, 1, True)]
)
def test_more_than_a_third_is_many(leave: int, active: int, many: bool) -> None:
    """Such a file is more likely a wrong one."""
    assert too_many(leave, active) is many


texts = st.sampled_from([None, "Một", "Hai"])
entries = st.builds(
    replace,
    st.just(ENTRY),
    name=st.sampled_from(["Một", "Hai"]),
    field=texts,
    personal=st.builds(
        Personal,
        responsible_person=texts,
        phones=st.lists(st.sampled_from(["0912345678", "0273387315"]), unique=True).map(tuple),
    ),
)


@given(entries, entries, st.booleans())
def test_what_is_told_is_what_is_written(before: SiteEntry, now: SiteEntry, left: bool) -> None:
    """A change is shown exactly where a version follows."""
    stands = known(before)
    if left:
        made = left_version(stands, LATER)
        assert made is not None
        stands = Known(made.record, made.personal)
    written = next_version(now, stands, seal, LATER) is not None
    assert (change_of(now, 2, stands) is not None) == written
