"""Which addresses may be dialled: public ones, and the networks that a setting names."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Network = IPv4Network | IPv6Network

# Python's is_global leaves these to the reader: they embed an IPv4 address of any kind.
_TRANSLATED: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def networks_of(value: object) -> object:
    """A setting's comma-separated networks, such as ``127.0.0.0/8,10.1.0.0/16``."""
    if isinstance(value, str):
        return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
    return value


def refusal(dialled: str, allowed: Sequence[Network]) -> str | None:
    """Why an IP address may not be dialled, or None if it may.

    ``dialled`` is the address as the socket gets it; a zone (``%eth0``) is ignored. Private,
    loopback, link-local, shared (CGNAT), multicast, reserved and unspecified addresses are
    refused, also inside an IPv6 address that stands for an IPv4 one.
    """
    address = ip_address(dialled.partition("%")[0])
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address.sixtofour or address
    if any(address.version == network.version and address in network for network in allowed):
        return None
    if isinstance(address, IPv6Address) and any(address in net for net in _TRANSLATED):
        return f"{dialled} stands for another address"
    if not address.is_global or address.is_multicast or address.is_reserved:
        return f"{dialled} is no public address"
    return None
