"""The portals' part of the service, put together."""

from minhbach_case.documents.portals.wording import ranking_texts
from minhbach_case.documents.typesetting import Press
from minhbach_case.portals.criteria_file import load_criteria
from minhbach_case.portals.papers import PortalMeans
from minhbach_case.portals.scores import Portals
from minhbach_case.settings import CaseSettings
from minhbach_case.storage.portals import PortalStore
from minhbach_case.storage.province import ProvinceStore
from minhbach_case.storage.sites import SiteStore
from minhbach_shared.clock import Clock
from minhbach_shared.store import Database


def open_portals(
    settings: CaseSettings,
    store: Database,
    sites: SiteStore,
    province: ProvinceStore,
    clock: Clock,
) -> PortalMeans:
    """Scores over one database, and what their files are made with.

    Raises:
        Misconfigured: the agency's criteria cannot be read, or are none.
    """
    criteria = load_criteria(settings.portal_criteria_file)
    kept = PortalStore(store, province, settings.portal_days)
    return PortalMeans(
        scores=Portals(kept, sites, criteria, clock),
        texts=ranking_texts(),
        agency=settings.agency(),
        press=Press(settings.font_folders()),
    )
