"""How a page of the console is checked for people who do not use it with eyes and a mouse."""

from pathlib import Path
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_OPTIONS: Final[dict[str, Any]] = {
    "runOnly": {"type": "tag", "values": list(TAGS)},
    # Off unless asked for: the sizes of WCAG 2.2 (2.5.8).
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
_LOOKS: Final = (Path(__file__).parent / "looks.js").read_text("utf-8")


async def violations(page: Page, rule: str = "") -> list[str]:
    """Every rule of axe-core (or the one) that the page breaks, and what to mend where."""
    options = _OPTIONS | {"runOnly": {"type": "rule", "values": [rule]}} if rule else _OPTIONS
    if not await page.evaluate("Boolean(window.axe)"):
        await page.evaluate(AXE_SCRIPT)
    found = await page.evaluate("async (how) => (await axe.run(how)).violations", options)
    return [
        f"{broken['id']} at {node['target']}: {node['failureSummary']}"
        for broken in found
        for node in broken["nodes"]
    ]


async def look(page: Page, what: str) -> Any:
    """The answer of one of the functions in ``looks.js``."""
    await page.evaluate(f"window.looks || (() => {{ {_LOOKS} }})()")
    return await page.evaluate(f"window.looks.{what}()")


async def open_all(page: Page) -> None:
    """Opens whatever can be opened."""
    await page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")


async def walk_with_tab(page: Page) -> list[str]:
    """What goes wrong on the way through a page with the tab key alone."""
    stops = await look(page, "begin")
    wrong = []
    for _ in range(stops):
        await page.keyboard.press("Tab")
        fault = await page.evaluate("window.looks.step()")
        if fault:
            wrong.append(fault)
            break
    return wrong
