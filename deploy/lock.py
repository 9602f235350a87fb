"""Writes every lock anew: constraints.txt for all, then one lock beside each distribution.

Run it as `make lock`. Versions stay as they are unless a pyproject.toml asks for others;
`make lock UPGRADE=1` takes the newest that all of them allow. Our own distributions stand in
no lock: they are installed from this checkout.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

ROOT = Path(__file__).resolve().parent.parent
DISTRIBUTIONS = (
    "shared",
    "services/crawler",
    "services/classifier",
    "services/case",
    "deploy/local",
)
LISTED = ("tests", "deploy/images", "deploy/images/compiler", "deploy/demo")
"""What is no distribution and lists what it needs in a requirements.in."""
CONSTRAINTS = "constraints.txt"
LEFT_OUT = {"services/case": ("lxml",)}
"""What a library asks for and our use of it never imports: pyHanko reads XMP and the lists of the
Union with lxml, and no parser of pages belongs in the case service."""
_OURS = "minhbach-"
_OPTIONS = (
    *("--universal", "--python-version", "3.11", "--no-config", "--quiet"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate"),
    *("--custom-compile-command", "make lock"),
)


def declared(folder: str) -> list[str]:
    """The requirements that a folder's pyproject.toml or requirements.in states itself."""
    if folder in LISTED:
        lines = (ROOT / folder / "requirements.in").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line and not line.startswith("#")]
    project = tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))
    dependencies: list[str] = project["project"]["dependencies"]
    return dependencies


def needed(folder: str) -> set[str]:
    """The same, with our own distributions replaced by what they need in turn."""
    wanted: set[str] = set()
    for requirement in declared(folder):
        if requirement.startswith(_OURS):
            wanted |= needed(_folder_of(requirement))
        else:
            wanted.add(requirement)
    return wanted


def _folder_of(requirement: str) -> str:
    name = re.split(r"[^a-z-]", requirement.removeprefix(_OURS))[0]
    return next(folder for folder in DISTRIBUTIONS if folder.rsplit("/", 1)[-1] == name)


@contextmanager
def left_out(folder: str) -> Iterator[list[str]]:
    """The options that keep out of a lock what it is not to hold."""
    with NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(f"{name} ; python_version < '3'\n" for name in LEFT_OUT.get(folder, ()))
        file.flush()
        yield ["--override", file.name]


def compile_lock(requirements: set[str], target: str, *options: str) -> None:
    """Resolves the requirements into `target`, whose present pins are kept where they still fit."""
    subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", *_OPTIONS, *options, "-o", target, "-"],
        cwd=ROOT,
        input="\n".join(sorted(requirements)).encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )


def main() -> None:
    """Writes constraints.txt from all requirements together, then each lock under it."""
    folders = (*DISTRIBUTIONS, *LISTED)
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    compile_lock(set().union(*(needed(folder) for folder in folders)), CONSTRAINTS, *upgrade)
    for folder in folders:
        target = f"{folder}/requirements.lock"
        print(target)
        with left_out(folder) as options:
            options += ["--generate-hashes", "-c", CONSTRAINTS, *upgrade]
            compile_lock(needed(folder), target, *options)


if __name__ == "__main__":
    main()
