"""What asking for an address came to: frozen, taken apart with ``match``."""

from dataclasses import dataclass
from datetime import datetime

from minhbach_shared.events import FailureReason


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; the body as it came over the wire, still encoded."""

    address: str
    asked_at: datetime
    request_headers: tuple[tuple[bytes, bytes], ...]
    status: int
    reason: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    server: str | None = None
    """The server's IP address, where the connection told it."""

    def header(self, name: str) -> str | None:
        """The first value of a header, in any case of letters."""
        wanted = name.lower().encode()
        found = (value for key, value in self.headers if key.lower() == wanted)
        return next((value.decode("latin-1") for value in found), None)

    @property
    def media_type(self) -> str | None:
        """The content type without its parameters, in lower case."""
        value = self.header("content-type")
        return value.partition(";")[0].strip().lower() if value else None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer came, of whatever status; redirects on the way stand before it."""

    redirects: tuple[Exchange, ...]
    answer: Exchange


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer came. ``passing`` says that asking again may help."""

    redirects: tuple[Exchange, ...]
    reason: FailureReason
    detail: str
    passing: bool = False


Outcome = Answered | Lost
