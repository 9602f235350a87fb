"""The portals' part of the service, put together."""

from minhbach_case.portals.criteria_file import load_criteria
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
) -> Portals:
    """Scores over one database.

    Raises:
        Misconfigured: the agency's criteria cannot be read, or are none.
    """
    criteria = load_criteria(settings.portal_criteria_file)
    return Portals(PortalStore(store, province, settings.portal_days), sites, criteria, clock)
