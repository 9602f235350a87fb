"""What people wrote and sent in a case, as a dossier holds it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from minhbach_case.dossiers.hiding import Hiding
from minhbach_case.storage.uploads import SentFile, Uploads
from minhbach_shared.eventlog import LoggedEvent

# What parties wrote, and what was served on them; all else is the agency's own.
SERVED: Final = frozenset(
    ("replied", "appealed", "proposed", "decided", "appeal_decided", "corrected", "retracted")
)
_SUFFIXES: Final = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/plain": "txt",
}


@dataclass(frozen=True, slots=True)
class Said:
    """Words of one step: their entry, the words as shown, and what opens their masks."""

    entry: dict[str, Any]
    shown: str
    salts: Mapping[str, str]


def said_in(event: LoggedEvent, hiding: Hiding, *, decided: bool, full: bool) -> Said | None:
    """What a person wrote in a step; None where nothing was written.

    Args:
        decided: a decision followed, so reasons of a proposal were served with it.
    """
    digest = event.body.get("text_digest")
    if not isinstance(digest, str):
        return None
    about = {"sequence": event.sequence, "act": event.type, "digest": digest}
    private = event.private or {}
    text, salt = private.get("text"), private.get("salt")
    if not isinstance(text, str) or not isinstance(salt, str):
        return Said(about | {"how": "erased"}, "", {})
    served = event.type in SERVED and (event.type != "proposed" or decided)
    place = f"words {event.sequence}"
    shown = hiding.value(place, {"text": text}, digest)
    salts = {f"{place} {pointer}": hiding.salt(f"{place} {pointer}") for pointer, _ in shown.masks}
    if full or (served and not shown.masks):
        return Said(about | {"how": "whole", "text": text, "salt": salt}, text, salts)
    if not served:
        return Said(about | {"how": "kept_back"}, "", {})
    # Not the salt: with it, whoever tries names would find the one that was masked.
    return Said(about | {"how": "masked"} | shown.value | shown.told, shown.value["text"], salts)


async def put_uploads(
    events: Iterable[LoggedEvent], uploads: Uploads, hiding: Hiding, folder: Path, *, full: bool
) -> list[dict[str, Any]]:
    """Puts the files that people sent into the folder; the entries of all of them."""
    entries = []
    for event in events:
        told: Any = event.body.get("uploads") or []
        for upload in told:
            sent = await uploads.get(event.stream, upload["sha256"])
            entries.append(upload | {"sequence": event.sequence} | _put(sent, hiding, folder, full))
    return entries


def _put(sent: SentFile | None, hiding: Hiding, folder: Path, full: bool) -> dict[str, Any]:
    if sent is None:
        return {"how": "erased", "file": None}
    if not full and not _shows_nobody(sent, hiding):
        return {"how": "withheld", "file": None}
    name = f"uploads/{sent.upload.sha256}.{_SUFFIXES[sent.upload.media_type]}"
    (folder / "uploads").mkdir(exist_ok=True)
    (folder / name).write_bytes(sent.content)
    return {"how": "whole", "file": name}


def _shows_nobody(sent: SentFile, hiding: Hiding) -> bool:
    # A picture or a PDF cannot be looked through for names.
    if sent.upload.media_type != "text/plain":
        return False
    text = sent.content.decode("utf-8", "replace")
    return hiding.words(text) == text
