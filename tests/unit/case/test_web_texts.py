"""The console's words: both languages whole, times and days as people here write them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import minhbach_case.web
from minhbach_case.domain.clocks import CLOCKS
from minhbach_case.domain.commands import ACTS, APPEAL_RESULTS, OUTCOMES, SERVICE_WAYS, Disagreement
from minhbach_case.domain.delivery import (
    DELIVERY_EVENTS,
    DELIVERY_STATES,
    LETTER_KINDS,
    Failure,
)
from minhbach_case.domain.filings.answers import AnswerFault
from minhbach_case.domain.filings.deadlines import DueStanding
from minhbach_case.domain.filings.steps import WAYS, Unsent
from minhbach_case.domain.licence_time import LicenceTime
from minhbach_case.domain.observed import MARKS, SCALES
from minhbach_case.domain.portals.evidence import STANDINGS
from minhbach_case.domain.portals.freshness import FRESH_MARKS
from minhbach_case.domain.portals.scoring import Why
from minhbach_case.domain.portals.watching import Since
from minhbach_case.domain.province import BUCKETS, MEASURES
from minhbach_case.domain.register_cells import ProblemCode
from minhbach_case.domain.register_file import RemarkCode
from minhbach_case.domain.steps import StepType
from minhbach_case.errors import FileFault, RefusalCode
from minhbach_case.web.console.cases import Standing
from minhbach_case.web.console.forms import ASSIGNMENTS, FaultCode
from minhbach_case.web.texts import (
    LANGUAGES,
    Language,
    moment_of,
    read_date,
    read_texts,
    show_due,
    show_time,
)
from minhbach_shared.events import (
    ChangeKind,
    CreditLack,
    FailureReason,
    GoneEvidence,
    ItemKind,
    LicenceFact,
    RegisteredField,
)
from minhbach_shared.vocabulary import (
    CASE_KINDS,
    DUTIES,
    CaseState,
    DisclosureField,
    LicenceStatus,
    Role,
    SiteClass,
)

_WEB = Path(minhbach_case.web.__file__).parent
_TEXTS = read_texts(_WEB / "locales")
_FAMILIES: dict[str, tuple[str, ...]] = {
    "answer": get_args(AnswerFault),
    "filing.is": get_args(DueStanding),
    "filing.unsent": get_args(Unsent),
    "filing.way": WAYS,
    "act": tuple(f"{act}{part}" for act in ACTS for part in ("", ".lead", ".do")),
    "bucket": BUCKETS,
    "blocked": get_args(RefusalCode),
    "cell": get_args(ProblemCode),
    "change": get_args(ChangeKind),
    "class": get_args(SiteClass),
    "clock": CLOCKS,
    "delivery": (*DELIVERY_STATES, "undelivered", "all"),
    "delivery.event": DELIVERY_EVENTS,
    "delivery.failure": get_args(Failure),
    "delivery.todo": DELIVERY_STATES,
    "done": ACTS,
    "duty": DUTIES,
    "fault": get_args(FaultCode),
    "field": get_args(DisclosureField),
    "file": get_args(FileFault),
    "gone.says": get_args(GoneEvidence.model_fields["how"].annotation),
    "has": get_args(CreditLack),
    "item": get_args(ItemKind),
    "kind": CASE_KINDS,
    "failure": get_args(FailureReason),
    "licence_time": get_args(LicenceTime),
    "mark": (*MARKS, *FRESH_MARKS),
    "measure": MEASURES,
    "scale": SCALES,
    "lack": get_args(CreditLack),
    "letters.kind": LETTER_KINDS,
    "licence": get_args(LicenceFact),
    "outcome": OUTCOMES,
    "refusal": get_args(RefusalCode),
    "portal_since": get_args(Since),
    "portal_stands": STANDINGS,
    "portal_why": get_args(Why),
    "registered": get_args(RegisteredField),
    "remark": get_args(RemarkCode),
    "result": APPEAL_RESULTS,
    "role": get_args(Role),
    "standing": get_args(Standing),
    "state": get_args(CaseState),
    "status": get_args(LicenceStatus),
    "step": get_args(StepType),
    "tag": get_args(Standing),
    "to": get_args(Disagreement),
    "to_whom": ASSIGNMENTS,
    "way": SERVICE_WAYS,
}


def _placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_both_languages_say_the_same_things() -> None:
    """Each key stands in both catalogues, with the same values to put in."""
    vietnamese, english = (_TEXTS[language].words for language in LANGUAGES)
    assert vietnamese.keys() == english.keys()
    for key, words in vietnamese.items():
        assert words.strip(), key
        assert _placeholders(words) == _placeholders(english[key]), key


@pytest.mark.parametrize("family", sorted(_FAMILIES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_domain_has_words(language: Language, family: str) -> None:
    """No page can meet a duty, state, kind, act or refusal that it has no words for."""
    missing = [w for w in _FAMILIES[family] if not _TEXTS[language].has(f"{family}.{w}")]
    assert missing == []


def test_a_clock_ends_with_its_last_day() -> None:
    """As letters say it: midnight at the agency belongs to the day before; an hour is told."""
    assert show_due(datetime(2028, 2, 29, 17, tzinfo=UTC)) == "29/02/2028"
    assert show_due(datetime(2028, 2, 29, 5, tzinfo=UTC)) == "29/02/2028 12:00"


def test_every_key_of_a_template_stands_in_the_catalogue() -> None:
    """A page asks for no words that are not there."""
    for template in sorted((_WEB / "templates").glob("*.html")):
        asked = re.findall(r"\bt\('([\w.]+)'(?=[,)])", template.read_text("utf-8"))
        assert [key for key in asked if not _TEXTS["vi"].has(key)] == [], template.name


def test_times_are_shown_on_the_clock_of_viet_nam() -> None:
    """Late in the evening of one day in UTC is the next day here."""
    assert show_time(datetime(2026, 11, 21, 18, 5, tzinfo=UTC)) == "22/11/2026 01:05"


def test_a_day_begins_at_midnight_here() -> None:
    """Midnight here is five in the afternoon before, in UTC."""
    assert moment_of(date(2026, 11, 22)) == datetime(2026, 11, 21, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("5/1/2026", date(2026, 1, 5)),
        ("05/01/2026", date(2026, 1, 5)),
        (" 2026-01-05 ", date(2026, 1, 5)),
        ("13/13/2026", None),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(written: str, day: date | None) -> None:
    """Day before month, as here, or as a date field sends it; anything else is no day."""
    assert read_date(written) == day
