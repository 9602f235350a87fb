"""A case of ``minhbach evaluate``, and the files of them: JSON lines, the same bytes every time."""

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

VIETNAM: Final = timezone(timedelta(hours=7), "+07:00")
CAPTURED: Final = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
"""When a case was captured, unless the law of another day is what it tests."""
NO_BREACH: Final[Mapping[str, str]] = {"*": "no_breach"}
SPAM: Final = (
    "spam.gambling",
    "spam.adult",
    "spam.scam",
    "spam.prohibited_goods",
    "spam.malware",
    "spam.injected",
)
NO_SPAM: Final[Mapping[str, str]] = dict.fromkeys(SPAM, "pass")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article of a reference site, captured before the case."""

    site: str
    address: str
    title: str
    text: str
    published_at: datetime | None

    def record(self) -> dict[str, Any]:
        """As it stands in a case."""
        return {
            "site": self.site,
            "address": self.address,
            "title": self.title,
            "text": self.text,
            "published_at": _time(self.published_at),
        }


@dataclass(frozen=True, slots=True)
class Case:
    """One page and what is expected of it; the id begins with how it was derived."""

    id: str
    expect: Mapping[str, str] = field(default_factory=dict)
    site_class: str = "aggregator"
    html: str | None = None
    title: str = ""
    text: str = ""
    address: str | None = None
    kind: str | None = None
    published_at: datetime | None = None
    captured_at: datetime = CAPTURED
    references: tuple[Reference, ...] = ()
    expect_fields: Mapping[str, str | list[str] | None] | None = None
    expect_source: tuple[()] | tuple[str | None] = ()
    """Empty where no source is asked for; ``(None,)`` where none may be named."""
    register: Mapping[str, str] | None = None

    def record(self) -> dict[str, Any]:
        """As a line of a file, without what is not said."""
        said: dict[str, Any] = {
            "id": self.id,
            "class": self.site_class,
            "captured_at": _time(self.captured_at),
            "html": self.html,
            "expect": dict(self.expect),
        }
        if self.html is None:
            said |= {"title": self.title, "text": self.text}
        said |= {k: v for k, v in self._optional().items() if v is not None}
        if self.expect_source:
            said["expect_source"] = self.expect_source[0]
        return said

    def _optional(self) -> dict[str, Any]:
        return {
            "address": self.address,
            "kind": self.kind,
            "published_at": _time(self.published_at),
            "references": [r.record() for r in self.references] or None,
            "expect_fields": None if self.expect_fields is None else dict(self.expect_fields),
            "register": None if self.register is None else dict(self.register),
        }


def _time(value: datetime | None) -> str | None:
    return value.isoformat() if value is not None else None


def write(path: Path, cases: Iterable[Case]) -> int:
    """Write cases, gzipped without a time stamp, and return how many."""
    count = 0
    with path.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        for case in cases:
            line = json.dumps(case.record(), ensure_ascii=False, sort_keys=True)
            packed.write(line.encode() + b"\n")
            count += 1
    return count
