"""Listed domains: which hosts stand on the lists of gambling, adult, scam and malware sites.

The lists are data that is refreshed without a release (``domain_lists.py`` reads them); what a
page was judged by is named by the list's name and version.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, Self

HostKind = Literal["gambling", "adult", "scam", "malware"]

_LONGEST: Final = 253
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_PATH: Final = re.compile(r"[/?#\\]")
_SCHEME: Final = len("https://")
"""Characters in which a web address's path does not begin; in ``http://`` it has a host before."""
_SHARED: Final = re.compile(
    r"(?:com|net|org|edu|gov|ac|id|io|info|name|pro|biz|health|int|mil|ai)\.vn"
    r"|co\.(?:uk|kr|jp)|com\.(?:au|cn|tw|hk|sg)"
)
"""Endings that belong to many owners: a list that names one would name them all."""


@dataclass(frozen=True, slots=True)
class HostList:
    """One list.

    Attributes:
        version: begins with the SHA-256 of what was read, so a replay knows the list.
    """

    name: str
    version: str
    hosts: frozenset[str]

    @property
    def identity(self) -> str:
        """Name and version, as evidence names it."""
        return f"{self.name}/{self.version}"

    def holds(self, host: str) -> bool:
        """Whether a host, or a domain that it lies under, is listed."""
        labels = host.split(".")
        return any(".".join(labels[at:]) in self.hosts for at in range(len(labels) - 1))


@dataclass(frozen=True, slots=True)
class HostLists:
    """The lists in use, at most one of a kind."""

    lists: Mapping[HostKind, HostList] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def none(cls) -> Self:
        """No list."""
        return cls()

    def of(self, kind: HostKind) -> HostList | None:
        """The list of a kind, where there is one."""
        return self.lists.get(kind)


def host_of(address: str) -> str:
    """The host of an absolute http(s) address, lower case, without port; empty for others."""
    scheme, separator, rest = address.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        return ""
    authority = _PATH.split(rest, maxsplit=1)[0].rpartition("@")[2]
    return authority.partition(":")[0].strip(".").lower()


def hosts_of(addresses: Iterable[str]) -> list[str]:
    """The host of each address; what stands before the path is looked at once."""
    origins = [
        address if (path := address.find("/", _SCHEME)) < 0 else address[:path]
        for address in addresses
    ]
    hosts = {origin: host_of(origin) for origin in set(origins)}
    return [hosts[origin] for origin in origins]


def listed_host(line: str) -> str | None:
    """The host that a line of a list names; None for an empty line or a comment.

    Plain hosts, ``0.0.0.0 host`` as in hosts files and ``||host^`` as in filters are read.

    Raises:
        ValueError: the line names no host, or an ending that many owners share.
    """
    words = line.partition("#")[0].split()
    if not words or words[0][0] in "!;[":
        return None
    if len(words) == 2 and words[0] in ("0.0.0.0", "127.0.0.1", "::", "::1"):
        words = words[1:]
    if len(words) > 1:
        raise ValueError("more than one word; one host a line")
    return _checked(words[0])


def _checked(word: str) -> str:
    host = word.removeprefix("||").removesuffix("^").removeprefix("*.").strip(".").lower()
    try:
        host = host.encode("ascii").decode() if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        raise ValueError(f"{word[:60]!r} is no host") from None
    labels = host.split(".")
    if len(host) > _LONGEST or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(f"{word[:60]!r} is no host")
    if len(labels) < 2 or _SHARED.fullmatch(host):
        raise ValueError(f"{word[:60]!r} is an ending that many owners share")
    return host
