"""Addresses: one canonical writing a page, files and traps left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_crawler.domain.addresses import (
    LONGEST,
    Site,
    canonical,
    is_address,
    is_page,
    same_page,
)

BASE = "http://trang.vn/muc/bai.html"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("", BASE),
        ("#cuoi", BASE),
        ("../tin?b=2&a=1#x", "http://trang.vn/tin?b=2&a=1"),
        ("/tin?b=b%e1%ba%a3n&&a=", "http://trang.vn/tin?b=b%E1%BA%A3n&a="),
        ("/t?utm_source=fb&id=3&fbclid=z", "http://trang.vn/t?id=3"),
        ("/t;jsessionid=A1?id=3", "http://trang.vn/t?id=3"),
        ("/t?id=1&id=2", "http://trang.vn/t?id=1&id=2"),
        ("//KHAC.vn:80/a/../b", "http://khac.vn/b"),
        (" /khoảng trắng ", "http://trang.vn/kho%E1%BA%A3ng%20tr%E1%BA%AFng"),
        ("/%e1%bb%87", "http://trang.vn/%E1%BB%87"),
        ("https://đăng.vn", "https://xn--ng-ila9c.vn/"),
        ("mailto:a@b.vn", None),
        ("javascript:void(0)", None),
        ("tel:0912", None),
        ("http://[", None),
        ("/" + "a" * LONGEST, None),
    ],
)
def test_an_address_has_one_writing(reference: str, expected: str | None) -> None:
    """Fragment, tracking and session parts go, escapes are made alike; the order is the site's."""
    assert canonical(BASE, reference) == expected


def test_a_page_is_the_same_in_every_order_of_its_query() -> None:
    """Asked for as the site writes it, known by what it says."""
    assert same_page("http://a.vn/tin?b=2&a=1") == same_page("http://a.vn/tin?a=1&b=2")
    assert same_page("http://a.vn/tin?b=2") != same_page("http://a.vn/tin?b=1")
    assert same_page("http://a.vn/tin") == "http://a.vn/tin"


@given(st.text(max_size=60))
def test_a_canonical_address_is_its_own(reference: str) -> None:
    """Canonicalised again it stays, whatever a page names; nothing raises."""
    address = canonical(BASE, reference)
    if address is not None:
        assert canonical(address) == address


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("http://a.vn/", True),
        ("http://a.vn/tin/bai-1.html?id=3", True),
        ("http://a.vn/default.aspx?sname=x&pageid=12", True),
        ("http://a.vn/anh.JPG", False),
        ("http://a.vn/vb/quyet-dinh.pdf", False),
        ("http://a.vn/tai-ve?f=x.pdf", True),
        ("http://a.vn/dang-xuat", False),
        ("http://a.vn/user?action=logout", False),
        ("http://a.vn/bai?replytocom=3", False),
        ("http://a.vn/x/y/x/y/x/y", False),
        ("http://a.vn/calendar/2031/01", False),
        ("http://a.vn/lich-cong-tac", True),
    ],
)
def test_files_actions_and_traps_are_no_pages(address: str, page: bool) -> None:
    """By its address alone, before anything is asked."""
    assert is_page(address) is page


def test_a_site_is_told_by_scheme_host_and_port() -> None:
    """The same host under another scheme or port is another site; writings of a host are one."""
    site = Site.of("http://Trang.vn")
    assert site.holds("http://trang.vn:80/a")
    assert not site.holds("https://trang.vn/a")
    assert not site.holds("http://trang.vn:8080/a")
    assert not site.holds("http://con.trang.vn/a")
    assert not site.holds("khong la dia chi")
    assert Site.of("http://[::ffff:127.0.0.1]/") == Site.of("http://[::ffff:7f00:1]/")


def test_what_is_no_address_is_said_so() -> None:
    """A register may hold anything."""
    assert is_address("https://trang.vn")
    assert not is_address("trang.vn")
    assert not is_address("ftp://trang.vn/")
