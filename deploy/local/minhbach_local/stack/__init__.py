"""The embedded stack: a real broker and a store from wheels and jars, with no container engine."""

from .errors import (
    FolderInUse,
    JarsMissing,
    JavaMissing,
    PartFailed,
    PortBusy,
    StackError,
    TooLittleSpace,
)
from .part import Part, Progress
from .settings import StackSettings
from .stack import EmbeddedStack

__all__ = [
    "EmbeddedStack",
    "FolderInUse",
    "JarsMissing",
    "JavaMissing",
    "Part",
    "PartFailed",
    "PortBusy",
    "Progress",
    "StackError",
    "StackSettings",
    "TooLittleSpace",
]
