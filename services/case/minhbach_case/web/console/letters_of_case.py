"""The letters of one case on its page: what became of each, and where the next could go."""

from typing import Any

from minhbach_case.delivery_views import summary_of
from minhbach_case.errors import NotFound
from minhbach_case.sending.act_letters import LETTER_OF
from minhbach_case.sending.dispatch import Sending
from minhbach_case.views import CaseView
from minhbach_case.web.accounts import Account
from minhbach_case.web.console.forms import Values
from minhbach_case.web.guard import sees_personal
from minhbach_case.web.parts import Parts


def sending_of(values: Values) -> Sending:
    """How a form has the letter sent."""
    return Sending(values.get("send_to", "").strip()[:300])


async def letters_context(parts: Parts, account: Account, case: CaseView) -> dict[str, Any]:
    """What a case's page says of its letters, and where they could go, for whoever may see it."""
    if account.role == "operator" or not sees_personal(account):
        return {"letters": (), "addresses": (), "letter_acts": ()}
    letters = parts.outgoing.correspondence
    calls = any(one.act in LETTER_OF and not one.blocked for one in case.acts)
    try:
        addresses = await letters.outbox.addresses(case.summary.site_id) if calls else ()
    except NotFound:
        addresses = ()
    # Its first letter is the notice: before, there is nothing to ask for.
    kept = await letters.store.of_case(case.summary.case_id) if case.notified_at else []
    return {
        "letters": [summary_of(*one) for one in kept],
        "addresses": addresses,
        "letter_acts": tuple(LETTER_OF),
    }
