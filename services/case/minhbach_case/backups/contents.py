"""Which collections are copied: all but those that can be derived again, or that end anyway."""

from typing import Final

from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.case_folds import CASES
from minhbach_case.storage.filings import FILING_EVENTS
from minhbach_case.storage.jobs import FILES, JOBS
from minhbach_case.storage.letters import LETTER_EVENTS
from minhbach_case.storage.previews import PREVIEW_PARTS, PREVIEWS
from minhbach_case.storage.reports import REPORT_EVENTS
from minhbach_case.storage.sites import SITE_EVENTS, SITES

# Read first, in this order: what stands beside them may then be newer, never older.
EVENTS: Final = (CASE_EVENTS, SITE_EVENTS, REPORT_EVENTS, FILING_EVENTS, LETTER_EVENTS)
DERIVED: Final = frozenset({CASES, SITES})
# Sessions and tokens, counters of attempts, leases, previews, jobs: nobody should go on with them.
PASSING: Final = frozenset(
    {
        *("grants", "attempts", "leases", PREVIEWS, PREVIEW_PARTS),
        *(JOBS, f"{FILES}.files", f"{FILES}.chunks"),
    }
)
# Stands only while a restore is under way.
RESTORING: Final = "restoring"


def copied(names: list[str]) -> list[str]:
    """Of the collections that a database has, those that a backup holds, in reading order."""
    left_out = DERIVED | PASSING | {RESTORING, *EVENTS}
    others = sorted(n for n in names if n not in left_out and not n.startswith("system."))
    return [*EVENTS, *others]
