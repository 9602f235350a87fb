"""Judges the pages of one site, and puts together what is said of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from minhbach_classifier.domain.model import Page, RegisterRecord
from minhbach_classifier.domain.rules import Rule
from minhbach_classifier.offline import NOWHERE, Judge, Opinion, Seen, record_of
from minhbach_local.offline.checking.details import assessment_of
from minhbach_local.offline.checking.targets import Target
from minhbach_local.offline.register_file import Register
from minhbach_local.offline.registered import record_of_entry
from minhbach_shared.events import Assessment
from minhbach_shared.vocabulary import SiteClass

VERDICTS: Final = ("breach", "inconclusive", "pass", "not_applicable")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller says of the site."""

    site_class: SiteClass | None
    register: Register | None
    at: datetime
    """The day of the law, and of what is overdue."""


@dataclass(frozen=True, slots=True)
class Said:
    """One duty on one page."""

    assessment: Assessment
    rule: Rule


@dataclass(frozen=True, slots=True)
class Checked:
    """A page with all that is said of it."""

    target: Target
    record: RegisterRecord
    said: tuple[Said, ...]

    @property
    def page(self) -> Page | None:
        """None where it could not be read."""
        return self.target.page if isinstance(self.target.page, Page) else None

    @property
    def address(self) -> str:
        """Where people find it: its address, else its file."""
        return self.target.source.address or self.target.source.name


@dataclass(frozen=True, slots=True)
class Result:
    """A site's pages, and what concerns the site as a whole."""

    pages: tuple[Checked, ...]
    home: Checked
    """The home page; the first page where none of them is the home page."""
    at: datetime

    def of(self, checked: Checked) -> tuple[Said, ...]:
        """What concerns this page by itself."""
        return tuple(s for s in checked.said if s.rule.code.concerns != "home")

    @property
    def of_site(self) -> tuple[Said, ...]:
        """What is judged on the home page for the whole site."""
        return tuple(s for s in self.home.said if s.rule.code.concerns == "home")

    def every(self) -> Iterable[tuple[Checked, Said]]:
        """All that is said, each once."""
        yield from ((self.home, said) for said in self.of_site)
        for checked in self.pages:
            yield from ((checked, said) for said in self.of(checked))

    @property
    def has_breach(self) -> bool:
        """Whether there is anything to mend."""
        return any(said.assessment.verdict == "breach" for _, said in self.every())


def checked(targets: Sequence[Target], asked: Asked, judge: Judge) -> Result:
    """Every page judged under the law of the day.

    Args:
        targets: at least one.
    """
    fallback = next((t.source.address for t in targets if t.source.address), None)
    pages = tuple(_judged(target, asked, judge, fallback) for target in targets)
    home = next((one for one in pages if one.target.is_home), pages[0])
    return Result(pages, home, asked.at)


def _judged(target: Target, asked: Asked, judge: Judge, fallback: str | None) -> Checked:
    source = target.source
    record = _record(source.address or fallback, asked)
    address = source.address or NOWHERE
    seen = Seen(
        target.page, address, record, asked.at, source.linked_from_home, source.server_address
    )
    return Checked(target, record, tuple(_said(judge.judge(seen))))


def _said(opinion: Opinion) -> Iterable[Said]:
    rules = {rule.id: rule for rule in opinion.rules}
    return (Said(assessment, rules[assessment.duty]) for assessment in opinion.assessments)


def _record(address: str | None, asked: Asked) -> RegisterRecord:
    entry = asked.register.of(address) if asked.register is not None else None
    if entry is not None:
        record = record_of_entry(entry, asked.at)
        told = asked.site_class or record.site_class
        return record.model_copy(update={"site_class": told})
    parts = urlsplit(address or NOWHERE)
    home = f"{parts.scheme}://{parts.netloc}/"
    site_class = asked.site_class or _class_of(parts.hostname or "")
    return record_of(parts.hostname or "", home, site_class, asked.at)


def _class_of(host: str) -> SiteClass:
    return "state_portal" if host.endswith(".gov.vn") else "aggregator"


def answer(result: Result, lang: str) -> dict[str, Any]:
    """The object that ``--json`` prints."""
    return {
        "pages": [
            {
                "address": one.address,
                "file": one.target.source.name,
                "kind": one.page.kind if one.page is not None else "other",
                "assessments": [_json(one, said, lang) for said in result.of(one)],
            }
            for one in result.pages
        ],
        "site": [_json(result.home, said, lang) for said in result.of_site],
        "summary": summary(result),
    }


def _json(one: Checked, said: Said, lang: str) -> dict[str, Any]:
    return assessment_of(said.assessment, said.rule, one.page, one.record.site_class, lang)


def summary(result: Result) -> dict[str, dict[str, int]]:
    """How often each verdict was given, by duty."""
    counts: dict[str, Counter[str]] = {}
    for _, said in result.every():
        counts.setdefault(said.assessment.duty, Counter())[said.assessment.verdict] += 1
    return {duty: dict(sorted(counts[duty].items())) for duty in sorted(counts)}
