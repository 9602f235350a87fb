"""The embedded store: SecantusDB, which answers MongoDB's clients."""

import sys
from pathlib import Path
from typing import Final

from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from .part import Part, Progress, listens
from .process import Command
from .settings import StackSettings

_ANSWER_MILLISECONDS: Final = 2000


class Store(Part):
    """A MongoDB-compatible server on loopback, with its database in the part's folder."""

    name = "store"

    def __init__(
        self, folder: Path, settings: StackSettings, progress: Progress, *, port: int
    ) -> None:
        super().__init__(folder, settings, progress)
        self._port = port

    @property
    def uri(self) -> str:
        """A MongoDB connection string; direct, since the one node is its whole replica set."""
        return f"mongodb://127.0.0.1:{self._port}/?directConnection=true"

    async def _prepare(self) -> None:
        # An empty configuration of our own: else one in the user's home would be taken.
        (self.folder / "secantusd.toml").write_text("", encoding="utf-8")

    def _command(self) -> Command:
        arguments = [
            *("--config", str(self.folder / "secantusd.toml")),
            *("--host", "127.0.0.1", "--port", str(self._port)),
            *("--storage-path", str(self.folder / "database")),
            *("--cache-size", f"{self.settings.store_cache_megabytes}M"),
            *("--log-level", "WARNING"),
            # Without it a kill loses writes that were acknowledged.
            "--sync-on-commit",
        ]
        program = [sys.executable, "-m", "secantus"]
        return Command([*program, *arguments], self.folder, {"PYTHONUNBUFFERED": "1"})

    async def _answers(self) -> bool:
        if not await listens(self._port):
            return False
        client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(
            self.uri, serverSelectionTimeoutMS=_ANSWER_MILLISECONDS
        )
        try:
            await client.admin.command("ping")
        except PyMongoError:
            return False
        finally:
            await client.close()
        return True
