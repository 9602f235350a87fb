"""What a verification answers, and its form as a signed file that an auditor keeps."""

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from minhbach_case.dossiers.signing import ManifestKey
from minhbach_case.dossiers.verifier.ed25519 import signed_by
from minhbach_shared.events import Value
from minhbach_shared.events.base import Digest
from minhbach_shared.ids import canonical

FORMAT: Final = "minhbach-verification/1"
"""Stands in what is signed, so that no signature over something else passes for one of these."""
ChainName = Literal["audit", "cases", "register", "reports", "filings", "letters"]
Why = Literal[
    "missing",
    "misplaced",
    "unlinked",
    "altered",
    "words",
    "words_gone",
    "report",
    "file",
    "cut",
    "rewritten",
    "gone",
    "unread",
]
WHY: Final[dict[Why, str]] = {
    "missing": "is missing",
    "misplaced": "stands at a place that is not its own",
    "unlinked": "does not follow the entry before",
    "altered": "was altered: its digest is another one",
    "words": "what was written with it is not what it holds the digest of",
    "words_gone": "what was written with it is gone, and no erasure says so",
    "report": "the report is not what its digest says",
    "file": "a file that belongs to it is not the one whose digest stands in the chain",
    "cut": "is missing: the chain ends before it, and it stood here",
    "rewritten": "is another one than stood here: the chain was written anew",
    "gone": "is missing with its whole chain, and it stood here",
    "unread": "cannot be read as an entry",
}
Verdict = Literal["whole", "broken"]
_STREAM: Final = r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$"
StreamId = Annotated[str, StringConstraints(pattern=_STREAM)]
Head = tuple[StreamId, Annotated[int, Field(ge=1)], Digest]
"""Where a chain ended: its stream (empty for the audit trail), the last number, its digest."""
Heads = dict[ChainName, tuple[Head, ...]]
Passed = dict[ChainName, dict[StreamId, str]]
"""The digest of every entry of every stream, in order, 64 characters each."""


class BrokenEntry(Value):
    """An entry that is not as it was written."""

    chain: ChainName
    stream: UUID | None = Field(description="Case, site, report or letter; null: the audit trail")
    entry: int = Field(description="Its number, from 1")
    why: Why

    def told(self) -> str:
        """For people, in English."""
        of = f" of {self.stream}" if self.stream else ""
        return f"{self.chain}: entry {self.entry}{of}: {WHY[self.why]}"


class ChainAnswer(Value):
    """One kind of chain."""

    chain: ChainName
    streams: int
    entries: int
    head: Digest = Field(description="Over where each of its streams ends")
    verdict: Verdict
    broken: int = Field(description="Entries that are not as they were written")
    first: tuple[BrokenEntry, ...] = Field(description="The first of them, ten at most")


class Verification(Value):
    """Everything that was verified, and where every chain ended."""

    format: Literal["minhbach-verification/1"] = FORMAT
    began_at: AwareDatetime
    ended_at: AwareDatetime
    verdict: Verdict
    files: bool = Field(description="Whether the letters' files were held against their digests")
    chains: tuple[ChainAnswer, ...]
    heads: Heads = Field(description="By chain: stream, last number, its digest")

    @property
    def broken(self) -> tuple[BrokenEntry, ...]:
        """The first broken entries of every chain."""
        return tuple(one for chain in self.chains for one in chain.first)


class SignedVerification(Value):
    """The answer under the agency's signature, where it has a key."""

    verification: Verification
    public_key: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    signature: str | None = Field(
        default=None,
        pattern="^[0-9a-f]{128}$",
        description="Ed25519 over the canonical JSON of `verification`",
    )
    passed: Passed | None = Field(
        default=None,
        description="Where asked for: each entry's digest, joined in order, for whoever holds them "
        "against an earlier answer; not signed, and not kept",
    )


def signed(
    found: Verification, key: ManifestKey | None, passed: Passed | None = None
) -> SignedVerification:
    """The answer under a signature; without a key it has none, and says so."""
    if key is None:
        return SignedVerification(verification=found, passed=passed)
    signature = key.sign(_said(found)).hex()
    return SignedVerification(
        verification=found, public_key=key.public, signature=signature, passed=passed
    )


def is_signed_by(found: SignedVerification, public_key: str) -> bool:
    """Whether this key signed this answer."""
    signature = bytes.fromhex(found.signature or "")
    return signed_by(bytes.fromhex(public_key), _said(found.verification), signature)


def _said(found: Verification) -> bytes:
    return canonical(found.model_dump(mode="json"))
