"""Apache Kafka's jars: named with their digests in jgo.lock.toml, fetched and checked by jgo."""

import hashlib
import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import JarsMissing
from .settings import default_jars

LOCK = Path(__file__).with_name("jgo.lock.toml")
SPECIFICATION = Path(__file__).with_name("jgo.toml")
_DOWNLOADS_AT_ONCE = 6
_TRIES = 3


@dataclass(frozen=True)
class Jar:
    """One locked jar: Maven coordinate and SHA-256 (hexadecimal)."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def path(self) -> Path:
        """Where a Maven repository keeps it, relative to the repository's root."""
        name = f"{self.artifact}-{self.version}.jar"
        return Path(*self.group.split("."), self.artifact, self.version, name)


def locked_jars(lock: Path = LOCK) -> tuple[Jar, ...]:
    """The jars that the committed lock names, in class-path order."""
    entries = tomllib.loads(lock.read_text(encoding="utf-8"))["dependencies"]
    return tuple(
        Jar(entry["groupId"], entry["artifactId"], entry["version"], entry["sha256"])
        for entry in entries
    )


def is_whole(repository: Path, jar: Jar) -> bool:
    """Whether the jar lies in the repository with the digest that the lock names."""
    try:
        with (repository / jar.path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return False


def classpath(repository: Path, lock: Path = LOCK) -> tuple[Path, ...]:
    """The checked class path of what a lock names.

    Raises:
        JarsMissing: a jar is not there or does not match its digest.
    """
    jars = locked_jars(lock)
    for jar in jars:
        if not is_whole(repository, jar):
            raise JarsMissing(
                f"{jar.path.name} is missing from {repository}, or is not the one that was "
                "locked. Run `make setup`."
            )
    return tuple(repository / jar.path for jar in jars)


def fetch(repository: Path, progress: Callable[[int, int], None], lock: Path = LOCK) -> None:
    """Fetches what is missing; `progress` hears how many jars of how many are there.

    Raises:
        JarsMissing: a jar cannot be had, or what came does not match its digest.
    """
    jars = locked_jars(lock)
    missing = [jar for jar in jars if not is_whole(repository, jar)]
    done = len(jars) - len(missing)
    progress(done, len(jars))
    with ThreadPoolExecutor(_DOWNLOADS_AT_ONCE) as pool:
        for future in as_completed([pool.submit(_fetch_one, repository, jar) for jar in missing]):
            future.result()
            done += 1
            progress(done, len(jars))


def relock(lock: Path = LOCK, specification: Path = SPECIFICATION) -> int:
    """Resolves a jgo.toml anew and writes its lock; returns how many jars it names."""
    from jgo.env import EnvironmentSpec, LockFile

    wanted_jars = EnvironmentSpec.load(specification)
    context = _maven(default_jars())
    left_out = [context.project(*excluded.split(":")) for excluded in wanted_jars.exclusions]
    wanted = [context.create_dependency(c, exclusions=left_out) for c in wanted_jars.coordinates]
    named, transitive = context.resolver.resolve(wanted)
    locked = LockFile.from_resolved_dependencies(
        [*named, *transitive], environment_name=wanted_jars.name
    )
    locked.save(lock)
    return len(locked.dependencies)


def _fetch_one(repository: Path, jar: Jar) -> None:
    reasons: list[str] = []
    for _ in range(_TRIES):
        try:
            _download(repository, jar)
        except (OSError, RuntimeError) as error:
            reasons.append(str(error))
        if is_whole(repository, jar):
            return
    reason = reasons[-1] if reasons else "what came does not match the locked digest"
    raise JarsMissing(f"{jar.path.name} cannot be had: {reason}. Run `make setup` again.")


def _download(repository: Path, jar: Jar) -> None:
    # jgo takes whatever lies there for the artifact: a download that was cut short must go first.
    (repository / jar.path).unlink(missing_ok=True)
    component = _maven(repository).project(jar.group, jar.artifact).at_version(jar.version)
    component.artifact().resolve()


def _maven(repository: Path) -> Any:
    """jgo's Maven access, with the mirror that the user may have set in jgo's own settings.

    Imported here because jgo brings an HTTP client that nothing but fetching needs.
    """
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext

    mirrors: dict[str, str] | None = GlobalSettings.load().repositories or None
    return MavenContext(repo_cache=repository, remote_repos=mirrors)


def archive_of(repository: Path, lock: Path = LOCK) -> Path:
    """Where the classes of a lock's jars are kept ready, whether or not they are."""
    return repository / f"kafka-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}.jsa"


def as_argument(jars: Sequence[Path]) -> str:
    """A class path as Java's -cp takes it."""
    return ":".join(str(jar) for jar in jars)
