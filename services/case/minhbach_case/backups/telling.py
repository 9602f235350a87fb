"""What a backup or a restore came to, in lines for people."""

from collections.abc import Iterator
from pathlib import Path

from minhbach_case.backups.archive import Manifest
from minhbach_case.backups.restoring import Restored


def told_backup(file: Path, manifest: Manifest) -> Iterator[str]:
    """The parts, and what to keep apart from the file."""
    for name, part in manifest.collections.items():
        yield f"{name:<28} {part.documents:>9} documents  sha256 {part.sha256}"
    yield f"{file}: {file.stat().st_size} bytes, as of {manifest.began_at.isoformat()}"
    yield (
        "Keep MINHBACH_SECRET elsewhere: without it no seal or digest in this file can be matched. "
        "The file holds personal data: keep it as closely as the database."
    )


def told_restore(store: str, restored: Restored) -> Iterator[str]:
    """What stands now, and what is wrong with it."""
    for chain in restored.chains:
        yield f"{chain.chain:<10} {chain.streams:>9} chains {chain.entries:>9} entries"
    yield f"{store}: restored, {restored.unannounced} events still to be announced"
    if restored.same_secret is False:
        yield (
            "WARNING: this deployment's MINHBACH_SECRET is another one than the backup's: accounts "
            "and registered values will match nothing. Set the old secret before you start it."
        )
    for line in restored.broken:
        yield f"BROKEN CHAIN: {line.told()}"
    if not restored.broken:
        yield "every chain holds: cases, register, reports, filings, letters, audit trail"
