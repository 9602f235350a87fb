"""The console's static files: few and small, held in memory, named by their digest."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.responses import PlainTextResponse, Response

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_FOR_EVER: Final = {"cache-control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    body: bytes
    media_type: str


class Assets:
    """A folder's files under names that change with their content, so caches never go stale."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, Asset] = {}
        self._names: dict[str, str] = {}
        for path in sorted(p for p in folder.iterdir() if p.suffix in _TYPES):
            body = path.read_bytes()
            name = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
            self._files[name] = Asset(body, _TYPES[path.suffix])
            self._names[path.name] = name

    @property
    def names(self) -> Mapping[str, str]:
        """File name to served name."""
        return self._names

    def address(self, name: str) -> str:
        """The path under which a file is served.

        Raises:
            KeyError: there is no such file.
        """
        return f"/static/{self._names[name]}"

    def answer(self, served: str) -> Response:
        """The file under a served name, or 404."""
        asset = self._files.get(served)
        if asset is None:
            return PlainTextResponse("404", 404)
        return Response(asset.body, media_type=asset.media_type, headers=_FOR_EVER)
