"""The data folder: claimed by one running stack, and with room to write."""

import fcntl
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from .errors import FolderInUse, TooLittleSpace

LOCK_NAME: Final = "stack.lock"


class FolderClaim:
    """Holds a data folder; the kernel frees it when the holding process ends, however it ends.

    Raises (on entering):
        FolderInUse: another running stack holds it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 100, 0).decode(errors="replace").strip()
            os.close(descriptor)
            raise FolderInUse(self._folder, holder or "process unknown") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def check_idle(folder: Path) -> None:
    """Makes sure that no running stack holds the folder or one inside it.

    Raises:
        FolderInUse: one does.
    """
    for lock in folder.rglob(LOCK_NAME):
        with FolderClaim(lock.parent):
            pass


def check_space(folder: Path, needed: int) -> None:
    """Refuses to start what would soon run out of disk.

    Raises:
        TooLittleSpace: fewer than `needed` bytes are free on the folder's disk.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise TooLittleSpace(folder, free, needed)
