"""robots.txt by RFC 9309: a 4xx allows all, garbage allows all, an unreachable one nothing."""

from dataclasses import dataclass
from typing import Final, Self

from protego import Protego

from minhbach_crawler.domain.exchanges import Answered, Lost, Outcome
from minhbach_shared.events import FailureReason

LONGEST_ROBOTS: Final = 512_000
"""Bytes that are read; RFC 9309 section 2.5 asks for at least 500 KiB."""


@dataclass(frozen=True, slots=True)
class Robots:
    """What one site's robots.txt says to our agent."""

    rules: Protego
    agent: str

    @classmethod
    def read(cls, content: bytes, agent: str) -> Self:
        """The rules of a file; ``agent`` is our product token. Lines that say nothing are none."""
        text = content[:LONGEST_ROBOTS].decode("utf-8-sig", errors="replace").replace("\0", "")
        return cls(Protego.parse(text), agent)

    def allows(self, address: str) -> bool:
        """Whether our agent may fetch an address."""
        return self.rules.can_fetch(address, self.agent)

    def delay(self, least: float, most: float) -> float:
        """Seconds between requests: what Crawl-delay asks for, between our own bounds."""
        return min(max(self.rules.crawl_delay(self.agent) or 0.0, least), max(least, most))

    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the file names."""
        return tuple(self.rules.sitemaps)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """robots.txt stayed out of reach: nothing else of the site is fetched in this visit."""

    reason: FailureReason
    detail: str


def robots_from(outcome: Outcome, content: bytes, agent: str) -> Robots | Unreachable:
    """What an answer to /robots.txt means (RFC 9309, section 2.3.1); ``content`` is decoded."""
    match outcome:
        case Answered(answer=answer) if answer.status < 300:
            return Robots.read(content, agent)
        case Answered(answer=answer) if answer.status < 500:
            return Robots.read(b"", agent)
        case Answered(answer=answer):
            detail = f"robots.txt answered {answer.status}: nothing may be fetched (RFC 9309)"
            return Unreachable("robots_disallowed", detail)
        case Lost(reason="left_site" | "redirect_loop" | "too_large"):
            return Robots.read(b"", agent)
        case Lost(reason=reason, detail=detail):
            return Unreachable(reason, f"robots.txt: {detail}"[:300])
