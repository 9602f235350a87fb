"""What the compiled file is called: by its sources, so that it never outlives a change of them."""

from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from sysconfig import get_platform
from typing import Final

SOURCES: Final = ("rows.h", "nodes.h", "letters.h", "guard.c", "prose.c", "sketch.c", "walk.c")


def folder() -> Traversable:
    """Where the sources stand, and what was built of them."""
    return files(__package__)


def built() -> Traversable:
    """The file that is compiled of the sources as they are, whether it is there or not."""
    digest = sha256(b"".join(folder().joinpath(name).read_bytes() for name in SOURCES))
    return folder().joinpath(f"reading-{digest.hexdigest()[:16]}-{get_platform()}.so")
