"""The sites by duty on a screen: everything can be read, however narrow it is."""

from typing import Any

import pytest
from rich.console import Console

from minhbach_local.running.tables import tables

NONE = {"pass": 0, "breach": 0, "inconclusive": 0, "not_applicable": 3}
DUTIES = (
    "disclosure.home_page",
    "licence.held",
    "licence.valid",
    "source.credited",
    "source.verbatim",
    "spam.gambling",
    "spam.prohibited_goods",
)


def _result() -> dict[str, Any]:
    site = {
        "id": "s1",
        "name": "Cổng thông tin điện tử xã Rạch Vẹt",
        "class": "state_portal",
        "captures": 12,
        "duties": {
            "report.yearly": NONE,
            **{duty: NONE | {"pass": 12, "breach": 3, "inconclusive": 1} for duty in DUTIES},
        },
    }
    cases = [{"site_id": "s1", "kind": "harmful_content"}, {"site_id": "s1", "kind": "disclosure"}]
    return {"sites": [site], "cases": cases}


def _shown(width: int) -> list[str]:
    console = Console(width=width, no_color=True, force_terminal=False)
    with console.capture() as seen:
        for table in tables(_result(), width):
            console.print(table)
    return seen.get().splitlines()


@pytest.mark.parametrize("width", [80, 120, 250])
def test_nothing_is_cut(width: int) -> None:
    """Every duty that was judged, every count and every kind of case stands there in full."""
    lines = _shown(width)
    text = "\n".join(lines)
    assert "…" not in text
    assert max(map(len, lines)) <= width
    for duty in DUTIES:
        family, name = duty.split(".")
        assert f"{family}." in text
        assert name in text
    assert text.count("✓12 ✗3 ?1") == len(DUTIES)
    assert "harmful_content" in text
    assert "disclosure " in text


def test_a_wide_screen_has_one_table() -> None:
    """Where there is room for all, the sites stand there once."""
    assert len(tables(_result(), 250)) == 1
    assert len(tables(_result(), 80)) > 1


def test_a_duty_without_occasion_has_no_column() -> None:
    """What was judged nowhere takes no room."""
    assert "yearly" not in "\n".join(_shown(250))
