"""Reading what a Java says of its version."""

import pytest

from minhbach_local.stack.java import parse_version


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_442"', 8),
        ('openjdk version "25" 2025-09-16', 25),
        ('openjdk version "26-ea" 2026-03-17', 26),
        ("The operation couldn't be completed. Unable to locate a Java Runtime.", None),
    ],
)
def test_the_major_version_is_read(text: str, version: int | None) -> None:
    """Old and new ways of counting give the major version; anything else gives none."""
    assert parse_version(text) == version
