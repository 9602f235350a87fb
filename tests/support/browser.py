"""A headless browser of this machine, under Playwright; nothing of it is downloaded."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import BrowserContext, async_playwright

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_browser() -> str:
    """The path of the browser: the one that ``CHROMIUM`` names, else one of the usual names.

    Where there is none the test says so; in CI (``CI`` is set) that is a failure, since there
    nobody would read it.
    """
    named = os.environ.get("CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, _NAMES)), None)
    if found:
        return found
    message = (
        f"no browser: {named or ', '.join(_NAMES)} not found; install Debian's chromium, or set "
        "CHROMIUM to the path of one"
    )
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@asynccontextmanager
async def open_browser(
    profile: Path, width: int = 1280, *, scripts: bool = True
) -> AsyncIterator[BrowserContext]:
    """A fresh browser whose profile lies in this folder; ``width`` in CSS pixels.

    Without ``scripts`` no page runs any. It speaks with this machine only: a request to
    anywhere else is refused.
    """
    browser = find_browser()
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=browser,
            headless=True,
            args=[*_ARGUMENTS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        try:
            yield context
        finally:
            await context.close()
