"""The body of a decision: outcome, reasons, what the operator said, how to mend, how to appeal."""

from collections.abc import Sequence

from minhbach_case.documents.basis import bases_of
from minhbach_case.documents.letter import Block, Items, Paragraph, Words
from minhbach_case.documents.notice import automatic, mending
from minhbach_case.documents.printing import printable
from minhbach_case.documents.writing import Writing, day_of, until
from minhbach_case.domain.statement import Ruling
from minhbach_case.web.texts import show_date

Article = tuple[Block, ...]


def decision_body(writing: Writing, ruling: Ruling) -> tuple[Block, ...]:
    """The letter's text, from the grounds to the last article."""
    return in_articles(writing, _grounds(writing, ruling), _articles(writing, ruling))


def in_articles(
    writing: Writing, grounds: Sequence[str], articles: Sequence[Article]
) -> tuple[Block, ...]:
    """A decision's text: who decides, on what grounds, and the articles, numbered."""
    blocks: list[Block] = [
        Paragraph(printable(writing.agency.signer_title).upper(), style="centred"),
        *(Paragraph(ground, style="italic") for ground in grounds),
        Paragraph(writing.t("decision.decides"), style="centred"),
    ]
    for number, article in enumerate(articles, start=1):
        blocks += _with_lead(writing.t("article", number=number), article)
    return tuple(blocks)


def noticed(writing: Writing) -> str:
    """The ground that is the notice."""
    day = show_date(writing.statement.notice.served_on)
    return writing.t("decision.noticed", number=writing.notice_number, day=day, site=writing.site)


def _with_lead(lead: str, article: Article) -> Article:
    first, *rest = article
    if not isinstance(first, Paragraph):
        raise TypeError("an article begins with a paragraph")
    joined = f"{lead} {first.lead}".strip()
    return (Paragraph(first.text, joined, first.style), *rest)


def _grounds(writing: Writing, ruling: Ruling) -> tuple[str, ...]:
    t, statement = writing.t, writing.statement
    citations = sorted({b.citation for stated in statement.duties for b in stated.bases})
    proposed = t("decision.proposed", day=day_of(ruling.proposal))
    laws = tuple(t("decision.carried", citation=printable(citation)) for citation in citations)
    return (*laws, noticed(writing), _heard(writing, ruling), proposed)


def _heard(writing: Writing, ruling: Ruling) -> str:
    t = writing.t
    if ruling.replies:
        days = ", ".join(day_of(reply) for reply in ruling.replies)
        return t("decision.heard", organisation=writing.organisation, days=days)
    shown = until(writing.statement.notice.reply_until)[1]
    return t("decision.silent", organisation=writing.organisation, until=shown)


def _articles(writing: Writing, ruling: Ruling) -> tuple[Article, ...]:
    found = ruling.outcome == "confirmed"
    return (
        _outcome(writing, found=found),
        _reasons(writing, ruling),
        _weighed(writing, ruling),
        *((remedy(writing),) if found else ()),
        *((_appeal(writing),) if found else ()),
        _effect(writing, found=found),
    )


def _outcome(writing: Writing, *, found: bool) -> Article:
    t, statement = writing.t, writing.statement
    words = t(
        "decision.confirmed" if found else "decision.unfounded",
        faults=statement.faults,
        **writing.who,
    )
    counted = (("decision.taken_back", statement.taken_back), ("decision.mended", statement.mended))
    more = tuple(Paragraph(t(key, count=count)) for key, count in counted if count)
    duties = (duties_stated(writing),) if found else ()
    return (Paragraph(words), *duties, *more)


def duties_stated(writing: Writing) -> Items:
    """The duties with their counts and legal bases."""
    t = writing.t
    items = []
    for stated in writing.statement.duties:
        said = {"duty": t(f"duty.{stated.duty}"), "faults": stated.faults}
        bases = "; ".join(bases_of(writing, stated))
        items.append(
            t("decision.duty", bases=bases, **said) if bases else t("decision.duty_bare", **said)
        )
    return Items(tuple(items))


def _reasons(writing: Writing, ruling: Ruling) -> Article:
    t, sequence = writing.t, writing.statement.sequence
    proposal = ruling.proposal
    proposed = writing.said(proposal.sequence, proposal.text_digest)
    decided = writing.said(sequence, ruling.text_digest)
    words = ((t("decision.reasons_proposer"), proposed), (t("decision.reasons_decider"), decided))
    return (
        Paragraph(automatic(writing), t("decision.reasons")),
        *(Words(label, lines) for label, lines in words if lines),
    )


def _weighed(writing: Writing, ruling: Ruling) -> Article:
    t = writing.t
    lead = t("decision.weighed")
    if not ruling.replies:
        return (Paragraph(t("decision.weighed_none"), lead),)
    said = tuple(
        line for reply in ruling.replies for line in writing.said(reply.sequence, reply.text_digest)
    )
    return (Paragraph(t("decision.weighed_reply"), lead), Words("", said))


def remedy(writing: Writing) -> Article:
    """The article on how to mend."""
    t = writing.t
    victim = t("victim") if writing.statement.victim else ""
    return (Paragraph(victim, t("mend.title")), mending(writing))


def _appeal(writing: Writing) -> Article:
    t, agency = writing.t, writing.agency
    last = writing.envelope.appeal_until
    right = t("appeal.right_until", day=show_date(last)) if last else t("appeal.right")
    to = agency.appeals_to or t("appeal.to_default", agency=agency.name)
    how = t("appeal.how", to=printable(to), contact=writing.contact)
    return (Paragraph(right), Paragraph(how))


def _effect(writing: Writing, *, found: bool) -> Article:
    t = writing.t
    if not found:
        return (Paragraph(t("decision.effect_unfounded")),)
    return (Paragraph(t("decision.effect", organisation=writing.organisation)),)
