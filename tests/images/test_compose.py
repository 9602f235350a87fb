"""The composition, held against Docker Compose's own reading of it."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.support.containers import PLACE, ROOT

VERSION: Final = "v2.40.3"
_MAIN: Final = '//go:build tools\n\npackage tools\n\nimport _ "github.com/docker/compose/v2/cmd"\n'
pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module")
def compose() -> Path:
    """Docker Compose, built from its Go module where it is not there yet: minutes, once."""
    program = PLACE / f"docker-compose-{VERSION}"
    if program.exists():
        return program
    go = shutil.which("go")
    assert go, "Go is needed to build Docker Compose: apt-get install golang, or go.dev"
    module = PLACE / "compose"
    module.mkdir(parents=True, exist_ok=True)
    (module / "tools.go").write_text(_MAIN, encoding="utf-8")
    (module / "go.mod").unlink(missing_ok=True)
    for command in (
        ["mod", "init", "tools"],
        ["get", f"github.com/docker/compose/v2/cmd@{VERSION}"],
        ["build", "-o", str(program), "github.com/docker/compose/v2/cmd"],
    ):
        done = subprocess.run(
            [go, *command], cwd=module, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
    return program


def read_by(compose: Path, file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """What it makes of a file."""
    command = [str(compose), "--project-directory", str(ROOT), "-f", str(file), *options]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=dict(os.environ)
    )


def test_compose_reads_it(compose: Path) -> None:
    """As it stands and with the demo: no word of complaint."""
    for options in ((), ("--profile", "demo"), ("--profile", "tools")):
        done = read_by(compose, ROOT / "docker-compose.yml", *options, "config", "--quiet")
        assert (done.returncode, done.stderr) == (0, "")


def test_compose_brings_what_a_profile_asks_for(compose: Path) -> None:
    """The province with the demo alone, the accounts with nothing that is started."""
    plain = read_by(compose, ROOT / "docker-compose.yml", "config", "--services").stdout.split()
    demo = read_by(
        compose, ROOT / "docker-compose.yml", "--profile", "demo", "config", "--services"
    ).stdout.split()
    assert set(demo) - set(plain) == {"province", "province-register"}
    assert "accounts" not in plain


def test_compose_refuses_a_misspelled_key(compose: Path, tmp_path: Path) -> None:
    """So that the test above cannot pass over anything."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(text.replace("depends_on:", "depend_on:", 1), encoding="utf-8")
    assert read_by(compose, wrong, "config", "--quiet").returncode != 0
