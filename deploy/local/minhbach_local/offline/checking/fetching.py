"""Fetches a site's own pages for its own people: few, one after another, of one host."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Final, Self
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import getproxies

import httpx

from minhbach_local.offline.saved import NotRead

FOLLOWED: Final = 20
"""Links of the home page that are followed."""
FROM_SITEMAP: Final = 10
"""Pages of the sitemap beside them: injected ones are linked from nowhere."""
_PAUSE: Final = 0.3
_LARGEST: Final = 10_000_000
_REDIRECTS: Final = 5
_TIMEOUT: Final = httpx.Timeout(20.0)
_AGENT: Final = "minhbach-check/1 (a site's own check)"
_LOC: Final = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{8,2000})", re.IGNORECASE)
_NO_PAGE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|pdf|docx?|xlsx?|pptx?|zip|rar|mp[34]|xml|rss|apk)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered."""

    address: str
    """After redirects."""
    body: bytes
    content_type: str | None
    server_address: str | None


class Fetcher:
    """One client for one host; a context manager."""

    def __init__(self, host: str) -> None:
        self._host = _bare(host)
        self._client = httpx.Client(
            timeout=_TIMEOUT, headers={"User-Agent": _AGENT, "Accept": "text/html,*/*;q=0.5"}
        )
        self._direct = not getproxies()
        self._asked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def is_own(self, address: str) -> bool:
        """Whether an address belongs to the host, with or without ``www.``."""
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and _bare(parts.netloc) == self._host

    def get(self, address: str) -> Fetched | NotRead:
        """The page at an address; redirects are followed on the same host only."""
        at = address
        for _ in range(_REDIRECTS):
            answer = self._once(at)
            if not isinstance(answer, str):
                return answer
            at = urljoin(at, answer)
            if not self.is_own(at):
                return NotRead(address, f"redirects to {at}; check that address by itself")
        return NotRead(address, "redirects without end")

    def sitemap(self, home: str) -> list[str]:
        """The first addresses of the sitemap; empty where there is none."""
        found = self._locations(urljoin(home, "/sitemap.xml"))
        inner = [one for one in found if one.endswith(".xml")][:1]
        return self._locations(inner[0]) if inner else found

    def _locations(self, address: str) -> list[str]:
        match self.get(address):
            case Fetched(body=body):
                text = body.decode("utf-8", "replace")
                return [unescape(found) for found in _LOC.findall(text)]
        return []

    def _once(self, address: str) -> Fetched | NotRead | str:
        """The answer, why there is none, or where it redirects to."""
        if self._asked:
            time.sleep(_PAUSE)
        self._asked = True
        try:
            with self._client.stream("GET", address) as response:
                if response.has_redirect_location:
                    return str(response.headers["Location"])
                if not response.is_success:
                    return NotRead(address, f"answers {response.status_code}")
                return self._whole(address, response)
        except httpx.TimeoutException:
            return NotRead(address, "does not answer in 20 seconds")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return NotRead(address, f"does not answer: {error}")

    def _whole(self, address: str, response: httpx.Response) -> Fetched | NotRead:
        server = self._server(response)  # asked before the connection may close
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > _LARGEST:
                return NotRead(address, f"is larger than {_LARGEST // 1_000_000} MB")
        return Fetched(address, bytes(body), response.headers.get("Content-Type"), server)

    def _server(self, response: httpx.Response) -> str | None:
        """Its IP address; None where a proxy stands between."""
        if not self._direct:
            return None
        peer = response.extensions["network_stream"].get_extra_info("server_addr")
        return str(peer[0]) if peer else None


def to_follow(fetcher: Fetcher, home: str, links: Iterable[tuple[str, str]]) -> list[str]:
    """The links of a home page that lead to articles of its own, headlines first.

    Args:
        links: address and words of each, in the page's order.
    """
    told: dict[str, int] = {}
    for address, words in links:
        own = urldefrag(address)[0]
        if own != urldefrag(home)[0] and is_page(fetcher, own):
            told[own] = max(told.get(own, 0), len(words))
    return sorted(told, key=lambda address: told[address] < 20)[:FOLLOWED]


def is_page(fetcher: Fetcher, address: str) -> bool:
    """Whether an address of the host may be a page below its home page."""
    path = urlsplit(address).path
    return fetcher.is_own(address) and len(path) > 1 and not _NO_PAGE.search(path)


def beside(fetcher: Fetcher, home: str, known: Iterable[str]) -> list[str]:
    """Pages of the sitemap that the home page does not link."""
    linked = {urldefrag(address)[0] for address in (home, *known)}
    told = dict.fromkeys(urldefrag(address)[0] for address in fetcher.sitemap(home))
    return [a for a in told if a not in linked and is_page(fetcher, a)][:FROM_SITEMAP]


def _bare(netloc: str) -> str:
    return netloc.lower().rpartition("@")[2].removeprefix("www.")
