"""What can go wrong with the embedded stack, in words for the person who started it.

StackError
├── FolderInUse        another running stack holds the data folder
├── TooLittleSpace     the disk under the data folder is nearly full
├── PortBusy           a port that was asked for by number is taken
├── JavaMissing        neither the wheel's Java nor one of 17 or newer on the path
├── JarsMissing        the broker's jars could not be had, or do not match the lock
└── PartFailed         a part died, or did not answer in time
"""

from pathlib import Path


class StackError(Exception):
    """The embedded stack cannot run; the text says why and what to do."""


class FolderInUse(StackError):
    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(
            f"{folder} is in use by another running stack ({holder}). "
            "Stop that one first, or name another folder with --data."
        )


class TooLittleSpace(StackError):
    def __init__(self, folder: Path, free: int, needed: int) -> None:
        super().__init__(
            f"only {free // 1_000_000} MB are free on the disk of {folder}, "
            f"and {needed // 1_000_000} MB are needed. Free some space, or name a folder "
            "on another disk with --data."
        )


class PortBusy(StackError):
    def __init__(self, part: str, port: int) -> None:
        super().__init__(
            f"port {port} for the {part} is taken by another program. "
            "End that program, or name another port, or none to have a free one found."
        )


class JavaMissing(StackError):
    def __init__(self, seen: str) -> None:
        super().__init__(
            f"Apache Kafka needs Java 17 or newer: {seen}. Run `make setup` again, "
            "or install a Java of 17 or newer so that `java` is found on the path."
        )


class JarsMissing(StackError):
    """The jars of the lock are not there; the text names the first one and the reason."""


class PartFailed(StackError):
    def __init__(self, part: str, what: str, log: Path, last_lines: str) -> None:
        super().__init__(
            f"the {part} {what}. The last lines of {log}:\n{last_lines or '(the log is empty)'}"
        )
