"""A preview in lines for people."""

from collections.abc import Iterable, Iterator
from typing import Final

from minhbach_local.registering.service import Json

_KINDS: Final = {"added": "added", "changed": "changed", "left": "leaving"}


def told(preview: Json, lists: dict[str, list[Json]]) -> Iterator[str]:
    """Every change field by field, every row that stays out, and the sums."""
    for kind, word in _KINDS.items():
        for change in lists[kind]:
            line = f"line {change['line']}: " if change["line"] else ""
            yield f"{word:<8} {line}{change['name']}  {change['address']}"
            yield from _fields(change)
    for row in lists["rejected"]:
        column = f", column {row['column']}" if row["column"] else ""
        value = f" {row['value']!r}" if row["value"] else ""
        yield f"{row['file']}:{row['line']}{column}:{value} {row['problem']}; {row['remedy']}"
    yield from _remarks(preview)
    yield (
        f"{preview['added']} added, {preview['changed']} changed, {preview['unchanged']} "
        f"unchanged, {preview['left']} leaving; {preview['rejected']} problems"
    )


def _fields(change: Json) -> Iterable[str]:
    if change["kind"] != "changed":
        return
    for field in change["fields"]:
        yield f"           {field['field']}: {_value(field['old'])} → {_value(field['new'])}"


def _value(value: str | None) -> str:
    return "(empty)" if value is None else value


def _remarks(preview: Json) -> Iterator[str]:
    for remark in preview["remarks"]:
        yield f"{preview['file']}: {remark['message']}"
    for column in preview["unknown_columns"]:
        yield f"{preview['file']}: column {column!r} is not known; left out"
    if preview["kept_back"]:
        lines = ", ".join(map(str, preview["nameless"]))
        yield (
            f"{preview['kept_back']} sites that the file does not name are kept: the address in "
            f"lines {lines} cannot be read; mend them and look again"
        )
    if preview["confirm_leaving"]:
        yield (
            f"{preview['left']} of {preview['active']} sites would leave, more than a third: "
            f"to apply it, say --leaving {preview['left']}"
        )
