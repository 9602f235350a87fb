"""Every export that there is: one line a page that shows something to take away."""

from typing import Final

from minhbach_case.web.exports.asking import Offer
from minhbach_case.web.exports.case import case_export, case_names
from minhbach_case.web.exports.keeping import (
    accounts_export,
    audit_export,
    audit_query,
    preview_export,
    preview_names,
)
from minhbach_case.web.exports.outgoing import (
    figure_export,
    figure_names,
    filing_export,
    filings_export,
    filings_query,
    letters_export,
    letters_query,
    reports_export,
)
from minhbach_case.web.exports.portals import (
    evidence_export,
    evidence_query,
    portal_export,
    portal_names,
    portals_export,
    portals_query,
)
from minhbach_case.web.exports.province import (
    behind_export,
    behind_query,
    province_export,
    province_query,
)
from minhbach_case.web.exports.queue import queue_export, queue_query
from minhbach_case.web.exports.sites import site_export, site_names, site_query, sites_export
from minhbach_case.web.exports.webhooks import (
    deliveries_export,
    deliveries_query,
    subscriber_names,
    webhooks_export,
)

OFFERS: Final = (
    Offer("/cases", "The queue, whole", queue_export, query=queue_query),
    Offer("/cases/{case_id}", "A case", case_export, names=case_names),
    Offer("/sites", "The sites, whole", sites_export),
    Offer("/sites/{site_id}", "A site", site_export, query=site_query, names=site_names),
    Offer("/province", "The province in numbers", province_export, query=province_query),
    Offer("/province/cases", "The cases of a number", behind_export, query=behind_query),
    Offer("/audit", "The audit trail", audit_export, query=audit_query),
    Offer("/accounts", "The accounts", accounts_export),
    Offer("/letters", "Letters on their way", letters_export, query=letters_query),
    Offer("/filings", "The licensees' reports", filings_export, query=filings_query),
    Offer("/filings/{site_id}", "A site's reports", filing_export, names=site_names),
    Offer("/reports", "The reports that were issued", reports_export),
    Offer(
        "/reports/{report_id}/figures/{key}",
        "What stands behind a figure",
        figure_export,
        names=figure_names,
    ),
    Offer("/portals", "State portals by what is known", portals_export, query=portals_query),
    Offer("/portals/{site_id}", "A portal", portal_export, query=portals_query, names=portal_names),
    Offer(
        "/portals/{site_id}/evidence",
        "What a criterion's points come from",
        evidence_export,
        query=evidence_query,
        names=portal_names,
    ),
    Offer("/webhooks", "The subscribers of webhooks", webhooks_export),
    Offer(
        "/webhooks/{subscriber_id}",
        "What was sent to a subscriber",
        deliveries_export,
        query=deliveries_query,
        names=subscriber_names,
    ),
    Offer("/register/previews/{digest}", "A preview of yours", preview_export, names=preview_names),
)
