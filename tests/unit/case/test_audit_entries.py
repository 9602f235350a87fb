"""What an answered request adds to the audit trail, and the table of who may ask for what."""

from typing import Any, get_args
from uuid import UUID

import pytest
from starlette.routing import Route

from minhbach_case.web.accounts import Account
from minhbach_case.web.roles import ACTORS, ADMINISTRATOR, PUBLIC, RULES, check_whole, rule_of
from minhbach_case.web.trailing import entry_of
from minhbach_shared.vocabulary import Role

CASE = UUID("6d0f6a5e-2c38-5c0b-9f0c-9b1f5a1d7a11")
LAN = Account("oidc:1", "Lan", "officer")


def _scope(path: str, route: str, method: str = "GET", **parameters: str) -> dict[str, Any]:
    return {
        "method": method,
        "path": path,
        "route": Route(route, endpoint=_scope),
        "path_params": parameters,
        "state": {"account": LAN},
    }


def test_a_read_is_recorded_with_its_case() -> None:
    """Who, in which role, by which route, which case, with which answer."""
    scope = _scope(f"/api/v1/cases/{CASE}", "/cases/{case_id}", case_id=str(CASE))
    entry = entry_of(scope, 200)
    assert entry is not None
    assert (entry.act, entry.place, entry.status) == ("read", "GET /api/v1/cases/{case_id}", 200)
    assert (entry.account, entry.name, entry.role) == ("oidc:1", "Lan", "officer")
    assert entry.case_id == CASE


def test_a_post_is_a_change() -> None:
    """Also one that was refused: the status says so."""
    scope = _scope(f"/cases/{CASE}/acts", "/cases/{case_id}/acts", "POST", case_id=str(CASE))
    entry = entry_of(scope, 409)
    assert entry is not None
    assert (entry.act, entry.status) == ("change", 409)


def test_a_poll_and_a_stranger_leave_nothing() -> None:
    """What an open page asks by itself, and what nobody known asked for."""
    poll = _scope(f"/cases/{CASE}/moved", "/cases/{case_id}/moved", case_id=str(CASE))
    assert entry_of(poll, 204) is None
    stranger = _scope("/login", "/login") | {"state": {}}
    assert entry_of(stranger, 200) is None


def test_a_word_that_is_no_id_is_recorded_without_a_case() -> None:
    """What somebody typed into an address is not kept."""
    entry = entry_of(_scope("/cases/x", "/cases/{case_id}", case_id="Trần Mẫu"), 404)
    assert entry is None or entry.case_id is None


def test_a_route_without_a_line_lets_nobody_in() -> None:
    """The table is the only thing that opens a route, and a new route has to be put there."""
    assert rule_of(_scope("/secret", "/secret")).roles == frozenset()
    assert rule_of({"method": "GET", "path": "/nowhere"}).roles == frozenset()
    with pytest.raises(LookupError, match="GET /secret"):
        check_whole(["GET /login", "GET /secret"])


def test_no_route_is_both_open_and_guarded() -> None:
    """And every guarded one lets somebody in, of the roles that there are."""
    assert not PUBLIC & RULES.keys()
    everybody = frozenset(get_args(Role))
    assert all(rule.roles and rule.roles <= everybody for rule in RULES.values())


def test_who_only_reads_changes_nothing() -> None:
    """No post is open to a viewer or an auditor; accounts are an administrator's alone."""
    for place, rule in RULES.items():
        if place.startswith("POST "):
            assert rule.roles <= ACTORS, place
        if "accounts" in place or "machines" in place:
            assert rule.roles == ADMINISTRATOR, place
            assert not rule.machines
