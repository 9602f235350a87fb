"""Where tables are drawn: on the terminal, or wide enough to be read in a file."""

import sys
from typing import Final

from rich.console import Console

_WIDE: Final = 160


def wide_console() -> Console:
    """Standard output; 160 columns where it is no terminal."""
    return Console(width=None if sys.stdout.isatty() else _WIDE)
