"""The page for people about a case says what the table says."""

import re
from pathlib import Path

from minhbach_case.domain.states import TABLE
from minhbach_shared.vocabulary import Role

PAGE = (Path(__file__).parents[3] / "docs" / "cases.md").read_text("utf-8")


def test_the_drawing_shows_every_way() -> None:
    """An arrow for each pair of states, with the acts that lead along it."""
    drawn = {
        (source, target, act)
        for source, target, acts in re.findall(r"^    (\w+) --> (\w+): (.*)$", PAGE, re.MULTILINE)
        for act in acts.split(", ")
    }
    ways = {(r.source, r.target, r.act) for r in TABLE if r.source != r.target}
    assert drawn == {(str(s), str(t), str(a)) for s, t, a in ways}


def test_the_page_says_who_does_what() -> None:
    """Each role's line names its acts, all of them."""
    roles: tuple[Role, ...] = ("officer", "supervisor", "administrator", "operator")
    for role in roles:
        (line,) = re.findall(rf"^\| {role} \|(.*)\|$", PAGE, re.MULTILINE)
        named = set(re.findall(r"[a-z_]+", line.split(": in the cases")[0]))
        assert named == {row.act for row in TABLE if role in row.roles}
