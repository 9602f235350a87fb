"""Saved pages: files as browsers, mirrors and crawlers leave them."""

import email
import email.policy
import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastwarc.warc import ArchiveIterator, WarcRecordType

from minhbach_classifier.offline import said_address

_PAGE: Final = re.compile(
    r"\.(?:html?|xhtml|shtml|php|aspx?|jsp|mht|mhtml)(?:\.gz)?$|\.warc(?:\.gz)?$", re.IGNORECASE
)
_HOME: Final = re.compile(
    r"(?:^|[^a-z0-9])(?:index|default|home|homepage|trang[-_ ]?chu)"
    r"(?:\.(?:html?|xhtml|shtml|php|aspx?|jsp|mht|mhtml|gz))*$",
    re.IGNORECASE,
)
_LARGEST: Final = 50_000_000
_HEAD: Final = 300_000
_DAMAGED: Final = (OSError, EOFError, ValueError, RuntimeError, LookupError, zlib.error)


@dataclass(frozen=True, slots=True)
class Saved:
    """A page as it lies there."""

    name: str
    """The file's name, for people."""
    body: bytes
    content_type: str | None = None
    content_encoding: str | None = None
    address: str | None = None
    """Where it was saved from, where the file says it."""
    is_named_home: bool = False
    """Whether its file is called as home pages are."""


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file or an address of which nothing could be had."""

    name: str
    why: str


def saved_pages(target: Path) -> Iterator[Saved | NotRead]:
    """The pages of a file, or of a folder and all below it in the order of their names.

    Of the files in a folder those count that are called as pages are; a file that is named by
    itself counts whatever it is called.
    """
    if not target.is_dir():
        yield from _read(target, target.name)
        return
    files = sorted(p for p in target.rglob("*") if _PAGE.search(p.name) and p.is_file())
    if not files:
        yield NotRead(str(target), "the folder holds no page (.html, .htm, .mhtml, .warc …)")
    for file in files:
        yield from _read(file, str(file.relative_to(target)))


def _read(file: Path, name: str) -> Iterator[Saved | NotRead]:
    try:
        if file.stat().st_size > _LARGEST:
            yield NotRead(str(file), f"is larger than {_LARGEST // 1_000_000} MB")
            return
        yield from list(_opened(file, name))
    except _DAMAGED as error:
        yield NotRead(str(file), _said(error))


def _opened(file: Path, name: str) -> Iterator[Saved | NotRead]:
    kind = file.name.lower()
    if kind.endswith((".warc", ".warc.gz")):
        yield from _warc(file, name)
        return
    body = _unpacked(file)
    plain = kind.removesuffix(".gz")
    if plain.endswith((".mht", ".mhtml")):
        yield _mhtml(body, name)
        return
    head = body[:_HEAD].decode("utf-8", "replace")
    yield Saved(name, body, address=said_address(head), is_named_home=is_named_home(name))


def _unpacked(file: Path) -> bytes:
    if file.suffix.lower() != ".gz":
        return file.read_bytes()
    with gzip.open(file) as packed:
        return packed.read(_LARGEST)


def is_named_home(name: str) -> bool:
    """Whether a file at the top of its folder is called as home pages are."""
    return "/" not in name and _HOME.search(name) is not None


def _mhtml(body: bytes, name: str) -> Saved | NotRead:
    message = email.message_from_bytes(body, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            where = part.get("Content-Location") or message.get("Snapshot-Content-Location")
            address = where if where and str(where).startswith("http") else None
            return Saved(
                name,
                content if isinstance(content, bytes) else b"",
                part.get("Content-Type"),
                address=str(address) if address else None,
                is_named_home=is_named_home(name),
            )
    return NotRead(name, "holds no page")


def _warc(file: Path, name: str) -> Iterator[Saved | NotRead]:
    found = False
    with file.open("rb") as stream:
        records = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True)
        for record in records:
            headers = record.http_headers
            kind = headers.get("Content-Type") if headers else None
            if kind is not None and "html" in kind.lower():
                found = True
                address = record.headers.get("WARC-Target-URI")
                yield Saved(
                    f"{name}: {address}",
                    record.reader.read(_LARGEST),
                    kind,
                    headers.get("Content-Encoding"),
                    address,
                )
    if not found:
        yield NotRead(name, "holds no captured page")


def _said(error: Exception) -> str:
    match error:
        case FileNotFoundError():
            return "there is no such file or folder"
        case PermissionError():
            return "may not be read by this user"
    return str(error) or type(error).__name__
