"""What stood when an earlier answer was given must stand: held by whoever kept that answer."""

from collections.abc import Iterator
from uuid import UUID

from minhbach_case.verifying.answer import BrokenEntry, Passed, Verification, Why

_DIGEST = 64


def held_against(earlier: Verification, passed: Passed) -> Iterator[BrokenEntry]:
    """The ends of an earlier answer through which the streams do not pass any more."""
    for chain, heads in earlier.heads.items():
        for stream, number, digest in heads:
            why = _why(passed.get(chain, {}).get(stream, ""), number, digest)
            if why is not None:
                of = UUID(stream) if stream else None
                yield BrokenEntry(chain=chain, stream=of, entry=number, why=why)


def _why(digests: str, number: int, digest: str) -> Why | None:
    if not digests:
        return "gone"
    if number * _DIGEST > len(digests):
        return "cut"
    there = digests[(number - 1) * _DIGEST : number * _DIGEST]
    return None if there == digest else "rewritten"
