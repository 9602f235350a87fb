"""What can go wrong with the demo province, in words for the person who started it.

ProvinceError
├── AddressTaken       another program listens where a site of the last run stood
└── FolderUnreadable   the folder's memory of the last run is damaged
"""

from pathlib import Path


class ProvinceError(Exception):
    """The demo province cannot be served; the text says why and what to do."""


class AddressTaken(ProvinceError):
    def __init__(self, site: str, port: int) -> None:
        super().__init__(
            f"port {port} of the demo site {site!r} is taken by another program. A site is told "
            "by its address, so the port cannot change: end that program, or begin afresh with "
            "`make clean` or another --data folder."
        )


class FolderUnreadable(ProvinceError):
    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"{file} does not say when the demo province began and on which ports: {reason}. "
            "Begin afresh with `make clean` or another --data folder."
        )
