"""A ranking on a terminal: places, bounds, and what is not known."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

Json = dict[str, Any]
_SINCE = {"joined": "it joined the register", "handed_over": "another office took over"}


def tell_ranking(console: Console, found: Json) -> None:
    """The ranking, those that stand apart, and why."""
    period = found["period"]
    head = f"{period['name']}: {period['first']} to {period['until']}"
    console.print(f"{head}, criteria {found['criteria']['identity']}", highlight=False)
    table = Table("place", "portal", "points", "bounds", "known", "could be")
    for one in found["ranked"]:
        place = f"{one['place']}{' (tied)' if one['tied'] else ''}"
        table.add_row(place, *_row(one), f"{one['best']} to {one['worst']}")
    for one in found["apart"]:
        table.add_row("apart", *_row(one), "not known")
    console.print(table)
    console.print("What is not known counts neither for nor against a portal:")
    titles = _titles(found)
    for one in (*found["ranked"], *found["apart"]):
        for line in _gaps(one, titles):
            console.print(f"  {escape(one['name'])}: {escape(line)}", highlight=False)


def tell_portal(console: Console, found: Json) -> None:
    """One portal, criterion by criterion."""
    score = found["score"]
    if score is None:
        console.print(f"not in the register in {found['period']['name']}", highlight=False)
        return
    name, points, bounds, known = _row(score)
    console.print(f"{name}: {points} ({bounds}), known {known}", highlight=False)
    titles = _titles(found)
    counts = ("met", "unmet", "suspected", "unclear", "settled")
    table = Table("criterion", "weight", "points", "bounds", *counts)
    for line in score["criteria"]:
        table.add_row(
            escape(titles[line["criterion"]]),
            str(line["weight"]),
            _points(line),
            _bounds(line),
            *(str(line[name]) for name in counts),
        )
    console.print(table)
    for gap in _gaps(score, titles):
        console.print(f"  {escape(gap)}", highlight=False)


def _row(one: Json) -> tuple[str, str, str, str]:
    return escape(one["name"]), _points(one), _bounds(one), f"{one['known']:.0%}"


def _points(one: Json) -> str:
    return "not known" if one["points"] is None else f"{one['points']:.1f}"


def _bounds(one: Json) -> str:
    return f"{one['lower']:.1f} to {one['upper']:.1f}"


def _titles(found: Json) -> dict[str, str]:
    return {one["id"]: one["title"]["en"] for one in found["criteria"]["criteria"]}


def _gaps(one: Json, titles: dict[str, str]) -> Iterator[str]:
    if one["since"] is not None:
        yield f"counted from {one['first']}: {_SINCE[one['since']]}"
    for line in one["criteria"]:
        known = line["met"] + line["unmet"]
        whole = known + line["suspected"] + line["unclear"]
        if not line["why"]:
            continue
        if not whole:
            yield f"{titles[line['criterion']]}: no captures yet"
            continue
        parts = [f"{known} of {whole} known"]
        parts += [f"{line['suspected']} suspected, not decided"] if line["suspected"] else []
        parts += [f"{line['unclear']} could not be judged"] if line["unclear"] else []
        yield f"{titles[line['criterion']]}: {', '.join(parts)}"
