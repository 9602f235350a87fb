"""Refusals on their way out: each has a status that its route describes, and words."""

from collections.abc import Callable
from typing import get_args

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from minhbach_case.domain.acting import is_repeat
from minhbach_case.domain.commands import Assign, Command, Dismiss, Propose
from minhbach_case.domain.signed import Assigned, Dismissed, Proposed
from minhbach_case.domain.steps import CaseBody
from minhbach_case.errors import RefusalCode
from minhbach_case.views import PageRequest
from minhbach_case.web.api.cases import cases_routes
from minhbach_case.web.api.problems import answers
from minhbach_case.web.api.sites import sites_routes
from minhbach_case.web.refusals import STATUS
from minhbach_shared.ids import derived_id

_SAID = {
    "site_id": derived_id("site", "a"),
    "kind": "licence",
    "ordinal": 1,
    "before": "under_review",
    "state": "under_review",
    "by": "a" * 64,
    "role": "officer",
}


def test_every_refusal_has_a_status() -> None:
    """One status a code, and each is one that the API's description has words for."""
    assert STATUS.keys() == set(get_args(RefusalCode))
    assert answers(*STATUS.values())


@pytest.mark.parametrize(("routes", "end"), [(cases_routes, "/acts"), (sites_routes, "/erase")])
def test_routes_of_acts_describe_every_refusal(routes: Callable[[], APIRouter], end: str) -> None:
    """Whatever the law of a case answers, the document named it; a busy store too."""
    (route,) = (r for r in routes().routes if isinstance(r, APIRoute) and r.path.endswith(end))
    assert route.responses.keys() >= {*STATUS.values(), 401, 413, 503}


@pytest.mark.parametrize(
    ("command", "body", "private", "repeats"),
    [
        (Dismiss("Đã gỡ."), Dismissed, {"text": "Đã gỡ."}, True),
        (Dismiss("Đã sửa."), Dismissed, {"text": "Đã gỡ."}, False),
        (Dismiss("Đã sửa."), Dismissed, None, True),
        (Propose("unfounded", "x"), Proposed, {"text": "x"}, False),
        (Propose("confirmed", "x"), Proposed, {"text": "x"}, True),
        (Assign("lan"), Assigned, {"assignee": "lan"}, True),
        (Assign(None), Assigned, {"assignee": "lan"}, False),
    ],
)
def test_only_the_same_words_are_a_repeat(
    command: Command, body: type[CaseBody], private: dict[str, str] | None, repeats: bool
) -> None:
    """Other words from the same page were not taken; what was erased counts as said again."""
    more = {"outcome": "confirmed"} if body is Proposed else {}
    more |= {"assignee": "b" * 64} if body is Assigned else {}
    step = body.model_validate(_SAID | more)
    assert is_repeat(command, step, private) is repeats


@pytest.mark.parametrize(
    ("after", "number"),
    [("12", 12), (None, None), ("", None), ("٣", None), ("-1", None), ("9" * 90, None)],
)
def test_a_page_begins_at_numbers_that_the_store_holds(
    after: str | None, number: int | None
) -> None:
    """Any other word asks for the first page."""
    assert PageRequest(after=after).after_number == number
