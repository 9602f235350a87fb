"""JSON as it was hashed: parsed and written again without a digit changed."""

from __future__ import annotations

import hashlib
import json
from typing import Any


class Number(str):
    """A number as it was written: another spelling would have another digest."""

    __slots__ = ()


def parse(content: bytes) -> Any:
    """JSON; fractions keep their spelling.

    Raises:
        ValueError: it is none, or says something twice: who reads it otherwise reads otherwise.
    """
    try:
        text = content.decode("utf-8")
        return json.loads(text, parse_float=Number, object_pairs_hook=_once)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def canonical(value: Any) -> bytes:
    """Canonical JSON: keys sorted, no spaces, UTF-8."""
    return _written(value).encode("utf-8")


def _written(value: Any) -> str:
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_written(k)}:{_written(value[k])}" for k in sorted(value)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def sha256(content: bytes) -> str:
    """In lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def digest_of(value: Any) -> str:
    """SHA-256 of the canonical JSON."""
    return sha256(canonical(value))
