"""A legal basis as a letter gives it: as cited, whether it was read, how it is to be read."""

from datetime import date

from minhbach_case.documents.printing import printable
from minhbach_case.documents.writing import Writing
from minhbach_case.domain.statement import DutyStated
from minhbach_case.web.texts import local_date, show_date
from minhbach_shared.events import LegalBasis


def bases_of(writing: Writing, stated: DutyStated) -> tuple[str, ...]:
    """Each basis of a duty, with what is known of its text on the last capture's day."""
    on = _law_day(writing, stated)
    return tuple(told(writing, basis, on) for basis in stated.bases)


def told(writing: Writing, basis: LegalBasis, on: date) -> str:
    """One basis in words."""
    notes = (_checked(writing, basis), *_notes(writing, basis.citation, on))
    return f"{printable(basis.citation)}: {'; '.join(notes)}"


def _law_day(writing: Writing, stated: DutyStated) -> date:
    facts = [fact for fact in writing.statement.facts if fact.duty == stated.duty]
    return max((local_date(fact.captured_at) for fact in facts), default=date.min)


def _checked(writing: Writing, basis: LegalBasis) -> str:
    if basis.verified:
        return writing.t("basis.verified")
    confirmed = writing.statement.notice.citation_confirmed
    return writing.t("basis.carried_confirmed" if confirmed else "basis.carried_unconfirmed")


def _notes(writing: Writing, citation: str, on: date) -> tuple[str, ...]:
    notes = [
        writing.t("basis.recited", corrected=printable(one.corrected), number=one.sequence)
        for one in writing.statement.recited
        if one.cited == citation
    ]
    if known := writing.law.corrected(citation):
        told = {"written": known.cited, "corrected": known.corrected, "why": known.why}
        notes.append(writing.t("basis.corrected", **told))
    for text in writing.law.ended(citation, on):
        day = show_date(text.last_day) if text.last_day else ""
        notes.append(
            writing.t("basis.ended", name=text.name, day=day, successor=text.successor or "")
        )
    return tuple(notes)
