"""The body of a notice: suspicions, never guilt; how to mend, how and until when to reply."""

from typing import Final

from minhbach_case.documents.basis import bases_of
from minhbach_case.documents.letter import Block, Heading, Items, Paragraph, Table
from minhbach_case.documents.printing import printable
from minhbach_case.documents.writing import Writing, until

_WIDTHS: Final = (4, 2, 7)


def notice_body(writing: Writing) -> tuple[Block, ...]:
    """The letter's text, from the opening to the operator's rights."""
    t, statement = writing.t, writing.statement
    opening = t(
        "notice.opening",
        agency=printable(writing.agency.name),
        faults=statement.faults,
        number=writing.case_number,
        **writing.who,
    )
    return (
        Paragraph(opening),
        Paragraph(t("notice.suspicion"), style="strong"),
        *_numbered(writing, _parts(writing)),
    )


def mending(writing: Writing) -> Items:
    """How to mend, by duty."""
    t = writing.t
    return Items(
        tuple(
            t("mend.duty", duty=t(f"duty.{stated.duty}"), remedy=printable(remedy))
            for stated in writing.statement.duties
            for remedy in stated.remedies
        )
    )


def automatic(writing: Writing) -> str:
    """That software detected it, which, and that people reviewed it."""
    statement = writing.statement
    return writing.t(
        f"automatic.{statement.form}",
        engines=printable(", ".join(statement.engines)),
        rule_sets=printable(", ".join(statement.rule_sets)),
    )


def _parts(writing: Writing) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    t, statement = writing.t, writing.statement
    victim = (("part.victim", (Paragraph(t("victim")),)),) if statement.victim else ()
    return (
        ("part.what", (_table(writing), Paragraph(t("which_annex")))),
        ("part.automatic", (Paragraph(automatic(writing)),)),
        *victim,
        ("part.mend", (mending(writing), *_mend_until(writing), Paragraph(t("mend.case_ends")))),
        ("part.reply", (Paragraph(_reply_until(writing)), Paragraph(_reply_how(writing)))),
        ("part.rights", (Paragraph(t("notice.other_rights")),)),
    )


def _numbered(
    writing: Writing, parts: tuple[tuple[str, tuple[Block, ...]], ...]
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for number, (title, content) in enumerate(parts, start=1):
        blocks += (Heading(f"{number}. {writing.t(title)}"), *content)
    return tuple(blocks)


def _table(writing: Writing) -> Table:
    t = writing.t
    rows = tuple(
        (t(f"duty.{stated.duty}"), str(stated.faults), "; ".join(bases_of(writing, stated)))
        for stated in writing.statement.duties
    )
    return Table(tuple(t("table.what").split("|")), rows, _WIDTHS)


def _mend_until(writing: Writing) -> tuple[Paragraph, ...]:
    moment = writing.statement.notice.mend_until
    if moment is None:
        return ()
    return (Paragraph(writing.t("mend.until", day=until(moment)[1])),)


def _reply_until(writing: Writing) -> str:
    if writing.envelope.issued_on is None and not writing.envelope.rehearsed:
        return writing.t("reply.until_draft")
    whole_day, shown = until(writing.statement.notice.reply_until)
    if whole_day:
        return writing.t("reply.until_day", day=shown)
    return writing.t("reply.until_time", time=shown)


def _reply_how(writing: Writing) -> str:
    agency = writing.agency
    return writing.t(
        "reply.how",
        to=printable(", ".join(part for part in (agency.unit, agency.name) if part)),
        number=writing.case_number,
        contact=writing.contact,
    )
