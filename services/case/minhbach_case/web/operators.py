"""What an operator sees of its own site's cases: what was served on it, and its own words.

Officers' names, who works on a case, what is proposed, by when the agency has to act, and reasons
that nobody served are the agency's own.
"""

from typing import Final

from minhbach_case.domain.clocks import OWED_BY_AGENCY
from minhbach_case.views import CaseSummary, CaseView, StepView
from minhbach_shared.vocabulary import CaseState

# Steps whose words the operator wrote itself, or that are served on it with their reasons.
_SERVED: Final = frozenset(
    ("replied", "appealed", "decided", "appeal_decided", "corrected", "retracted")
)
# Steps whose particulars (day and way of service, time to mend) the operator is told.
_TOLD: Final = _SERVED | {"opened", "notified", "remedied", "referred", "closed"}
# In these the outcome is a proposal, or may be one.
_NOT_DECIDED: Final[frozenset[CaseState]] = frozenset(
    ("suspected", "under_review", "notified", "replied", "proposed", "remedied")
)


def for_operator(case: CaseView) -> CaseView:
    """A case as the site's own people see it."""
    outcome = case.summary.outcome if case.decided_at is not None else None
    summary = summary_for_operator(case.summary).model_copy(update={"outcome": outcome})
    theirs = tuple(clock for clock in case.clocks if clock.name not in OWED_BY_AGENCY)
    steps = tuple(_step(step) for step in case.steps if not step.type.startswith("clock_"))
    return case.model_copy(update={"summary": summary, "clocks": theirs, "steps": steps})


def summary_for_operator(summary: CaseSummary) -> CaseSummary:
    """A case in an operator's list."""
    hidden = {
        "assignee": None,
        "due_at": summary.operator_due_at,
        "overrun": False,
        "held": False,
        "dismissal_proposed": False,
        "outcome": None if summary.state in _NOT_DECIDED else summary.outcome,
    }
    return summary.model_copy(update=hidden)


def _step(step: StepView) -> StepView:
    return step.model_copy(
        update={
            "user": None,
            "text": step.text if step.type in _SERVED else None,
            "details": step.details if step.type in _TOLD else {},
        }
    )
