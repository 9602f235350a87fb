"""The dossier's pages: read offline in any browser, without a script; everything is escaped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jinja2

from minhbach_case.documents.evidence import quoted
from minhbach_case.domain.findings import Finding
from minhbach_case.dossiers.capturing import Kept
from minhbach_case.dossiers.comparing import Compared
from minhbach_case.dossiers.cover import ROLES, WHYS
from minhbach_case.web.texts import Texts, show_date, show_time

# Steps that captures bring: many in a row are one line.
_BY_CAPTURES = frozenset(
    ("suspicion_added", "suspicion_counted", "suspicion_withdrawn", "fault_cleared")
)


@dataclass(slots=True)
class Row:
    """One line of the timeline: a step, or several of one kind in a row."""

    first: int
    last: int
    at: datetime
    act: str
    digest: str
    role: str | None = None
    lines: tuple[str, ...] = ()
    words: str = ""

    @property
    def count(self) -> int:
        """How many steps it stands for."""
        return self.last - self.first + 1


@dataclass(slots=True)
class Timeline:
    """The steps of a case, gathered while they pass."""

    t: Texts
    rows: list[Row] = field(default_factory=list)

    def add(self, sequence: int, at: datetime, act: str, digest: str, body: Any) -> None:
        """Takes a step in."""
        last = self.rows[-1] if self.rows else None
        if last is not None and last.act == act and act in _BY_CAPTURES:
            last.last, last.digest = sequence, digest
            return
        lines = tuple(self._lines(act, body))
        self.rows.append(Row(sequence, sequence, at, act, digest, body.get("role"), lines))

    def say(self, words: Mapping[int, str]) -> None:
        """Puts people's words beside their steps."""
        for row in self.rows:
            row.words = words.get(row.first, "")

    def _lines(self, act: str, body: Mapping[str, Any]) -> Iterator[str]:
        t = self.t
        if "fault_id" in body and "address" in body:
            yield body["address"]
        if body.get("served_on"):
            yield f"Tống đạt ngày {_day(body['served_on'])}, {t('way.' + body['way'])}"
        if body.get("received_on"):
            yield f"Nhận ngày {_day(body['received_on'])}"
        # A retraction names what it takes back; beside it that would read as its own outcome.
        if body.get("outcome") and act != "retracted":
            yield t(f"outcome.{body['outcome']}")
        if body.get("clock"):
            yield t(f"clock.{body['clock']}")


def _day(written: str) -> str:
    return show_date(date.fromisoformat(written))


class Pages:
    """Renders the dossier's pages.

    Args:
        t: the words of letters, in Vietnamese.
    """

    def __init__(self, t: Texts) -> None:
        self._t = t
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["time"] = show_time

    def timeline(self, timeline: Timeline, kind: str, site_name: str, *, full: bool) -> str:
        """The page of the case's steps."""
        about = {"kind": kind, "site_name": site_name, "rows": timeline.rows}
        return self._page("timeline.html", "Dòng thời gian của vụ việc", full, about)

    def compared(
        self, finding: Finding, captures: Sequence[Kept], texts: Compared | None, *, full: bool
    ) -> str:
        """The page of one fault: what it rests on, and both texts where one is a copy."""
        about = {
            "finding": finding,
            "captures": captures,
            "texts": texts,
            "quoted": quoted(self._t, finding.evidence),
            "roles": ROLES,
            "whys": WHYS,
        }
        return self._page("compared.html", self._t(f"duty.{finding.duty}"), full, about)

    def _page(self, name: str, title: str, full: bool, about: Mapping[str, Any]) -> str:
        page = self._templates.get_template(name)
        return page.render(t=self._t, title=title, full=full, **about)
