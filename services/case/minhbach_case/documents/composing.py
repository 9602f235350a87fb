"""A statement of reasons as an official letter: one content for the page and for the PDF."""

from minhbach_case.documents.annex import annex, annex_subject
from minhbach_case.documents.appeal import appeal_body
from minhbach_case.documents.decision import decision_body
from minhbach_case.documents.letter import Block, Closing, Letter, Letterhead
from minhbach_case.documents.notice import notice_body
from minhbach_case.documents.printing import printable
from minhbach_case.documents.wording import Wording
from minhbach_case.documents.writing import Envelope, Writing
from minhbach_case.domain.statement import AppealRuling, Ruling, Statement
from minhbach_case.web.texts import Language


def letter_of(
    statement: Statement, envelope: Envelope, wording: Wording, language: Language
) -> Letter:
    """The letter of a statement; a draft where it has no day."""
    t = wording.texts[language]
    writing = Writing(statement, envelope, t, wording.law)
    return Letter(
        language=language,
        title=f"{t(f'{statement.form}.name')} {writing.number}",
        author=printable(writing.agency.name),
        at=envelope.at,
        draft="" if envelope.issued_on else t("draft"),
        head=_head(writing),
        body=_body(writing),
        closing=_closing(writing),
        annex_title=t("annex"),
        annex_subject=annex_subject(writing),
        annex=annex(writing),
    )


def _body(writing: Writing) -> tuple[Block, ...]:
    match writing.statement.ruling:
        case None:
            return notice_body(writing)
        case Ruling() as ruling:
            return decision_body(writing, ruling)
        case AppealRuling() as ruling:
            return appeal_body(writing, ruling)


def _head(writing: Writing) -> Letterhead:
    t, form, agency = writing.t, writing.statement.form, writing.agency
    return Letterhead(
        parent=printable(agency.parent).upper(),
        agency=printable(agency.name).upper(),
        country=t("country"),
        motto=t("motto"),
        number=t("number", number=writing.number),
        place_and_date=_place_and_date(writing),
        name=t(f"{form}.name").upper(),
        subject=_subject(writing),
    )


def _subject(writing: Writing) -> str:
    t, statement = writing.t, writing.statement
    if statement.form == "notice":
        return t("notice.subject", kind=t(f"kind.{statement.kind}"), site=writing.site)
    return t(f"{statement.form}.subject", number=writing.case_number, site=writing.site)


def _place_and_date(writing: Writing) -> str:
    place, day = printable(writing.agency.place), writing.envelope.issued_on
    if day is None:
        return writing.t("draft.date", place=place or writing.t("draft.blank"))
    return writing.t(
        "month",
        place=f"{place}, " if place else "",
        day=day.day,
        month=day.month,
        year=day.year,
    )


def _closing(writing: Writing) -> Closing:
    t, agency = writing.t, writing.agency
    return Closing(
        recipients_title=t("recipients"),
        recipients=(
            t("recipients.operator", organisation=writing.organisation),
            t("recipients.file", number=writing.case_number),
        ),
        signer_title=printable(agency.signer_title).upper(),
        signer_name=printable(agency.signer_name),
        signature=_signature(writing),
    )


def _signature(writing: Writing) -> str:
    sealed = writing.envelope.sealed_by
    if writing.envelope.issued_on is None:
        return writing.t("draft.signature")
    return writing.t("signature.seal", name=sealed) if sealed else writing.t("signature.hand")
