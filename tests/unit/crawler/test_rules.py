"""Which addresses are dialled, redirects, retries and robots.txt: pure decisions."""

from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_crawler.domain.addresses import Site
from minhbach_crawler.domain.exchanges import Answered, Exchange, Lost
from minhbach_crawler.domain.redirects import Hop, follow
from minhbach_crawler.domain.retries import Retries, retry_after
from minhbach_crawler.domain.robots import Robots, Unreachable, robots_from
from minhbach_shared.dialling import refusal

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOME = "http://a.vn/"
SITE = Site.of(HOME)
AGENT = "MinhBachBot"


def exchange(status: int = 200, address: str = HOME, **headers: str) -> Exchange:
    """An answer without a body."""
    named = tuple((k.replace("_", "-").encode(), v.encode("latin-1")) for k, v in headers.items())
    return Exchange(address, NOW, (), status, "", named, b"")


@pytest.mark.parametrize(
    "dialled",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "2001:db8::1"),
        *("2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1"),
    ],
)
def test_what_is_not_public_is_refused(dialled: str) -> None:
    """In any writing, also inside an IPv6 address that stands for an IPv4 one."""
    assert refusal(dialled, ()) is not None


@pytest.mark.parametrize(
    "dialled", ["1.1.1.1", "203.162.0.11", "2606:4700::1111", "::ffff:1.1.1.1"]
)
def test_what_is_public_may_be_dialled(dialled: str) -> None:
    """Ordinary addresses pass."""
    assert refusal(dialled, ()) is None


@given(st.ip_addresses(v=4))
def test_a_named_network_is_an_exception_and_nothing_else_is(address: IPv4Address) -> None:
    """The setting opens exactly what it names, in any writing."""
    assert refusal(str(address), [IPv4Network(address)]) is None
    assert refusal("10.0.0.1", [IPv4Network("10.0.0.0/31")]) is None
    assert refusal("10.0.0.2", [IPv4Network("10.0.0.0/31")]) is not None
    assert refusal("::ffff:10.0.0.1", [IPv4Network("10.0.0.0/31")]) is None


def test_a_redirect_is_followed_on_the_site_and_within_five() -> None:
    """Elsewhere, in a circle, too often, or forbidden: a loss with its reason."""

    def led(location: str, before: int = 0, *, allowed: bool = True) -> object:
        chain = tuple(exchange(302, f"{HOME}{n}") for n in range(before))
        answer = exchange(302, HOME + "now", Location=location)
        outcome = follow(SITE, HOME + "asked", chain, answer, lambda _: allowed)
        return outcome.reason if isinstance(outcome, Lost) else outcome

    assert led("/to?b=1&a=2#x") == Hop(HOME + "to?b=1&a=2")
    assert led("/to", before=4) == Hop(HOME + "to")
    assert led("/to", before=5) == "redirect_loop"
    assert led("/asked") == "redirect_loop"
    assert led("/now") == "redirect_loop"
    assert led("https://a.vn/") == "left_site"
    assert led("//b.vn/") == "left_site"
    assert led("javascript:x") == "bad_response"
    assert led("/to", allowed=False) == "robots_disallowed"
    assert follow(SITE, HOME, (), exchange(302), lambda _: True) is None
    assert follow(SITE, HOME, (), exchange(200, Location="/x"), lambda _: True) is None


def test_waits_grow_and_end() -> None:
    """Half to full of a doubling wait; nothing after the last attempt or for good answers."""
    retries = Retries(attempts=4, first=1.0, longest=3.0)
    down = Answered((), exchange(503))
    assert [retries.wait(down, n, NOW, 1.0) for n in (1, 2, 3, 4)] == [1.0, 2.0, 3.0, None]
    assert retries.wait(down, 1, NOW, 0.0) == 0.5
    assert retries.wait(Answered((), exchange(404)), 1, NOW, 1.0) is None
    assert retries.wait(Lost((), "connection", "", passing=True), 3, NOW, 1.0) == 3.0
    silence = Lost((), "timeout", "", passing=True)
    assert [retries.wait(silence, n, NOW, 1.0) for n in (1, 2)] == [1.0, None]
    assert retries.wait(Lost((), "tls", ""), 1, NOW, 1.0) is None


def test_retry_after_is_a_least_wait_and_one_beyond_the_bound_ends_the_asking() -> None:
    """Seconds or a date; what cannot be read is none."""
    retries = Retries(attempts=4, first=1.0, longest=30.0)

    def wait(value: str) -> float | None:
        return retries.wait(Answered((), exchange(503, Retry_After=value)), 1, NOW, 1.0)

    assert wait("7") == 7
    assert wait("0") == 1
    assert wait("31") is None
    assert wait("Sun, 22 Nov 2026 00:00:09 GMT") == 9
    assert wait("Sun, 22 Nov 2020 00:00:09 GMT") == 1
    assert wait("mai") == 1
    assert retry_after(exchange(503), NOW) is None


def test_robots_by_status() -> None:
    """RFC 9309 section 2.3.1: 4xx allows all, 5xx and silence nothing, 2xx by its rules."""
    rules = b"User-agent: *\nDisallow: /x\nSitemap: http://a.vn/s.xml\nCrawl-delay: 3"

    def read(outcome: Answered | Lost) -> Robots | Unreachable:
        return robots_from(outcome, rules, AGENT)

    stated = read(Answered((), exchange(200)))
    assert isinstance(stated, Robots)
    assert not stated.allows(HOME + "x")
    assert stated.allows(HOME + "y")
    assert stated.sitemaps() == ("http://a.vn/s.xml",)
    assert (stated.delay(0.25, 5), stated.delay(0.25, 1), stated.delay(4, 5)) == (3, 1, 4)
    for outcome in (Answered((), exchange(404)), Lost((), "left_site", "")):
        open_to_all = read(outcome)
        assert isinstance(open_to_all, Robots)
        assert open_to_all.allows(HOME + "x")
        assert open_to_all.delay(0.25, 5) == 0.25
    assert read(Answered((), exchange(503))) == Unreachable(
        "robots_disallowed", "robots.txt answered 503: nothing may be fetched (RFC 9309)"
    )
    assert read(Lost((), "timeout", "x")) == Unreachable("timeout", "robots.txt: x")


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_robots_of_garbage_never_raise(content: bytes) -> None:
    """Whatever stands there, the home page gets an answer."""
    assert Robots.read(content, AGENT).allows(HOME) in {True, False}


@given(st.binary(max_size=200).filter(lambda b: b"isal" not in b.lower()))
def test_robots_of_garbage_allow_all(content: bytes) -> None:
    """Without a line that disallows, nothing is disallowed."""
    assert Robots.read(content, AGENT).allows(HOME)
