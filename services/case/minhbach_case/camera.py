"""Takes a picture of a captured page: a browser of its own, without network, scripts or secrets.

Run as a process of its own (``python camera.py BROWSER FOLDER SANDBOX``), so that whatever a
hostile page does to it ends with it; only the standard library is used. ``FOLDER`` holds
``page.mhtml`` and ``quotes.json``; ``picture.webp`` and ``picture.json`` are written there.

Nothing is fetched (safeguard 1): an MHTML archive loads nothing that is not in it and runs no
script, no name resolves, and the only proxy, loopback's too, is a port where nobody listens.
"""

import base64
import fcntl
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

WIDTH: Final = 1280
HEIGHT_LIMIT: Final = 10_000
_MEMORY_BYTES: Final = 2 << 30
_FILE_BYTES: Final = 64 << 20
_CPU_SECONDS: Final = 30
_ARGUMENTS: Final = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--blink-settings=scriptEnabled=false",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--force-prefers-reduced-motion",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--renderer-process-limit=1",
    f"--window-size={WIDTH},900",
)


class BrowserGone(Exception):
    """The browser ended, or refused what it was asked."""


class Browser:
    """A browser at the other end of two pipes, asked one thing at a time."""

    def __init__(self, command: list[str]) -> None:
        ends = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (*os.pipe(), *os.pipe()))
        its_in, self._out, self._in, its_out = ends
        # The two places where the browser's option looks for its pipes.
        os.dup2(its_in, 3)
        os.dup2(its_out, 4)
        self._process = subprocess.Popen(command, pass_fds=(3, 4), stdin=subprocess.DEVNULL)
        for end in (3, 4, its_in, its_out):
            os.close(end)
        self._count = 0
        self._rest = b""

    def ask(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """What the browser answers.

        Raises:
            BrowserGone: it ended, or refused.
        """
        self._count += 1
        told = {"id": self._count, "method": method, "params": parameters}
        os.write(self._out, json.dumps(told | ({"sessionId": session} if session else {})).encode())
        os.write(self._out, b"\0")
        answer = next(said for said in self._said() if said.get("id") == self._count)
        if "error" in answer:
            raise BrowserGone(f"{method}: {answer['error'].get('message')}")
        result: dict[str, Any] = answer["result"]
        return result

    def wait(self, method: str) -> None:
        """Until the browser tells of an event of this name."""
        next(said for said in self._said() if said.get("method") == method)

    def end(self) -> None:
        """Ends it at once."""
        self._process.kill()
        self._process.wait()

    def _said(self) -> Iterator[dict[str, Any]]:
        while True:
            while b"\0" not in self._rest:
                more = os.read(self._in, 1 << 20)
                if not more:
                    raise BrowserGone("the browser ended")
                self._rest += more
            one, _, self._rest = self._rest.partition(b"\0")
            yield json.loads(one)


def take(browser: Browser, folder: Path) -> None:
    """Shows the page, marks the quotes, and writes the picture and what it shows."""
    target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
    session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    browser.ask("Page.enable", session)
    frame = browser.ask("Page.navigate", session, url=f"file://{folder}/page.mhtml")["frameId"]
    browser.wait("Page.loadEventFired")
    quotes = _mark(browser, session, frame, (folder / "quotes.json").read_text("utf-8"))
    size = browser.ask("Page.getLayoutMetrics", session)["cssContentSize"]
    height = max(1, min(size["height"], HEIGHT_LIMIT))
    shot = browser.ask(
        "Page.captureScreenshot",
        session,
        format="webp",
        quality=60,
        captureBeyondViewport=True,
        clip={"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1},
    )
    (folder / "picture.webp").write_bytes(base64.b64decode(shot["data"]))
    said = {"height": height, "cut": size["height"] > HEIGHT_LIMIT, "quotes": quotes}
    (folder / "picture.json").write_text(json.dumps(said), "utf-8")


def _mark(browser: Browser, session: str, frame: str, quotes: str) -> Any:
    world = browser.ask("Page.createIsolatedWorld", session, frameId=frame)["executionContextId"]
    script = Path(__file__).with_suffix(".js").read_text("utf-8")
    answer = browser.ask(
        "Runtime.evaluate",
        session,
        expression=f"{script}({quotes})",
        contextId=world,
        returnByValue=True,
    )
    # A page that stands in the way of its own marking gives a picture without marks.
    return answer["result"].get("value") or []


def main(executable: str, folder: Path, *, sandboxed: bool) -> None:
    """Takes the picture within bounds that the browser inherits."""
    for what, bound in (
        (resource.RLIMIT_DATA, _MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (bound, bound))
    own = [f"--user-data-dir={folder}/profile", *(() if sandboxed else ("--no-sandbox",))]
    browser = Browser([executable, *_ARGUMENTS, *own])
    try:
        take(browser, folder)
    finally:
        browser.end()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sandboxed=sys.argv[3] == "sandboxed")
