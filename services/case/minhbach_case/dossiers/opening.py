"""The part that makes dossiers, from the settings and from parts that stand already."""

from functools import cache, partial

from minhbach_case.dossiers.building import Sources
from minhbach_case.dossiers.making import Dossiers
from minhbach_case.dossiers.signing import read_manifest_key
from minhbach_case.letters import Letters
from minhbach_case.settings import CaseSettings
from minhbach_case.storage.case_events import CaseFacts
from minhbach_case.storage.case_folds import CaseFolds
from minhbach_case.storage.sites import SiteStore
from minhbach_case.storage.uploads import Uploads
from minhbach_shared.captures import CaptureStore
from minhbach_shared.eventlog import EventLog


def open_dossiers(
    settings: CaseSettings,
    log: EventLog,
    facts: CaseFacts,
    folds: CaseFolds,
    sites: SiteStore,
    letters: Letters,
    uploads: Uploads,
) -> Dossiers:
    """Dossiers of the cases of a store; the capture store is opened with the first of them.

    Raises:
        Misconfigured: the key that signs manifests cannot be read.
    """
    file = settings.dossier_key_file
    key = read_manifest_key(file) if file is not None else None
    captures = cache(partial(CaptureStore.of, settings))
    sources = Sources(log, facts, letters, uploads, captures, key)
    secret = settings.secret.get_secret_value().encode()
    return Dossiers(sources, folds, sites, settings.agency(), secret)
