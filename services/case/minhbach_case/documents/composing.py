"""A statement of reasons as an official letter: one content for the page and for the PDF."""

from minhbach_case.documents.annex import annex, annex_subject
from minhbach_case.documents.appeal import appeal_body
from minhbach_case.documents.decision import decision_body
from minhbach_case.documents.frame import Frame
from minhbach_case.documents.letter import Block, Letter
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
    frame, name = _frame(writing), t(f"{statement.form}.name")
    return Letter(
        language=language,
        title=f"{name} {writing.number}",
        author=printable(writing.agency.name),
        at=envelope.at,
        draft=frame.draft,
        head=frame.head(name, _subject(writing)),
        body=_body(writing),
        closing=frame.closing(),
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


def _subject(writing: Writing) -> str:
    t, statement = writing.t, writing.statement
    if statement.form == "notice":
        return t("notice.subject", kind=t(f"kind.{statement.kind}"), site=writing.site)
    return t(f"{statement.form}.subject", number=writing.case_number, site=writing.site)


def _frame(writing: Writing) -> Frame:
    return Frame(
        t=writing.t,
        agency=writing.agency,
        number=writing.number,
        file_number=writing.case_number,
        organisation=writing.organisation,
        issued_on=writing.envelope.issued_on,
        sealed_by=writing.envelope.sealed_by,
    )
