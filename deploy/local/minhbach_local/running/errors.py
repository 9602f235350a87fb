"""What can go wrong with a run, in words for the person who started it.

RunError
├── RegisterUnreadable   the register file is not there, or no row of it can be used
├── SettingUnknown       a variable is named as none of the settings is
└── ServiceFailed        a service does not start
"""

from collections.abc import Sequence
from pathlib import Path


class RunError(Exception):
    """The run cannot go on; the text says why and what to do."""


class RegisterUnreadable(RunError):
    """The register file is not there, or no row of it can be used."""


class SettingUnknown(RunError):
    """Variables are named as none of the settings is."""

    def __init__(self, names: Sequence[tuple[str, str | None]]) -> None:
        lines = [f"\n  {name}" + (f": is it {like}?" if like else "") for name, like in names]
        super().__init__(
            "no setting has such a name; deploy/settings.env lists them all:" + "".join(lines)
        )


class ServiceFailed(RunError):
    """A service does not start, or keeps ending."""

    def __init__(self, service: str, log: Path, last_lines: str) -> None:
        super().__init__(
            f"the {service} does not start. The last lines of {log}:\n{last_lines or '(empty)'}"
        )
