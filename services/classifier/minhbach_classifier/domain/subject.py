"""One page as a duty judges it: all that a duty may look at."""

from dataclasses import dataclass, field
from datetime import date, datetime

from minhbach_classifier.domain.hosts import HostLists
from minhbach_classifier.domain.model import VIETNAM, Digester, Page, Range, RegisterRecord
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.cited import Cited
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.sources.states import AddressState
from minhbach_shared.events import PersonalSpan
from minhbach_shared.personal import PersonalKind
from minhbach_shared.vocabulary import SiteClass


@dataclass(frozen=True, slots=True)
class Subject:
    """A page, the register's record of its site, and the articles that it was compared with."""

    page: Page
    record: RegisterRecord
    captured_at: datetime
    digest: Digester
    linked_from_home: bool | None = None
    copy: Body | None = None
    """The page's text for comparison; None where the page is no article."""
    matches: tuple[Match, ...] = ()
    """Articles of reference sites compared with it, the closest first."""
    server_address: str | None = None
    """IP address of the server that answered."""
    cited: tuple[Cited, ...] = ()
    """Sources on registered reference sites that it credits and that were not read yet."""
    hosts: HostLists = field(default_factory=HostLists.none)
    """Listed domains of gambling, adult, scam and malware sites."""

    @property
    def site_class(self) -> SiteClass:
        """The class that the register gives the site."""
        return self.record.site_class

    @property
    def day(self) -> date:
        """The capture's day in Viet Nam: the day of the law."""
        return self.captured_at.astimezone(VIETNAM).date()

    def personal(self, kind: PersonalKind, place: Range) -> PersonalSpan:
        """A place that holds personal data: a keyed digest instead of its words."""
        digest = self.digest(kind, self.page.words(place))
        written = self.page.written(place)
        return PersonalSpan(start=written.start, end=written.end, digest=digest)


@dataclass(frozen=True, slots=True)
class GonePage:
    """An address that showed an article and shows none any more, as a duty judges it."""

    before: Subject
    """The article as it was last shown, compared with its sources as they are known now;
    ``captured_at`` is when it was found gone."""
    state: AddressState
    """What the address showed over time, ``shown`` included."""
    status: int
    """What the address answers now: 404 or 410."""
    words: str = ""
    """The text that stands there in place of the article."""
