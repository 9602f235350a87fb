"""What ``minhbach run`` was asked to do, and where its things stand."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The command's options.

    Attributes:
        sites: a register file; None for the demo province.
        once: visit every site, wait until the work has settled, stop.
        timeout: seconds in which ``once`` must have settled.
    """

    data: Path
    sites: Path | None = None
    once: bool = False
    json: bool = False
    timeout: float = 300.0
    allow_private: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files of a run, all under its data folder."""

    data: Path

    @property
    def stack(self) -> Path:
        """Broker and store."""
        return self.data / "stack"

    @property
    def captures(self) -> Path:
        """The capture store."""
        return self.data / "captures"

    @property
    def province(self) -> Path:
        """What the demo province keeps."""
        return self.data / "province"

    @property
    def logs(self) -> Path:
        """A log a service."""
        return self.data / "logs"

    @property
    def household(self) -> Path:
        """Secret, accounts, ports: made once."""
        return self.data / "household.json"

    @property
    def accounts(self) -> Path:
        """The accounts as the case service reads them."""
        return self.data / "accounts.json"

    @property
    def dossier_key(self) -> Path:
        """The key that signs dossiers: made once."""
        return self.data / "dossier-key.pem"

    @property
    def run_file(self) -> Path:
        """Where everything is, while it runs."""
        return self.data / "run.json"
