"""Compiles the compiled part of reading: ``python -m minhbach_classifier.compiled.build``.

The compiler is the one that the environment's ``CC`` names, else the one of the package
``ziglang``, else ``cc``. Nothing is done where the file is there already.
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from minhbach_classifier.compiled.naming import SOURCES, built, folder

_OPTIONS: Final = ("-std=c11", "-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-ffp-contract=off")
"""The last, for that fractions come out alike on every processor, and as in Python."""
_ZIG: Final = (sys.executable, "-m", "ziglang", "cc", "-mcpu=baseline")
"""Its own choice would be the very processor at hand, and images go to others."""


def compiler() -> tuple[str, ...] | None:
    """The C compiler's command; None where there is none."""
    if named := os.environ.get("CC"):
        return tuple(named.split())
    if find_spec("ziglang") is not None:
        return _ZIG
    return (found,) if (found := shutil.which("cc")) else None


def build(target: Path, command: tuple[str, ...]) -> None:
    """Compiles, and takes away what was built of former sources.

    Raises:
        subprocess.CalledProcessError: the compiler refused.
    """
    with TemporaryDirectory() as scratch:
        made = Path(scratch) / target.name
        caches = dict.fromkeys(("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"), scratch)
        sources = [str(target.parent / name) for name in SOURCES if name.endswith(".c")]
        subprocess.run(
            [*command, *_OPTIONS, "-o", str(made), *sources],
            check=True,
            env={**os.environ, **caches},
        )
        for former in target.parent.glob("reading-*.so"):
            former.unlink()
        # Beside the target first: a file that is written is not to be loaded.
        beside = target.with_suffix(".new")
        shutil.copyfile(made, beside)
        beside.rename(target)


def main() -> int:
    """Builds what is missing; one as the exit status where it cannot be."""
    target = Path(str(built()))
    if target.is_file():
        return 0
    command = compiler()
    if command is None:
        sys.stderr.write(
            "No C compiler: pages are read by the Python alone, right but at half the speed.\n"
            "Install the package ziglang (or a cc) and run this again.\n"
        )
        return 1
    sys.stderr.write(f"Compiling {folder()} (some ten seconds)\n")
    try:
        build(target, command)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"error: {error}\nPages are read by the Python alone until it works.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
