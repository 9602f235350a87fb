"""Answers of verifications as files that an auditor keeps from one time to the next."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from minhbach_case.dossiers.verifier.ed25519 import key_of
from minhbach_case.verifying.answer import BrokenEntry, SignedVerification, is_signed_by
from minhbach_case.verifying.earlier import held_against
from minhbach_local.auditing.errors import AuditingError


def kept_answer(file: Path) -> SignedVerification:
    """An answer that was kept.

    Raises:
        AuditingError: it cannot be read, is no such answer, or is not as it was signed.
    """
    try:
        answer = SignedVerification.model_validate_json(file.read_bytes())
    except OSError as error:
        raise AuditingError(f"{file} cannot be read: {error.strerror}") from error
    except ValidationError:
        raise AuditingError(
            f"{file} is no answer of a verification: take what `--keep` wrote"
        ) from None
    if answer.public_key and not is_signed_by(answer, answer.public_key):
        raise AuditingError(f"{file} is not as it was signed: it was changed")
    return answer


def keep_answer(answer: SignedVerification, file: Path) -> None:
    """Writes an answer; it stands under its name only once it is whole.

    Raises:
        AuditingError: it cannot be written.
    """
    part = file.with_name(file.name + ".part")
    try:
        kept = answer.model_dump_json(indent=1, exclude={"passed"})
        part.write_text(kept + "\n", encoding="utf-8")
        part.replace(file)
    except OSError as error:
        raise AuditingError(f"{file} cannot be written: {error.strerror}") from error


def public_key(word: str) -> str:
    """A public key in hex, from hex or a PEM file.

    Raises:
        AuditingError: it is none.
    """
    try:
        return key_of(word).hex()
    except (OSError, ValueError):
        raise AuditingError(
            f"--key {word}: is no public Ed25519 key; write 64 hex digits or name a PEM file"
        ) from None


def check_signed(answer: SignedVerification, key: str, what: str) -> None:
    """Holds an answer against the agency's key.

    Raises:
        AuditingError: another key signed it, or none did.
    """
    if answer.signature is None:
        raise AuditingError(f"{what} is not signed: the service has no key, or it was taken off")
    if not is_signed_by(answer, key):
        raise AuditingError(f"{what} is not signed by key {key[:16]}…: another's, or changed")


@dataclass(frozen=True, slots=True)
class Since:
    """An answer that was kept, and which of its ends do not stand any more."""

    at: datetime
    broken: tuple[BrokenEntry, ...]


def since_then(earlier: SignedVerification, answer: SignedVerification) -> Since:
    """Holds an answer with every entry's digest against an earlier one."""
    known = earlier.verification
    return Since(known.began_at, tuple(held_against(known, answer.passed or {})))
