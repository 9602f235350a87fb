"""Ids: the same input gives the same id on every replay, other input another one."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_shared.ids import (
    NAMESPACE,
    canonical,
    capture_id,
    case_id,
    derived_id,
    digest_of,
    fault_id,
    iso,
    origin_of,
    site_id,
    suspicion_id,
    visit_id,
)

WRITTEN_DOWN = [
    "875aac34-78a7-5e7c-9930-6e9102a9b8ce",
    "4538febf-c0b9-5682-ba4b-2bd531290b95",
    "dd785b8c-1d3d-57b5-afb6-5f7e30d3cdca",
    "6fa2ab95-9b1b-5ba7-9b26-d1ecad1d59b8",
    "be0924eb-58ec-5382-8e11-8ea4a619945a",
    "0d85a4bd-240d-53a5-8c67-9070f3058ecc",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=5))
def test_an_id_is_that_of_the_standard(parts: list[object]) -> None:
    """It is what the standard library's UUIDv5 gives for the canonical JSON."""
    assert derived_id(*parts) == uuid5(NAMESPACE, canonical(parts).decode())


@given(st.lists(JSON, max_size=5))
def test_the_same_input_gives_the_same_id(parts: list[object]) -> None:
    """However often it is asked; and the id is a UUIDv5."""
    assert derived_id("thing", *parts) == derived_id("thing", *parts)
    assert derived_id("thing", *parts).version == 5


@given(st.lists(JSON, max_size=4), st.lists(JSON, max_size=4))
def test_other_input_gives_another_id(one: list[object], other: list[object]) -> None:
    """Two ids are one only where the canonical inputs are one."""
    same = canonical(one) == canonical(other)
    assert (derived_id("thing", *one) == derived_id("thing", *other)) == same


def test_ids_never_change() -> None:
    """Written-down ids: a change here would make every replay disagree with what was published."""
    site = site_id("http://tinhhoamoi.example/")
    visit = visit_id(site, datetime(2026, 11, 22, tzinfo=UTC))
    capture = capture_id(visit, "http://tinhhoamoi.example/a.html")
    fault = fault_id(site, "source.credited", "http://tinhhoamoi.example/a.html", digest_of("x"))
    found = [site, visit, capture, fault, suspicion_id(capture, fault), case_id(site, "licence", 1)]
    assert [str(one) for one in found] == WRITTEN_DOWN


def test_the_order_of_parts_matters_and_parts_do_not_run_together() -> None:
    """An array, not a joined text: shifting a boundary is another input."""
    assert derived_id("a", "b", "c") != derived_id("a", "c", "b")
    assert derived_id("ab", "c") != derived_id("a", "bc")
    assert derived_id("a", 1) != derived_id("a", "1")
    assert derived_id("a", None) != derived_id("a", "")


@given(st.dictionaries(st.text(), JSON))
def test_canonical_json_does_not_know_the_order_of_keys(value: dict[str, object]) -> None:
    """The same fields in another order are the same bytes, and the same digest."""
    backwards = dict(reversed(value.items()))
    assert canonical(value) == canonical(backwards)
    assert digest_of(value) == digest_of(backwards)
    assert len(digest_of(value)) == 64


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-14, 14))
def test_a_time_is_written_one_way(moment: datetime, hours: int) -> None:
    """Whatever its zone: UTC, milliseconds, Z."""
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours))) if moment.year > 1 else moment
    if elsewhere.year < 9999:
        assert iso(elsewhere) == iso(moment)
    assert iso(moment).endswith("Z")


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("http://A.example", ("http", "a.example", 80)),
        ("http://a.example:80/x?y#z", ("http", "a.example", 80)),
        ("https://a.example/", ("https", "a.example", 443)),
        ("https://a.example:443", ("https", "a.example", 443)),
        ("https://a.example:8443/", ("https", "a.example", 8443)),
        (" http://127.0.0.1:5000/tin ", ("http", "127.0.0.1", 5000)),
        ("http://[::1]:80/", ("http", "::1", 80)),
    ],
)
def test_the_origin_of_an_address(address: str, origin: tuple[str, str, int]) -> None:
    """Scheme, host and port, with the scheme's port where none is written."""
    assert origin_of(address) == origin


def test_a_site_is_told_by_scheme_host_and_port() -> None:
    """Path and case of the host are no matter; scheme and port are."""
    assert site_id("http://a.example") == site_id("http://A.example:80/gioi-thieu")
    assert site_id("http://a.example") != site_id("https://a.example")
    assert site_id("http://a.example") != site_id("http://a.example:8080")


@pytest.mark.parametrize("address", ["a.example", "ftp://a.example", "http://", "", "mailto:a@b"])
def test_what_has_no_origin(address: str) -> None:
    """The message quotes the address."""
    with pytest.raises(ValueError, match="no http or https address"):
        origin_of(address)


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_two_openers_meet(one: int, other: int) -> None:
    """A case's id comes from site, kind and ordinal: equal for equal ones only."""
    site = UUID(int=7)
    assert (case_id(site, "licence", one) == case_id(site, "licence", other)) == (one == other)
    assert case_id(site, "licence", one) != case_id(site, "disclosure", one)
