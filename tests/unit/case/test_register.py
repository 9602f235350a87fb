"""The register's record of a site: when it is a new version, and what it may say."""

from datetime import timedelta

import pytest

from minhbach_case.domain.register import Known, Personal, SiteEntry, Version, next_version
from minhbach_shared.personal import PersonalKind, keyed_digest
from tests.support.suspicions import FIRST_DAY

LATER = FIRST_DAY + timedelta(days=1)


def seal(kind: PersonalKind, value: str) -> str:
    """A keyed digest under a secret and salt of the test."""
    return keyed_digest(b"secret", b"salt", kind, value)


def an_entry(name: str = "Tin Thử", person: str | None = "Lan") -> SiteEntry:
    """A row of the register."""
    personal = Personal(responsible_person=person, emails=("lan@example.vn",))
    return SiteEntry(
        name=name,
        address="https://tin.example.vn/",
        site_class="aggregator",
        personal=personal,
    )


def known(version: Version) -> Known:
    """A version as it is read again."""
    return Known(version.record, version.personal)


def first() -> Version:
    """The first version of the entry."""
    made = next_version(an_entry(), None, seal, FIRST_DAY)
    assert made is not None
    return made


def test_first_sight_is_version_one() -> None:
    """A site that is new to the register begins its history."""
    record = first().record
    assert (record.version, record.active, record.recorded_at) == (1, True, FIRST_DAY)


def test_same_content_is_no_new_version() -> None:
    """Importing the same row again says nothing."""
    assert next_version(an_entry(), known(first()), seal, LATER) is None


@pytest.mark.parametrize("entry", [an_entry(name="Tin Mới"), an_entry(person="Minh")])
def test_changed_content_is_the_next_version(entry: SiteEntry) -> None:
    """A public or a personal value that changed makes one."""
    made = next_version(entry, known(first()), seal, LATER)
    assert made is not None
    assert made.record.version == 2


def test_change_and_change_back_have_causes_of_their_own() -> None:
    """The cause rests on the version before, so going back is a version too."""
    versions = [first()]
    for entry in (an_entry(name="Tin Mới"), an_entry()):
        made = next_version(entry, known(versions[-1]), seal, LATER)
        assert made is not None
        versions.append(made)
    assert len({version.cause for version in versions}) == 3


def test_two_imports_of_one_change_have_the_same_cause() -> None:
    """So that only one of them takes effect."""
    causes = [next_version(an_entry(), None, seal, at) for at in (FIRST_DAY, LATER)]
    assert len({version.cause for version in causes if version}) == 1


def test_record_says_personal_values_as_digests_only() -> None:
    """Neither name nor e-mail stand in what travels."""
    record = first().record
    assert record.responsible_person == seal("name", "Lan")
    assert "lan@" not in record.model_dump_json()
    assert '"Lan"' not in record.model_dump_json()
