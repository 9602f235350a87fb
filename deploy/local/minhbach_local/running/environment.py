"""The settings that a run hands on to the services: looked at before anything starts."""

from collections.abc import Iterable
from difflib import get_close_matches

from minhbach_case.settings import CaseSettings
from minhbach_classifier.settings import ClassifierSettings
from minhbach_crawler.settings import CrawlerSettings
from minhbach_local.running.errors import SettingUnknown
from minhbach_shared.provisioning import ProvisioningSettings
from minhbach_shared.settings import PREFIX, SECRETS_FOLDER

_OF_TESTS = (f"{PREFIX}TEST_", f"{PREFIX}BENCH_")
"""What a developer's own shell may hold."""


def look(variables: Iterable[str]) -> None:
    """Refuses names that no service reads: a misspelt one would be ignored in silence.

    A service alone cannot tell: all of them are handed the same file.

    Raises:
        SettingUnknown: names each, with the setting that it is most like.
    """
    known = _known()
    ours = (name for name in variables if name.startswith(PREFIX))
    unknown = sorted(name for name in ours if name not in known and not name.startswith(_OF_TESTS))
    if unknown:
        raise SettingUnknown([(name, _alike(name, known)) for name in unknown])


def _known() -> frozenset[str]:
    settings = (CrawlerSettings, ClassifierSettings, CaseSettings, ProvisioningSettings)
    fields = (field for one in settings for field in one.model_fields)
    return frozenset((SECRETS_FOLDER, *(PREFIX + field.upper() for field in fields)))


def _alike(name: str, known: Iterable[str]) -> str | None:
    # What all begin with makes none alike.
    bare = (one.removeprefix(PREFIX) for one in known)
    found = get_close_matches(name.removeprefix(PREFIX), bare, n=1, cutoff=0.7)
    return PREFIX + found[0] if found else None
