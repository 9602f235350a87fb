"""Who may ask for what: one line a route; a route that has none is refused to everybody.

The line says who comes in at all. What more depends on the case, its state and the act stands in
``domain/state_table.py``, and what of a case an operator sees in ``operators.py``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from starlette.types import Scope

from minhbach_shared.vocabulary import Role

API: Final = "/api/v1"


@dataclass(frozen=True, slots=True)
class Rule:
    """Of one route.

    Attributes:
        recorded: whether asking leaves an entry in the audit trail; all do but what an open
            page asks by itself, over and over, and what shows nothing of a case.
        machines: whether a machine of such a role may; people act on cases, machines do not.
    """

    roles: frozenset[Role]
    recorded: bool = True
    machines: bool = True


STAFF: Final[frozenset[Role]] = frozenset(
    ("viewer", "officer", "supervisor", "auditor", "administrator")
)
OPERATOR: Final[frozenset[Role]] = frozenset(("operator",))
# Who changes cases; which acts in which state, the table of the states says.
ACTORS: Final[frozenset[Role]] = frozenset(("officer", "supervisor", "administrator", "operator"))
KEEPERS: Final[frozenset[Role]] = frozenset(("officer", "supervisor", "administrator"))
ISSUERS: Final[frozenset[Role]] = frozenset(("supervisor", "administrator"))
AUDITORS: Final[frozenset[Role]] = frozenset(("auditor", "administrator"))
ADMINISTRATOR: Final[frozenset[Role]] = frozenset(("administrator",))

_ALL: Final = Rule(STAFF | OPERATOR)
# A draft says what was not served.
_STAFF: Final = Rule(STAFF)
# Names and phones of people stand in it.
_PERSONAL: Final = Rule((STAFF | OPERATOR) - {"viewer"})
_ACTS: Final = Rule(ACTORS, machines=False)
_REGISTER: Final = Rule(KEEPERS)
_DOSSIER: Final = Rule(KEEPERS)
# Unmasked: names of people who are not parties.
_WHOLE: Final = Rule(frozenset(("supervisor",)), machines=False)
# Addresses and words of the agency's letters.
_LETTERS: Final = Rule(KEEPERS | {"auditor"})
_SERVES: Final = Rule(KEEPERS, machines=False)
_AUDIT: Final = Rule(AUDITORS)
_ACCOUNTS: Final = Rule(ADMINISTRATOR, machines=False)
_ERASES: Final = Rule(ADMINISTRATOR, machines=False)
# Whoever issues a report answers for it.
_ISSUES: Final = Rule(ISSUERS, machines=False)
_FILES: Final = Rule(frozenset(("officer", "operator")), machines=False)
_ASKS: Final = Rule(frozenset(("officer", "supervisor")), machines=False)
_QUIET: Final = Rule(STAFF | OPERATOR, recorded=False)

# Ways in and out, and what stands on every page: nobody has to be known.
PUBLIC: Final[frozenset[str]] = frozenset(
    (
        "GET /openapi.json",
        "GET /static/{name}",
        "GET /login",
        "POST /login",
        "POST /logout",
        "GET /login/oidc",
        "GET /login/oidc/callback",
        f"POST {API}/tokens",
        # A reload of an answered form: it leads to the case's page, which asks.
        "GET /cases/{case_id}/acts",
    )
)

RULES: Final[dict[str, Rule]] = {
    "GET /": _ALL,
    "GET /queue/next": _QUIET,
    "GET /queue/moved": _QUIET,
    "POST /queue/dismiss": Rule(frozenset(("officer",))),
    "POST /queue/assign": Rule(frozenset(("officer", "supervisor"))),
    "GET /cases/{case_id}": _ALL,
    "POST /cases/{case_id}/acts": _ACTS,
    "GET /cases/{case_id}/moved": _QUIET,
    "GET /cases/{case_id}/evidence/{sequence}/picture/{which}": _PERSONAL,
    "GET /cases/{case_id}/evidence/{sequence}/picture/{which}.webp": _PERSONAL,
    "GET /cases/{case_id}/statements/{sequence}": _ALL,
    "GET /cases/{case_id}/statements/{sequence}.pdf": _ALL,
    "POST /cases/{case_id}/dossier": _DOSSIER,
    "POST /cases/{case_id}/dossier/full": _WHOLE,
    "GET /cases/{case_id}/drafts/notice": _STAFF,
    "GET /cases/{case_id}/drafts/notice.pdf": _STAFF,
    "GET /cases/{case_id}/uploads/{sha256}": _PERSONAL,
    "GET /cases/{case_id}/drafts/decision": _STAFF,
    "GET /cases/{case_id}/drafts/decision.pdf": _STAFF,
    "POST /cases/{case_id}/letters/preview": _SERVES,
    "POST /cases/{case_id}/letters/preview.pdf": _SERVES,
    "GET /letters": _LETTERS,
    "GET /letters/{letter_id}": _LETTERS,
    "GET /letters/{letter_id}.pdf": _LETTERS,
    "GET /letters/{letter_id}/print": _LETTERS,
    "GET /letters/{letter_id}/slip.pdf": _LETTERS,
    "POST /letters/{letter_id}/acts": _SERVES,
    f"GET {API}/deliveries": _LETTERS,
    f"GET {API}/deliveries/{{letter_id}}": _LETTERS,
    f"GET {API}/deliveries/{{letter_id}}.pdf": _LETTERS,
    f"POST {API}/deliveries/{{letter_id}}/acts": _SERVES,
    f"GET {API}/deliveries/{{letter_id}}/slip.pdf": _LETTERS,
    f"POST {API}/bounces": Rule(KEEPERS),
    f"POST {API}/cases/{{case_id}}/letters/preview": _SERVES,
    f"POST {API}/cases/{{case_id}}/letters/preview.pdf": _SERVES,
    f"GET {API}/cases/{{case_id}}/drafts/{{kind}}": _STAFF,
    f"GET {API}/cases/{{case_id}}/drafts/{{kind}}.pdf": _STAFF,
    "GET /sites": _ALL,
    "GET /sites/{site_id}": _ALL,
    "POST /sites/{site_id}/erase": _ERASES,
    "GET /province": _STAFF,
    "GET /province/cases": _STAFF,
    "GET /portals": _STAFF,
    "POST /portals": Rule(KEEPERS),
    "GET /portals/{site_id}": _ALL,
    "GET /portals/{site_id}/evidence": _ALL,
    "GET /reports": _STAFF,
    "POST /reports": _REGISTER,
    "GET /reports/drafts/{draft_id}": _STAFF,
    "POST /reports/drafts/{draft_id}": _ISSUES,
    "GET /reports/{report_id}": _STAFF,
    "GET /reports/{report_id}.pdf": _STAFF,
    "GET /reports/{report_id}.xlsx": _STAFF,
    "GET /reports/{report_id}/figures/{key}": _STAFF,
    "GET /filings": _ALL,
    "POST /filings/requests": _ASKS,
    "GET /filings/{site_id}": _ALL,
    "GET /filings/{site_id}/file": _FILES,
    "POST /filings/{site_id}/file": _FILES,
    "POST /filings/{site_id}/requests": _ASKS,
    "POST /filings/{site_id}/requests/{request_id}/withdraw": _ASKS,
    "GET /filings/{site_id}/files/{sha256}": _PERSONAL,
    "GET /register/import": _REGISTER,
    "POST /register/import": _REGISTER,
    "GET /register/import/{digest}": _REGISTER,
    "POST /register/import/{digest}": _REGISTER,
    "GET /register/import/{digest}/rejected.csv": _REGISTER,
    "GET /jobs/{job_id}": _QUIET,
    "GET /jobs/{job_id}/moved": _QUIET,
    "GET /jobs/{job_id}/file": _ALL,
    "GET /webhooks": _ACCOUNTS,
    "POST /webhooks": _ACCOUNTS,
    "GET /webhooks/{subscriber_id}": _ACCOUNTS,
    "POST /webhooks/{subscriber_id}": _ACCOUNTS,
    "GET /exports/webhooks.{form}": _ACCOUNTS,
    "GET /exports/webhooks/{subscriber_id}.{form}": _ACCOUNTS,
    "GET /exports/letters.{form}": _LETTERS,
    "GET /exports/filings.{form}": _STAFF,
    "GET /exports/filings/{site_id}.{form}": _ALL,
    "GET /exports/reports.{form}": _STAFF,
    "GET /exports/reports/{report_id}/figures/{key}.{form}": _STAFF,
    "GET /exports/portals.{form}": _STAFF,
    "GET /exports/portals/{site_id}.{form}": _ALL,
    "GET /exports/portals/{site_id}/evidence.{form}": _ALL,
    "GET /exports/cases.{form}": _ALL,
    "GET /exports/cases/{case_id}.{form}": _ALL,
    "GET /exports/sites.{form}": _ALL,
    "GET /exports/sites/{site_id}.{form}": _ALL,
    "GET /exports/province.{form}": _STAFF,
    "GET /exports/province/cases.{form}": _STAFF,
    "GET /exports/audit.{form}": _AUDIT,
    "GET /exports/accounts.{form}": _ACCOUNTS,
    "GET /exports/register/previews/{digest}.{form}": _REGISTER,
    "GET /audit": _AUDIT,
    "GET /accounts": _ACCOUNTS,
    "POST /accounts": _ACCOUNTS,
    f"GET {API}/cases": _ALL,
    f"GET {API}/cases/{{case_id}}": _ALL,
    f"GET {API}/cases/{{case_id}}/evidence": _ALL,
    f"GET {API}/cases/{{case_id}}/steps": _ALL,
    f"POST {API}/cases/{{case_id}}/acts": _ACTS,
    f"POST {API}/cases/{{case_id}}/dossier": _DOSSIER,
    f"POST {API}/cases/{{case_id}}/dossier/full": _WHOLE,
    f"GET {API}/cases/{{case_id}}/statements": _ALL,
    f"GET {API}/cases/{{case_id}}/statements/{{sequence}}": _ALL,
    f"GET {API}/cases/{{case_id}}/statements/{{sequence}}.pdf": _ALL,
    f"GET {API}/sites": _ALL,
    f"GET {API}/sites/{{site_id}}": _ALL,
    f"GET {API}/sites/{{site_id}}/observed": _ALL,
    f"POST {API}/sites/{{site_id}}/erase": _ERASES,
    f"GET {API}/province": _STAFF,
    f"GET {API}/province/duties": _STAFF,
    f"GET {API}/province/cases": _STAFF,
    f"GET {API}/province/standing": _STAFF,
    f"GET {API}/portal-criteria": _ALL,
    f"GET {API}/portals": _STAFF,
    f"POST {API}/portal-rankings": Rule(KEEPERS),
    f"GET {API}/portals/{{site_id}}": _ALL,
    f"GET {API}/portals/{{site_id}}/evidence": _ALL,
    f"GET {API}/portals/{{site_id}}/freshness": _ALL,
    f"GET {API}/reports": _STAFF,
    f"GET {API}/reports/{{report_id}}": _STAFF,
    f"GET {API}/reports/{{report_id}}.pdf": _STAFF,
    f"GET {API}/reports/{{report_id}}.xlsx": _STAFF,
    f"GET {API}/reports/{{report_id}}/figures/{{key}}/items": _STAFF,
    f"GET {API}/report-drafts": _STAFF,
    f"POST {API}/report-drafts": Rule(KEEPERS),
    f"GET {API}/report-drafts/{{draft_id}}": _STAFF,
    f"POST {API}/report-drafts/{{draft_id}}/issue": _ISSUES,
    f"GET {API}/filings": _STAFF,
    f"GET {API}/filings/forms": _ALL,
    f"POST {API}/filings/requests": _ASKS,
    f"GET {API}/sites/{{site_id}}/filings": _ALL,
    f"POST {API}/sites/{{site_id}}/filings": _FILES,
    f"POST {API}/sites/{{site_id}}/filings/signed": _FILES,
    f"GET {API}/sites/{{site_id}}/filings/form": _FILES,
    f"GET {API}/sites/{{site_id}}/filings/files/{{sha256}}": _PERSONAL,
    f"POST {API}/sites/{{site_id}}/filings/requests/{{request_id}}/withdraw": _ASKS,
    f"POST {API}/register/imports": _REGISTER,
    f"POST {API}/register/previews": _REGISTER,
    f"GET {API}/register/previews/{{digest}}": _REGISTER,
    f"GET {API}/register/previews/{{digest}}/changes": _REGISTER,
    f"GET {API}/register/previews/{{digest}}/rejected": _REGISTER,
    f"POST {API}/register/previews/{{digest}}/apply": _REGISTER,
    f"GET {API}/jobs/{{job_id}}": _QUIET,
    f"GET {API}/jobs/{{job_id}}/file": _ALL,
    f"GET {API}/webhooks": _ACCOUNTS,
    f"POST {API}/webhooks": _ACCOUNTS,
    f"GET {API}/webhooks/{{subscriber_id}}": _ACCOUNTS,
    f"PUT {API}/webhooks/{{subscriber_id}}": _ACCOUNTS,
    f"DELETE {API}/webhooks/{{subscriber_id}}": _ACCOUNTS,
    f"POST {API}/webhooks/{{subscriber_id}}/acts": _ACCOUNTS,
    f"GET {API}/webhooks/{{subscriber_id}}/deliveries": _ACCOUNTS,
    f"GET {API}/webhooks/{{subscriber_id}}/attempts": _ACCOUNTS,
    f"POST {API}/webhooks/{{subscriber_id}}/deliveries/{{delivery_id}}/resend": _ACCOUNTS,
    f"GET {API}/exports/webhooks.{{form}}": _ACCOUNTS,
    f"GET {API}/exports/webhooks/{{subscriber_id}}.{{form}}": _ACCOUNTS,
    f"GET {API}/exports/letters.{{form}}": _LETTERS,
    f"GET {API}/exports/filings.{{form}}": _STAFF,
    f"GET {API}/exports/filings/{{site_id}}.{{form}}": _ALL,
    f"GET {API}/exports/reports.{{form}}": _STAFF,
    f"GET {API}/exports/reports/{{report_id}}/figures/{{key}}.{{form}}": _STAFF,
    f"GET {API}/exports/portals.{{form}}": _STAFF,
    f"GET {API}/exports/portals/{{site_id}}.{{form}}": _ALL,
    f"GET {API}/exports/portals/{{site_id}}/evidence.{{form}}": _ALL,
    f"GET {API}/exports/cases.{{form}}": _ALL,
    f"GET {API}/exports/cases/{{case_id}}.{{form}}": _ALL,
    f"GET {API}/exports/sites.{{form}}": _ALL,
    f"GET {API}/exports/sites/{{site_id}}.{{form}}": _ALL,
    f"GET {API}/exports/province.{{form}}": _STAFF,
    f"GET {API}/exports/province/cases.{{form}}": _STAFF,
    f"GET {API}/exports/audit.{{form}}": _AUDIT,
    f"GET {API}/exports/accounts.{{form}}": _ACCOUNTS,
    f"GET {API}/exports/register/previews/{{digest}}.{{form}}": _REGISTER,
    f"GET {API}/audit": _AUDIT,
    f"GET {API}/audit/verification": _AUDIT,
    f"GET {API}/accounts": _ACCOUNTS,
    f"POST {API}/accounts": _ACCOUNTS,
    f"POST {API}/accounts/acts": _ACCOUNTS,
    f"POST {API}/machines": _ACCOUNTS,
}


def place_of(scope: Scope) -> str:
    """The route of a request, such as ``GET /api/v1/cases/{case_id}``; empty where none fits."""
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return ""
    # A route names its path without the prefix that its router was included under.
    under_api = scope["path"].startswith(f"{API}/") and not path.startswith(API)
    return f"{scope['method']} {API if under_api else ''}{path}"


def rule_of(scope: Scope) -> Rule:
    """The rule of a request's route; one without a line lets nobody in."""
    return RULES.get(place_of(scope), Rule(frozenset()))


def check_whole(places: Iterable[str]) -> None:
    """Holds the app's routes against the table.

    Raises:
        LookupError: a route has no line.
    """
    if missing := sorted(set(places) - RULES.keys() - PUBLIC):
        raise LookupError(f"web/roles.py does not say who may ask for {', '.join(missing)}")
