"""A form to be filled in: which it is, and what stands in it to begin with (pure)."""

from datetime import date
from typing import Any
from uuid import UUID

from minhbach_case.domain.filings.answers import Answer
from minhbach_case.domain.filings.form import FormField, ReportForm
from minhbach_case.domain.filings.steps import ReportKey
from minhbach_case.domain.register import Known
from minhbach_case.filings.views import DueView, FormToFill


def to_fill(report: ReportKey, form: ReportForm, due: DueView | None, known: Known) -> FormToFill:
    """The form of a report, as it was filed last or with what the register knows.

    Args:
        due: how the report stands; None where nothing is due of that year.
    """
    kind, _, name = report.partition(":")
    return FormToFill(
        report=report,
        year=int(name) if kind == "year" else None,
        request_id=UUID(name) if kind == "request" else None,
        form=form,
        seen_version=len(due.versions) if due else 0,
        answers=_filed(due) if due and due.versions else _registered(form, known),
    )


def _filed(due: DueView) -> dict[str, Answer]:
    last = due.versions[0]
    return {**last.answers, **(last.personal or {})}


def _registered(form: ReportForm, known: Known) -> dict[str, Answer]:
    found = ((one.name, _of_register(one, known)) for one in form.fields)
    return {name: answer for name, answer in found if answer is not None}


def _of_register(one: FormField, known: Known) -> Answer | None:
    name: Any = one.filled_from
    value: object = None
    if name in ("responsible_person", "emails", "phones"):
        value = getattr(known.personal, name) if known.personal else None
    elif name is not None:
        value = getattr(known.record, name)
    match value:
        case date():
            return value.isoformat()
        case (first, *_):
            return str(first)
        case None | ():
            return None
        case _:
            return str(value) or None
