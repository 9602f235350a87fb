"""The words of the domain, each a closed set: one word for one thing, everywhere.

No set here judges opinion, politics, religion or criticism, and none may (safeguard 2): the
duties are content-neutral publishing duties and nothing else (``docs/decisions/0006-scope.md``).
"""

from typing import Final, Literal, get_args

SiteClass = Literal["aggregator", "state_portal", "reference"]
LicenceStatus = Literal["licensed", "trial", "unlicensed"]
Verdict = Literal["pass", "breach", "inconclusive", "not_applicable"]
PageKind = Literal["home", "article", "listing", "other"]

Duty = Literal[
    "licence.held",
    "licence.valid",
    "licence.current",
    "disclosure.home_page",
    "source.credited",
    "source.verbatim",
    "source.alive",
    "source.delay",
    "comments.none",
    "retention.90_days",
    "report.yearly",
    "portal.update",
    "spam.gambling",
    "spam.adult",
    "spam.scam",
    "spam.prohibited_goods",
    "spam.malware",
    "spam.injected",
]

DisclosureField = Literal[
    "organisation",
    "governing_body",
    "address",
    "email",
    "phone",
    "responsible_person",
    "licence_number",
    "licence_date",
    "licence_authority",
]

CaseKind = Literal[
    "unsourced_aggregation",
    "press_like_editing",
    "removed_at_source",
    "early_republication",
    "harmful_content",
    "disclosure",
    "licence",
    "freshness",
    "reporting",
    "comments",
    "retention",
]

CaseState = Literal[
    "suspected",
    "under_review",
    "dismissed",
    "notified",
    "replied",
    "proposed",
    "decided",
    "remedied",
    "referred",
    "appealed",
    "lifted",
    "closed",
]

Role = Literal["viewer", "officer", "supervisor", "auditor", "administrator", "operator"]

DUTIES: Final[tuple[Duty, ...]] = get_args(Duty)
CASE_KINDS: Final[tuple[CaseKind, ...]] = get_args(CaseKind)

_KIND_OF: Final[dict[str, CaseKind]] = {
    "source.credited": "unsourced_aggregation",
    "source.verbatim": "press_like_editing",
    "source.alive": "removed_at_source",
    "source.delay": "early_republication",
    "portal.update": "freshness",
    "report.yearly": "reporting",
    "comments.none": "comments",
    "retention.90_days": "retention",
    "spam": "harmful_content",
    "disclosure": "disclosure",
    "licence": "licence",
}


def kind_of(duty: Duty) -> CaseKind:
    """The kind of case in which a breach of this duty is heard."""
    family = duty.split(".", 1)[0]
    return _KIND_OF.get(duty) or _KIND_OF[family]
