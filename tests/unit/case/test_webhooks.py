"""Webhooks by themselves: signatures as the standard has them, who is told, when it is given up."""

import base64
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from minhbach_case.domain.webhooks import (
    ATTEMPTS,
    JITTER,
    LONGEST_ASKED,
    SECRET_PREFIX,
    WAITS,
    Again,
    Answered,
    Delivered,
    GivenUp,
    Unanswered,
    WebhookRefusal,
    WebhookRefused,
    asked_until,
    checked_address,
    checked_name,
    failed_too_long,
    next_of,
    secret_of,
    signature,
    signed_headers,
)
from minhbach_shared.clock import utc_now

_NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
_MASTER = b"a secret of tests only"


def test_the_standards_own_vector_is_met() -> None:
    """Secret, id, time and body as the specification of Standard Webhooks signs them."""
    at = datetime.fromtimestamp(1614265330, UTC)
    found = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        at,
        b'{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.text(), st.binary(min_size=8, max_size=32))
def test_a_subscribers_library_takes_what_is_signed(body: str, salt: bytes) -> None:
    """Whatever the body; during a rotation by either secret, and by no other."""
    new, old, other = (secret_of(_MASTER, salt, number) for number in (2, 1, 3))
    raw = body.encode("utf-8", "replace")
    headers = signed_headers([new, old], "id-1", utc_now(), raw)
    for secret in (new, old):
        Webhook(secret).verify(raw, headers, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(raw, headers, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(raw + b" ", headers, json_parse=False)


def test_a_secret_is_long_enough_and_nobody_elses() -> None:
    """32 bytes; another salt, number or deployment gives another."""
    found = {
        secret_of(master, salt, number)
        for master in (_MASTER, b"another one")
        for salt in (b"a" * 32, b"b" * 32)
        for number in (1, 2)
    }
    assert len(found) == 8
    assert {len(base64.b64decode(one.removeprefix(SECRET_PREFIX))) for one in found} == {32}


def test_waits_grow_to_three_days_and_end() -> None:
    """Each within a fifth of its time; the last attempt is the last."""
    for attempt, wait in enumerate(WAITS, 1):
        for chance in (0.0, 0.5, 1.0):
            found = next_of(Answered(500), attempt, _NOW, chance)
            assert isinstance(found, Again)
            assert abs((found.at - _NOW) / wait - 1) <= JITTER + 1e-9
    assert list(WAITS) == sorted(WAITS)
    assert timedelta(days=3) < sum(WAITS, timedelta()) < timedelta(days=4)
    assert next_of(Unanswered("timeout"), ATTEMPTS, _NOW, 0.5) == GivenUp()


@pytest.mark.parametrize(
    ("status", "taken"), [(200, True), (204, True), (301, False), (302, False), (404, False)]
)
def test_only_a_success_is_one(status: int, taken: bool) -> None:
    """A redirect is not followed, and is no success."""
    assert (next_of(Answered(status), 1, _NOW, 0.5) == Delivered()) is taken


@pytest.mark.parametrize(
    ("status", "said", "waits"),
    [
        (429, "120", timedelta(seconds=120)),
        (503, " 7200 ", timedelta(hours=2)),
        (503, "Sun, 22 Nov 2026 04:30:00 GMT", timedelta(minutes=30)),
        (503, "Sunday, 22-Nov-26 04:30:00 GMT", timedelta(minutes=30)),
        (429, "Sun, 22 Nov 2026 04:30:00 -0000", timedelta(minutes=30)),
        (429, "9" * 9, LONGEST_ASKED),
        (429, "9" * 60, LONGEST_ASKED),
        (429, "Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_ASKED),
        (429, "0", None),
        (429, "Sun, 22 Nov 2026 03:59:00 GMT", None),
        (429, "", None),
        (429, "soon", None),
        (429, "-5", None),
        (429, "٣٠", None),
        (429, "Sun, 22 Nov 2026 04:30:00 +99999999999999", None),
        (500, "7200", None),
        (302, "7200", None),
    ],
)
def test_who_is_busy_is_left_alone(status: int, said: str, waits: timedelta | None) -> None:
    """In seconds or as a date, a day at most; never sooner than by the waits, nor after the end."""
    now = datetime(2026, 11, 22, 4, tzinfo=UTC)
    until = now + waits if waits else None
    assert asked_until(Answered(status, "", said), now) == until
    first = next_of(Answered(status, "", said), 1, now, 0.5)
    assert first == Again(max(now + WAITS[0], until or now), until)
    later = next_of(Answered(status, "", said), len(WAITS), now, 0.5)
    assert isinstance(later, Again)
    assert later.at == now + WAITS[-1]
    assert next_of(Answered(status, "", said), ATTEMPTS, now, 0.5) == GivenUp()


def test_who_is_gone_is_not_asked_again() -> None:
    """410 ends it at once; who failed for three days is left alone."""
    assert next_of(Answered(410), 1, _NOW, 0.5) == GivenUp(gone=True)
    assert not failed_too_long(None, _NOW)
    assert not failed_too_long(_NOW - timedelta(days=2), _NOW)
    assert failed_too_long(_NOW - timedelta(days=3), _NOW)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://agency.example/hook", "address_http"),
        ("https://127.0.0.1/hook", "address_private"),
        ("https://[::1]/hook", "address_private"),
        ("https://[::ffff:10.0.0.1]/hook", "address_private"),
        ("https://169.254.169.254/latest", "address_private"),
        ("https://user:word@agency.example/", "address_wrong"),
        ("https://agency.example/#part", "address_wrong"),
        ("https://agency.example:port/", "address_wrong"),
        ("https:///hook", "address_wrong"),
        ("ftp://agency.example/", "address_wrong"),
        ("https://agency.example/a b", "address_wrong"),
        ("https://agency.example/\r\nx: y", "address_wrong"),
        ("https://agency.example/" + "x" * 500, "address_wrong"),
        ("", "address_wrong"),
    ],
)
def test_an_address_that_may_not_be_written_to(address: str, code: WebhookRefusal) -> None:
    """It is told before anything is kept."""
    with pytest.raises(WebhookRefused) as refused:
        checked_address(address, http=False, networks=())
    assert refused.value.code == code


def test_the_settings_let_an_agencys_own_network_in() -> None:
    """By network and, apart from it, without TLS."""
    networks = (ip_network("10.20.0.0/16"),)
    assert checked_address("https://10.20.3.4/hook", http=False, networks=networks)
    assert checked_address(" http://10.20.3.4:8080/hook?a=1 ", http=True, networks=networks)
    with pytest.raises(WebhookRefused):
        checked_address("https://10.21.0.1/", http=False, networks=networks)


def test_a_name_is_for_people() -> None:
    """Spaces are put in order; empty, endless or hidden characters are refused."""
    assert checked_name("  Thanh tra   Sở ") == "Thanh tra Sở"
    for wrong in ("", "  ", "x" * 101, "a\u202eb", "a\x00b"):
        with pytest.raises(WebhookRefused):
            checked_name(wrong)
