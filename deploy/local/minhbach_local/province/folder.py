"""What a second run must know of the first: when the province began, and each site's port.

A site is told by scheme, host and port, and its pages by the day the province began: were either
to change, the second run would watch other sites than the first.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ValidationError

from minhbach_local.province.errors import FolderUnreadable


class _Stored(BaseModel):
    started_at: AwareDatetime
    ports: dict[str, int]


@dataclass(frozen=True)
class Memory:
    """When the province first began, and the port of each site by its key."""

    started_at: datetime
    ports: Mapping[str, int] = field(default_factory=dict)


def recall(folder: Path, started_at: datetime) -> Memory:
    """The folder's memory, or a new one that begins now.

    Raises:
        FolderUnreadable: the file is there and does not say.
    """
    file = _file(folder)
    try:
        stored = _Stored.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return Memory(started_at)
    except ValidationError as error:
        raise FolderUnreadable(file, f"{error.error_count()} values are wrong") from error
    return Memory(stored.started_at, stored.ports)


def remember(folder: Path, memory: Memory) -> None:
    """Writes the memory for the next run."""
    stored = _Stored(started_at=memory.started_at, ports=dict(memory.ports))
    write_whole(_file(folder), stored.model_dump_json(indent=1))


def write_whole(file: Path, text: str) -> None:
    """A reader sees the old file or the new one, never a part."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


def _file(folder: Path) -> Path:
    return folder / "memory.json"
