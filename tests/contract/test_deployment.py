"""Images and composition: what they name exists, is pinned, holds no secret, and is locked down."""

import importlib.util
import json
import re
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
import yaml

from minhbach_case.settings import CaseSettings
from minhbach_classifier.settings import ClassifierSettings
from minhbach_crawler.settings import CrawlerSettings
from minhbach_shared.provisioning import ProvisioningSettings
from minhbach_shared.settings import PREFIX, SECRETS_FOLDER, KafkaSettings

ROOT: Final = Path(__file__).parents[2]
SETTINGS: Final[dict[str, type[KafkaSettings]]] = {
    "crawler": CrawlerSettings,
    "classifier": ClassifierSettings,
    "case": CaseSettings,
    "topics": ProvisioningSettings,
}
SERVICES: Final = ("crawler", "classifier", "case")
DOCKERFILES: Final = (
    *(f"services/{service}/Dockerfile" for service in SERVICES),
    "deploy/demo/Dockerfile",
)
COMPOSE: Final[dict[str, Any]] = yaml.safe_load(
    (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
)
_OURS: Final = sorted(
    name for name, one in COMPOSE["services"].items() if one["image"].startswith("minhbach/")
)


def module_of(path: str) -> ModuleType:
    """A script outside every package, as a module."""
    spec = importlib.util.spec_from_file_location(Path(path).stem + "_script", ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", DOCKERFILES)
def test_a_dockerfile_passes_its_linter(path: str) -> None:
    """hadolint finds nothing worth a warning."""
    linter = Path(sys.executable).with_name("hadolint")
    command = [str(linter), "--failure-threshold", "warning", str(ROOT / path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", DOCKERFILES)
def test_an_image_is_built_of_its_lock_and_runs_as_nobody(path: str) -> None:
    """Hashes checked, a pinned base that can be replaced, a numeric user, no shell forms."""
    text = (ROOT / path).read_text(encoding="utf-8")
    folder = str(Path(path).parent)
    assert re.search(r"^ARG BASE_IMAGE=\S+:\d+\.\d+\.\d+-\S+$", text, re.MULTILINE)
    assert text.count("\nFROM ${BASE_IMAGE}") == 2
    assert f"COPY {folder}/requirements.lock requirements.lock" in text
    installs = [line for line in text.splitlines() if '"install"' in line and "-r" in line]
    assert len(installs) == 2
    assert all('"--require-hashes", "--no-deps"' in line for line in installs)
    assert re.search(r"^USER \d+:\d+$", text, re.MULTILINE)
    assert "STOPSIGNAL SIGTERM" in text
    # A shell form would need the shell that the image does not have.
    assert not re.search(r"^(RUN|CMD|ENTRYPOINT) (?!\[)", text, re.MULTILINE)


@pytest.mark.parametrize("service", SERVICES)
def test_port_and_variables_agree(service: str) -> None:
    """What image and composition set, the service reads; one port everywhere."""
    text = (ROOT / f"services/{service}/Dockerfile").read_text(encoding="utf-8")
    port = re.search(r"^EXPOSE (\d+)$", text, re.MULTILINE)
    assert port is not None
    assert f"MINHBACH_HTTP_PORT={port[1]}" in text
    composed = COMPOSE["services"][service]
    assert composed["environment"]["MINHBACH_HTTP_PORT"] == port[1]
    for published in composed.get("ports", ()):
        assert published.startswith("127.0.0.1:")
        assert published.endswith(f":{port[1]}")
    named = set(re.findall(rf"\b{PREFIX}[A-Z0-9_]+", text)) | set(composed["environment"])
    known = {PREFIX + name.upper() for name in SETTINGS[service].model_fields} | {SECRETS_FOLDER}
    assert named <= known


def test_the_topics_job_reads_what_it_is_given() -> None:
    """One broker, one replica; nothing makes a topic by accident."""
    job = COMPOSE["services"]["topics"]
    known = {PREFIX + name.upper() for name in ProvisioningSettings.model_fields}
    assert set(job["environment"]) <= known
    assert job["environment"]["MINHBACH_KAFKA_SERVERS"] == "kafka:9092"
    broker = COMPOSE["services"]["kafka"]["environment"]
    assert broker["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    assert broker["KAFKA_ADVERTISED_LISTENERS"] == "PLAINTEXT://kafka:9092"


def test_every_image_is_pinned() -> None:
    """A version with three numbers: the same file gives the same system."""
    for name, one in COMPOSE["services"].items():
        assert re.search(r":[\w-]*\d+\.\d+\.\d+$", one["image"]), name


def test_no_secret_stands_in_the_file() -> None:
    """A password, key or secret is a file that the first start makes."""
    for name, one in COMPOSE["services"].items():
        for variable, value in one.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|CREDENTIAL|_KEY", variable):
                told = value.startswith(("/secrets/", "/run/secrets/")) or value == "local"
                assert told, f"{name}: {variable}"


@pytest.mark.parametrize("name", _OURS)
def test_our_containers_are_locked_down(name: str) -> None:
    """A root that cannot be written, no capability, no new privilege, a limit, room in /tmp."""
    one = COMPOSE["services"][name]
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["mem_limit"]
    assert [mount.partition(":")[0] for mount in one["tmpfs"]] == ["/tmp"]  # noqa: S108 - of a container
    if name != "secrets":
        assert "user" not in one
        assert "cap_add" not in one


def test_services_wait_for_what_they_stand_on() -> None:
    """Topics made, users made, captures there; and what they stand on says when it is healthy."""
    for service in SERVICES:
        needs = COMPOSE["services"][service]["depends_on"]
        assert needs["topics"]["condition"] == "service_completed_successfully"
        assert needs["mongodb-users"]["condition"] == "service_completed_successfully"
    for one in COMPOSE["services"].values():
        for needed, how in one.get("depends_on", {}).items():
            if how["condition"] == "service_healthy" and needed not in SERVICES:
                assert "test" in COMPOSE["services"][needed]["healthcheck"]


def test_secrets_are_made_once(tmp_path: Path) -> None:
    """Each for who needs it alone; a second start changes nothing; the parts fit each other."""
    make = module_of("deploy/compose/make_secrets.py")
    make.main(tmp_path)
    first = {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    make.main(tmp_path)
    assert {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()} == first
    shared = {(tmp_path / s / "minhbach_secret").read_text() for s in SERVICES}
    assert len(shared) == 1
    for service in SERVICES:
        password = (tmp_path / "mongodb" / service).read_text()
        address = (tmp_path / service / "minhbach_mongodb_uri").read_text()
        assert address.startswith(f"mongodb://{service}:{password}@mongodb:27017/")
    for path in first:
        wide = stat.S_IMODE(path.stat().st_mode) & 0o077
        assert not wide or path.parent.name == "captures"
    accounts = json.loads((tmp_path / "case" / "accounts.json").read_text())
    assert len({one["password"] for one in accounts.values()}) == len(accounts) == 5


def test_what_the_secrets_are_for_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service takes each file of its folder for the setting that it is named as."""
    module_of("deploy/compose/make_secrets.py").main(tmp_path)
    environment: dict[str, str] = COMPOSE["services"]["case"]["environment"]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(SECRETS_FOLDER, str(tmp_path / "case"))
    settings = CaseSettings.load()
    assert settings.s3_key_id == "minhbach"
    assert settings.mongodb_uri.get_secret_value().startswith("mongodb://case:")
    assert settings.captures_url == "s3://captures/province"


def test_the_settings_file_is_current() -> None:
    """It explains every setting that there is, with its default; what somebody set is kept."""
    script = module_of("deploy/settings.py")
    text = script.FILE.read_text("utf-8")
    assert text == script.written(script.chosen_in(text)), "run `make settings`"
    chosen = {"MINHBACH_REPLY_WINDOW_DAYS": "15", "MINHBACH_AGENCY_NAME": "Sở A = B"}
    assert script.chosen_in(script.written(chosen)) == chosen
