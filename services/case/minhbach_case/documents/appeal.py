"""The body of a decision on an appeal: what was appealed, what becomes of it, and why."""

from minhbach_case.documents.decision import (
    Article,
    duties_stated,
    in_articles,
    noticed,
    remedy,
)
from minhbach_case.documents.letter import Block, Paragraph, Words
from minhbach_case.documents.writing import LETTER_CODES, Writing, day_of, letter_number
from minhbach_case.domain.statement import AppealRuling, Said


def appeal_body(writing: Writing, ruling: AppealRuling) -> tuple[Block, ...]:
    """The letter's text, from the grounds to the last article."""
    grounds = (noticed(writing), *_grounds(writing, ruling))
    return in_articles(writing, grounds, _articles(writing, ruling))


def _grounds(writing: Writing, ruling: AppealRuling) -> tuple[str, ...]:
    t = writing.t
    return (
        t("appeal.ground_decision", number=_number(writing, ruling.decision), **_day(ruling)),
        t(
            "appeal.ground_appeal",
            organisation=writing.organisation,
            day=day_of(ruling.appeal),
        ),
    )


def _articles(writing: Writing, ruling: AppealRuling) -> tuple[Article, ...]:
    t = writing.t
    outcome = t(
        f"appeal.{ruling.result}",
        number=_number(writing, ruling.decision),
        faults=writing.statement.faults,
        **_day(ruling),
    )
    stands = ruling.result != "lifted"
    appeal = writing.said(ruling.appeal.sequence, ruling.appeal.text_digest)
    reasons = writing.said(writing.statement.sequence, ruling.text_digest)
    return (
        (Paragraph(outcome), *((duties_stated(writing),) if stands else ())),
        (Paragraph(t("appeal.independent"), t("decision.reasons")), Words("", reasons)),
        (Paragraph(t("appeal.weighed"), t("decision.weighed")), Words("", appeal)),
        *((remedy(writing),) if stands else ()),
        (Paragraph(t("appeal.effect")),),
    )


def _day(ruling: AppealRuling) -> dict[str, str]:
    return {"day": day_of(ruling.decision)}


def _number(writing: Writing, decision: Said) -> str:
    code = f"{LETTER_CODES['decision']}-{writing.agency.code}"
    return letter_number(writing.statement.case_id, decision.sequence, code)
