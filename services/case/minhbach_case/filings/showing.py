"""A report as a reader may see it (pure)."""

from typing import Final

from minhbach_case.domain.filings.deadlines import DueItem
from minhbach_case.domain.filings.form import Due
from minhbach_case.domain.filings.steps import Filed, Filings, Reminded, Request, Step
from minhbach_case.filings.views import DueView, FileView, ReminderView, VersionView
from minhbach_shared.vocabulary import Role

_NO_PERSONAL: Final[frozenset[Role]] = frozenset(("viewer",))


def due_view(item: DueItem, filings: Filings, due: Due, role: Role) -> DueView:
    """One report: an operator learns no officer's name, a viewer nobody's."""
    asked = item.request.body if item.request else None
    return DueView(
        report=item.key,
        kind="requested" if item.request else "yearly",
        year=item.year,
        request_id=asked.request_id if asked else None,
        due_on=item.due_on,
        opens_on=due.opens.of(item.year) if item.year else None,
        asked_on=asked.asked_on if asked else None,
        asked_by=_who(item.request.step, role) if item.request else None,
        reason=_reason(item.request),
        withdrawn=item.request is not None and item.request.withdrawn is not None,
        standing=item.standing,
        received_on=item.report.received_on if item.report else None,
        versions=tuple(_version(step, role) for step in reversed(item.report.versions))
        if item.report
        else (),
        reminders=tuple(
            ReminderView(days=body.days, on=body.on, unsent=body.unsent)
            for step in filings.reminders
            if isinstance(body := step.body, Reminded) and body.report == item.key
        ),
    )


def _version(step: Step, role: Role) -> VersionView:
    body, apart = step.body, step.apart
    if not isinstance(body, Filed):
        raise TypeError("a report's versions are filings")
    names = apart.names if apart and role not in _NO_PERSONAL else {}
    return VersionView(
        version=body.version,
        form=body.form,
        way=body.way,
        received_on=body.received_on,
        filed_at=step.at,
        by=_who(step, role),
        answers=body.answers,
        personal=apart.answers if apart and role not in _NO_PERSONAL else None,
        files=tuple(
            FileView(
                sha256=one.sha256,
                media_type=one.media_type,
                size=one.size,
                name=names.get(one.sha256),
            )
            for one in body.uploads
        ),
    )


def _who(step: Step, role: Role) -> str | None:
    if step.apart is None or role in _NO_PERSONAL:
        return None
    own = step.apart.role == "operator"
    return step.apart.user if own or role != "operator" else None


def _reason(request: Request | None) -> str | None:
    return request.step.apart.reason if request and request.step.apart else None
