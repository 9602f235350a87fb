"""A folder of files packed as a dossier: the manifest, its signature, and a ZIP that is always the
same for the same files. Files are read one at a time.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson

from minhbach_case.dossiers.signing import ManifestKey
from minhbach_case.dossiers.verifier.canonical import sha256
from minhbach_case.dossiers.verifier.files import FORMAT, MANIFEST, SIGNATURE
from minhbach_case.dossiers.verifier.zipped import Row, blocks_of, directory, local_header
from minhbach_shared.ids import canonical

# Text of more than this is packed; what is smaller stands as it is, so that a changed byte of the
# ZIP is a changed byte of the file.
STORED_UP_TO: Final = 100_000
_PACKED_ALREADY: Final = (".gz", ".pdf", ".png", ".jpg")
_STORED, _DEFLATED = 0, 8


def seal_folder(folder: Path, about: dict[str, Any], key: ManifestKey | None) -> None:
    """Writes the manifest of a folder's files, and its signature where there is a key."""
    files = [_listed(folder, path) for path in _files(folder)]
    public = key.public if key else None
    manifest = canonical({"format": FORMAT, "files": files, "public_key": public, **about})
    (folder / MANIFEST).write_bytes(manifest)
    if key is not None:
        (folder / SIGNATURE).write_bytes(key.sign(manifest))


def pack(folder: Path, into: BinaryIO) -> None:
    """Packs a folder: names sorted, no times, no owners."""
    rows: list[Row] = []
    for path in _files(folder):
        content = path.read_bytes()
        packed = _packed(path, content)
        method = _STORED if packed is content else _DEFLATED
        name = path.relative_to(folder).as_posix().encode("ascii")
        row = Row(name, method, zlib.crc32(content), len(packed), len(content), into.tell())
        into.write(local_header(row))
        into.write(packed)
        rows.append(row)
    into.write(directory(rows))


def json_file(path: Path, content: Any) -> None:
    """Writes canonical JSON."""
    path.write_bytes(orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z))


def _files(folder: Path) -> Iterator[Path]:
    found = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*"))
    return (path for _, path in sorted(found) if path.is_file())


def _listed(folder: Path, path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {
        "path": path.relative_to(folder).as_posix(),
        "sha256": sha256(content),
        "size": len(content),
        "blocks": blocks_of(content),
    }


def _packed(path: Path, content: bytes) -> bytes:
    if len(content) <= STORED_UP_TO or path.suffix in _PACKED_ALREADY:
        return content
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()
