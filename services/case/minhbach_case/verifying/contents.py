"""What hangs on an event and is in no digest of it, but by a digest of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from minhbach_case.storage.filings import owner_of
from minhbach_case.verifying.answer import ChainName, Why
from minhbach_case.verifying.chains import Beside
from minhbach_shared.eventlog import LoggedEvent
from minhbach_shared.ids import digest_of


def nothing_beside(_: LoggedEvent) -> Why | None:
    """Nothing hangs on it."""
    return None


def words_of_a_step(event: LoggedEvent) -> Why | None:
    """What a person wrote stands apart, under a salted digest."""
    private, digest = event.private or {}, event.body.get("text_digest")
    if "text" not in private:
        return None
    return None if digest_of([private.get("salt"), private["text"]]) == digest else "words"


def apart_of_a_filing(event: LoggedEvent) -> Why | None:
    """What names people stands apart, salt included."""
    digest = event.body.get("apart")
    if event.private is None or digest is None:
        return None
    return None if digest_of(event.private) == digest else "words"


def report_as_issued(event: LoggedEvent) -> Why | None:
    """A report names its own digest, which its readers were given."""
    body: Mapping[str, Any] = event.body
    return None if digest_of(body["report"]) == body["issue"]["digest"] else "report"


BESIDE: Final[Mapping[ChainName, Beside]] = {
    "cases": words_of_a_step,
    "register": nothing_beside,
    "reports": report_as_issued,
    "filings": apart_of_a_filing,
    "letters": nothing_beside,
}


@dataclass(frozen=True, slots=True)
class Referred:
    """Files that events name by their digest: gathered on the way, held against them after."""

    letters: dict[UUID, tuple[int, str | None]] = field(default_factory=dict)
    """Where a letter was queued, and the digest of its file; None where its chain names none."""
    uploads: dict[str, tuple[ChainName, str, int]] = field(default_factory=dict)
    """By the id of a kept file: the chain, the stream and the entry that first names it."""

    def take(self, chain: ChainName, event: LoggedEvent) -> None:
        """Notes what an event names."""
        if chain == "letters" and event.type == "queued":
            named = event.body.get("pdf_digest")
            place = (event.sequence, named if isinstance(named, str) else None)
            self.letters.setdefault(event.stream, place)
        for digest in _sent_with(event):
            owner = owner_of(event.stream) if chain == "filings" else event.stream
            place_of = (chain, str(event.stream), event.sequence)
            self.uploads.setdefault(f"{owner}:{digest}", place_of)


def _sent_with(event: LoggedEvent) -> Iterator[str]:
    uploads: Any = event.body.get("uploads") or ()
    for upload in uploads:
        yield str(upload["sha256"])
