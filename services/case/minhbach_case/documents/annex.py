"""The annex of a letter: every fault in full, then by address and digest, then the digests."""

from typing import Final

from minhbach_case.documents.evidence import quoted
from minhbach_case.documents.letter import Block, FactBlock, Heading, Paragraph, Table
from minhbach_case.documents.printing import printable
from minhbach_case.documents.writing import Writing
from minhbach_case.domain.statement import Fact
from minhbach_case.web.texts import show_date, show_time

_WIDTHS: Final = (1, 4, 7, 6)


def annex(writing: Writing) -> tuple[Block, ...]:
    """The annex's blocks."""
    return (
        *(fact_block(writing, fact) for fact in writing.statement.facts),
        *_rest(writing),
        *_digests(writing),
    )


def annex_subject(writing: Writing) -> str:
    """To which letter the annex belongs."""
    form, day = writing.statement.form, writing.envelope.issued_on
    dated = writing.t("annex.dated", day=show_date(day)) if day else ""
    name = writing.t(f"{form}.name")
    belongs = writing.t("annex.to", name=name, number=writing.number, date=dated)
    return f"{writing.t(f'annex.{writing.tone}')}\n{belongs}"


def fact_block(writing: Writing, fact: Fact) -> FactBlock:
    """One fault with its evidence."""
    t, found = writing.t, quoted(writing.t, fact.evidence)
    title = f"fact.title.{writing.tone}"
    return FactBlock(
        title=t(title, number=fact.number, duty=t(f"duty.{fact.duty}")),
        rows=_rows(writing, fact),
        says=(*found.says, *((t("say.mended"),) if fact.mended else ())),
        quotes=found.quotes,
        pairs=found.pairs,
        proof=_proof(writing, fact),
    )


def _rows(writing: Writing, fact: Fact) -> tuple[tuple[str, str], ...]:
    t = writing.t
    suspected = writing.tone == "notice"
    why = "fact.why" if suspected else "fact.why.other"
    # Where nothing stands, there is nothing to mend.
    to_mend = writing.statement.form == writing.tone
    return (
        (t("fact.address"), printable(fact.address)),
        (t("fact.captured_at"), show_time(fact.captured_at)),
        (t(why), printable(fact.reason)),
        (t("fact.basis"), printable(fact.basis.citation)),
        *(((t("fact.how"), printable(fact.remedy) or "–"),) if to_mend else ()),
    )


def _proof(writing: Writing, fact: Fact) -> tuple[tuple[str, str], ...]:
    t, capture = writing.t, fact.capture
    place = t(
        "fact.warc_place",
        warc=printable(capture.warc),
        offset=capture.offset,
        length=capture.length,
    )
    return (
        (t("fact.digest"), capture.payload_digest),
        (t("fact.warc"), place),
        (t("fact.rules"), printable(f"{fact.rule_set}, {fact.engine}")),
        (t("fact.confidence"), f"{int(fact.confidence * 100)}%"),
    )


def _rest(writing: Writing) -> tuple[Block, ...]:
    statement, t = writing.statement, writing.t
    if not statement.lines:
        return ()
    rows = tuple(
        (str(line.number), t(f"duty.{line.duty}"), printable(line.address), line.payload_digest)
        for line in statement.lines
    )
    full, listed = len(statement.facts), len(statement.lines)
    left = statement.faults - full - listed
    more = t("list.more", count=left, number=writing.case_number)
    return (
        Heading(t("list.title")),
        Paragraph(t("list.why", full=full, listed=listed)),
        Table(tuple(t("list.head").split("|")), rows, _WIDTHS, code=(3,)),
        *((Paragraph(more),) if left else ()),
        Paragraph(t("list.digest", digest=statement.list_digest), style="small"),
    )


def _digests(writing: Writing) -> tuple[Block, ...]:
    sealed, t = writing.envelope.sealed_by, writing.t
    if writing.envelope.issued_on is None:
        return ()
    note = t("signature.seal_note", name=sealed) if sealed else t("signature.none_note")
    return (
        Paragraph(t("proof.statement", digest=writing.digest), style="small"),
        Paragraph(note, style="small"),
    )
