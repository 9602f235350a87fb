"""Whose attempts count together."""

import pytest

from minhbach_case.web.throttle import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("-", "-"),
    ],
)
def test_one_place_is_one_network(address: str, network: str) -> None:
    """A customer's whole IPv6 network is one place: it has more addresses than can be counted."""
    assert network_of(address) == network
