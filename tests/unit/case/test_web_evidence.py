"""What the evidence templates ask for beside the events' own fields."""

import pytest

from minhbach_case.web.console.doorway import own_path
from minhbach_case.web.console.evidence import FieldRow, field_rows, percent, safe_link
from minhbach_shared.events import FieldsEvidence, PersonalSpan, Span


def test_an_aggregator_is_asked_for_nine_details() -> None:
    """Found, missing and unseen ones stand in the circular's order; personal values stay home."""
    evidence = FieldsEvidence(
        missing=("licence_number",),
        found={
            "organisation": (Span(start=0, end=9, text="Công ty A"),),
            "email": (PersonalSpan(start=10, end=20, digest="0" * 64),),
        },
    )
    rows = {row.name: row for row in field_rows(evidence)}
    assert len(rows) == 9
    assert rows["organisation"] == FieldRow("organisation", "found", ("Công ty A",), 0)
    assert rows["email"] == FieldRow("email", "found", (), 1)
    assert rows["licence_number"].standing == "missing"
    assert rows["governing_body"].standing == "unsaid"


def test_a_portal_is_asked_for_six_details() -> None:
    """Where nothing of a licence was looked for, no row speaks of one."""
    rows = field_rows(FieldsEvidence(missing=("phone",), found={}))
    assert [row.name for row in rows if row.name.startswith("licence")] == []
    assert len(rows) == 6


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://a.example/b?c=d", "https://a.example/b?c=d"),
        ("javascript:alert(1)", "#"),
        ("data:text/html,x", "#"),
        ("//elsewhere.example/", "#"),
        ("http://[broken", "#"),
        ("", "#"),
    ],
)
def test_only_web_addresses_become_links(address: str, link: str) -> None:
    """An address of a hostile page never becomes a script."""
    assert safe_link(address) == link


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/cases/1?state=decided", "/cases/1?state=decided"),
        ("//elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("https://elsewhere.example/", "/"),
        ("/a\r\nset-cookie: x", "/"),
        ("", "/"),
    ],
)
def test_the_login_leads_back_to_our_own_pages_only(address: str, path: str) -> None:
    """No crafted link makes the login page lead to another site."""
    assert own_path(address) == path


def test_a_share_is_never_rounded_up_to_certainty() -> None:
    """99.9% is shown as 99%, not as 100%."""
    assert (percent(0.999), percent(1), percent(0)) == ("99%", "100%", "0%")
