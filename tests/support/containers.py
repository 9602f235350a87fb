"""Our Dockerfiles built by buildah and started by podman, as root on Debian, without any registry.

The base is a Debian made by debootstrap: what the official image of Python stands on. Everything
lies under ``.stack/images`` and is used again.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PLACE: Final = ROOT / ".stack" / "images"
BASE: Final = "localhost/minhbach-base"
TOOLS: Final = ("buildah", "podman", "runc", "debootstrap")
# What this machine's own package installer is set up with; a proxy's certificate among it.
_HANDED_IN: Final = ("/etc/ssl/certs", "/etc/pip.conf")
_STORE: Final = ("--root", str(PLACE / "store"), "--runroot", str(PLACE / "run"))
# A container of a sandbox may not raise its limits, and crun asks for the newer control groups.
_LIMITS: Final = ("--ulimit", "nofile=8192:8192", "--ulimit", "nproc=8192:8192")
_LOCKED: Final = (
    *("--read-only", "--read-only-tmpfs=false", "--tmpfs", "/tmp:size=512m,mode=1777"),  # noqa: S108 - in there
    *("--cap-drop", "all", "--security-opt", "no-new-privileges", "--network", "host"),
)


def check_tools() -> None:
    """Fails where one is missing.

    Raises:
        RuntimeError: says what to install.
    """
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise RuntimeError(f"{', '.join(missing)} missing: apt-get install {' '.join(TOOLS)}")


def make_base() -> None:
    """The base image, where it is not there yet: a Debian with Python, made in two minutes."""
    if _ran("podman", *_STORE, "image", "exists", BASE, check=False).returncode == 0:
        return
    folder = PLACE / "base"
    shutil.rmtree(folder, ignore_errors=True)
    PLACE.mkdir(parents=True, exist_ok=True)
    packages = "--include=python3,python3-venv,ca-certificates"
    _ran("debootstrap", "--variant=minbase", packages, "bookworm", str(folder))
    recipe = PLACE / "base.Dockerfile"
    recipe.write_text("FROM scratch\nCOPY . /\n", encoding="utf-8")
    _buildah(recipe, BASE, folder)
    shutil.rmtree(folder)


def build(dockerfile: str, tag: str) -> None:
    """Builds one of our Dockerfiles from the repository's root."""
    handed = [f"--volume={path}:{path}:ro" for path in _HANDED_IN if Path(path).exists()]
    _buildah(ROOT / dockerfile, tag, ROOT, "--build-arg", f"BASE_IMAGE={BASE}", *handed)


def _buildah(recipe: Path, tag: str, context: Path, *more: str) -> None:
    options = ("--isolation", "chroot", "--network", "host", "--pull=never", "--format", "docker")
    _ran("buildah", *_STORE, "bud", *options, *more, "-f", str(recipe), "-t", tag, str(context))


def size_of(tag: str) -> int:
    """Bytes of an image, its base included."""
    told = _ran("podman", *_STORE, "image", "inspect", tag).stdout
    return int(json.loads(told)[0]["Size"])


def python_in(tag: str, program: str) -> str:
    """What a program says inside an image, started as the image starts."""
    command = (*_podman(), "run", "--rm", *_LIMITS, *_LOCKED, "--entrypoint", "python", tag)
    return _ran(*command, "-c", program).stdout


@dataclass
class Container:
    """A running container."""

    name: str
    log: list[str] = field(default_factory=list)

    def is_healthy(self) -> bool:
        """Runs the image's own health check once."""
        asked = _ran(*_podman(), "healthcheck", "run", self.name, check=False)
        return asked.returncode == 0

    def stop(self, seconds: int) -> int:
        """SIGTERM, SIGKILL after so many seconds; the exit status."""
        _ran(*_podman(), "stop", "--time", str(seconds), self.name)
        told = _ran(*_podman(), "inspect", "--format", "{{.State.ExitCode}}", self.name).stdout
        return int(told)

    def said(self) -> str:
        """The end of what it wrote."""
        done = _ran(*_podman(), "logs", "--tail", "60", self.name, check=False)
        return done.stdout + done.stderr


@contextmanager
def running(
    name: str,
    tag: str,
    environment: Mapping[str, str],
    volumes: Sequence[str] = (),
    arguments: Sequence[str] = (),
) -> Iterator[Container]:
    """A container of an image on the host's network: read-only, without capabilities, as nobody.

    Args:
        arguments: what follows the image's name.
    """
    _ran(*_podman(), "rm", "--force", "--ignore", name)
    given = [f"--env={key}={value}" for key, value in environment.items()]
    mounts = [f"--volume={volume}" for volume in volumes]
    started = (*_podman(), "run", "--detach", "--name", name, *_LIMITS, *_LOCKED)
    _ran(*started, *given, *mounts, tag, *arguments)
    try:
        yield Container(name)
    finally:
        _ran(*_podman(), "rm", "--force", "--time", "2", name, check=False)


def installed_in(tag: str) -> set[str]:
    """The names of the distributions in an image, as the installer writes them in a lock."""
    program = "import importlib.metadata as m; print(*(d.name for d in m.distributions()))"
    return {re.sub(r"[-_.]+", "-", name).lower() for name in python_in(tag, program).split()}


def _podman() -> tuple[str, ...]:
    return ("podman", *_STORE, "--runtime", "runc", "--cgroup-manager", "cgroupfs")


def _ran(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1500)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done
