"""``python -m minhbach_shared.schemas [--check]``: the contracts as files, from the models.

Writes the JSON Schema of each event type and the AsyncAPI document. A change that would break a
subscriber or a replay is refused: it is a new topic version beside the old one.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from minhbach_shared.asyncapi import asyncapi, schema_file
from minhbach_shared.compatibility import breaking
from minhbach_shared.events import EVENTS, Event

FOLDER: Final = Path(__file__).parents[1] / "schemas"
ASYNCAPI: Final = "asyncapi.json"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema_of(event: type[Event]) -> dict[str, Any]:
    """The JSON Schema of an event's value: what a reader may count on."""
    found = event.model_json_schema()
    return {"$schema": _DIALECT, "$id": f"urn:minhbach:{event.type}", **found}


def documents() -> dict[str, dict[str, Any]]:
    """All documents by file name, as the models are now."""
    schemas = {schema_file(event): schema_of(event) for event in EVENTS}
    return schemas | {ASYNCAPI: asyncapi()}


def committed(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """All documents as they stand in a folder."""
    return {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    }


def broken(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What would break whoever lives by ``old``: a line each, with file and place."""
    found: list[str] = []
    for name in sorted(old.keys() - {ASYNCAPI}):
        if name in new:
            found += [f"{name} {line}" for line in breaking(old[name], new[name])]
        else:
            found.append(f"{name}: the event type is gone")
    return found


def stale(folder: Path) -> list[str]:
    """The files of a folder that do not say what the models say."""
    old, new = committed(folder), documents()
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def write(folder: Path) -> None:
    """Writes all documents, and removes what is none any more."""
    folder.mkdir(parents=True, exist_ok=True)
    new = documents()
    for path in folder.glob("*.json"):
        if path.name not in new:
            path.unlink()
    for name, document in new.items():
        text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
        (folder / name).write_text(text + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Writes or checks; status 1 where a file is stale or a change would break somebody."""
    given = _parser().parse_args(arguments)
    problems = broken(committed(given.folder), documents())
    if problems and not given.unreleased:
        print("This breaks subscribers or replays; make a new topic version beside the old:")
        print("\n".join(f"  {line}" for line in problems))
        return 1
    if given.check:
        old = stale(given.folder)
        if old:
            print(f"Not current: {', '.join(old)}. Run python -m minhbach_shared.schemas")
        return 1 if old else 0
    write(given.folder)
    print(f"{len(documents())} documents in {given.folder}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m minhbach_shared.schemas")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if not current")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the documents stand")
    parser.add_argument(
        "--unreleased",
        action="store_true",
        help="take a breaking change: for event types that no deployment has published yet",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
