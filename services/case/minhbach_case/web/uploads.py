"""What a file is by its content, whatever it is called (pure)."""

import hashlib
from typing import Final

from minhbach_case.domain.commands import MediaType, Upload
from minhbach_case.storage.uploads import SentFile

FILE_BYTES: Final = 10_000_000
_NAME_LENGTH: Final = 120
_HEADS: Final[tuple[tuple[bytes, MediaType], ...]] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_TEXT_CONTROLS: Final = frozenset("\t\n\r\f")


def sent_file(name: str, content: bytes) -> SentFile | None:
    """The file with its kind and digest; None where it is of no kind that is taken."""
    kind = media_type_of(content)
    if kind is None:
        return None
    digest = hashlib.sha256(content).hexdigest()
    return SentFile(
        Upload(sha256=digest, media_type=kind, size=len(content)), plain_name(name), content
    )


def media_type_of(content: bytes) -> MediaType | None:
    """PDF, PNG, JPEG or plain text in UTF-8; None for all else."""
    for head, kind in _HEADS:
        if content.startswith(head):
            return kind
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    controls = any(c < " " and c not in _TEXT_CONTROLS for c in text)
    return None if controls or not text else "text/plain"


def plain_name(name: str) -> str:
    """A file's name without a path and without characters that a header or a disk would read."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isprintable() and c not in '"<>:|?*')
    return kept.strip(" .")[:_NAME_LENGTH] or "tep"
