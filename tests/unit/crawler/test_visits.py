"""Plans of visits, and the records of what came of them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from minhbach_crawler.domain.frontier import Task
from minhbach_crawler.domain.visits import (
    Gathered,
    Missed,
    Place,
    Plan,
    Result,
    Taken,
    newest,
    next_visit,
    plan_visit,
    recorded,
)
from minhbach_shared.events import Captured, Failed, FailureCount, SiteRecord, VisitRequest
from minhbach_shared.ids import capture_id, derived_id, site_id, visit_id

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOME = "http://a.vn/"
SITE = SiteRecord(
    id=derived_id("test"),
    site_id=site_id(HOME),
    version=3,
    recorded_at=NOW,
    name="A",
    address=HOME,
    site_class="reference",
)
HOUR = timedelta(hours=1)


def request(at: datetime, address: str | None = None) -> VisitRequest:
    """A request about the site."""
    return VisitRequest(
        id=derived_id("request", at, address),
        site_id=SITE.site_id,
        requested_at=at,
        reason="test",
        address=address,
    )


def taken(path: str, final: str | None = None) -> Taken:
    """A page that was captured."""
    task = Task(HOME + path, "page", "link" if path else "home")
    return Taken(task, NOW, Place(10, 20), "0" * 64, 200, "text/html", HOME + (final or path))


def test_a_visit_is_planned_by_schedule_or_by_requests() -> None:
    """A request's visit has the request's time, so that whoever asked knows its id."""
    assert plan_visit(SITE, None, []) is None
    assert plan_visit(SITE, NOW, []) == Plan(SITE, NOW, whole=True)
    single, whole = request(NOW + HOUR, HOME + "x"), request(NOW + 2 * HOUR)
    assert plan_visit(SITE, None, [single]) == Plan(
        SITE, NOW + HOUR, whole=False, addresses=(HOME + "x",), answers=(single.id,)
    )
    planned = plan_visit(SITE, None, [single, whole])
    assert planned is not None
    assert (planned.whole, planned.due_at) == (True, NOW + 2 * HOUR)
    assert planned.visit_id == visit_id(SITE.site_id, NOW + 2 * HOUR)
    assert plan_visit(SITE.model_copy(update={"active": False}), NOW, [whole]) is None


def test_requests_of_one_moment_are_visits_of_their_own() -> None:
    """An address that is asked for after another of that moment was visited is visited, too."""
    first, second = request(NOW, HOME + "x"), request(NOW, HOME + "y")
    plans = [plan_visit(SITE, None, asked) for asked in ([first], [second], [first, second])]
    turned = plan_visit(SITE, None, [second, first])
    assert len({plan.visit_id for plan in plans if plan is not None}) == 3
    assert turned is not None
    assert plans[2] is not None
    assert turned.visit_id == plans[2].visit_id


def test_a_visit_lists_what_was_taken_and_what_was_missed() -> None:
    """Each result is a snapshot with a derived id; failures are counted by reason."""
    plan = Plan(SITE, NOW, whole=True)
    missed = [
        Missed(Task(HOME + path, "page", "sitemap", asked=n), NOW, "timeout", "x" * 400)
        for n, path in enumerate(("m", "n"))
    ]
    links = frozenset({HOME + "b", HOME + "moved"})
    results: tuple[Result, ...] = (taken(""), taken("a"), taken("c", final="moved"), *missed)
    record = recorded(plan, Gathered(NOW, NOW + HOUR, results, links), "warc/k")
    home, _, moved, lost, _ = record.snapshots
    assert isinstance(home.result, Captured)
    assert home.result.capture.capture_id == capture_id(plan.visit_id, HOME)
    assert (home.result.capture.warc, home.result.capture.offset) == ("warc/k", 10)
    assert [s.linked_from_home for s in record.snapshots] == [True, False, True, False, False]
    assert moved.address == HOME + "c"
    assert isinstance(lost.result, Failed)
    assert (lost.result.attempts, len(lost.result.detail)) == (1, 300)
    completed = record.completed
    assert completed.snapshots == tuple(snapshot.id for snapshot in record.snapshots)
    assert (completed.captured, completed.failed, completed.site_version) == (3, 2, 3)
    assert completed.failures == (FailureCount(reason="timeout", count=2),)
    assert recorded(plan, Gathered(NOW, NOW + HOUR, results, links), "warc/k") == record


def test_without_a_home_page_nothing_is_known_of_its_links() -> None:
    """A page is then neither linked nor not linked: that is left open."""
    plan = Plan(SITE, NOW, whole=False, addresses=(HOME + "a",))
    record = recorded(plan, Gathered(NOW, NOW, (taken("a"),)), "warc/k")
    assert record.snapshots[0].linked_from_home is None


def test_the_newest_time_is_never_far_ahead() -> None:
    """A feed that dates an item into next year says nothing."""
    assert newest([None, NOW - HOUR, NOW, NOW + 48 * HOUR], NOW) == NOW
    assert newest([None], NOW) is None


@given(st.uuids())
def test_the_schedule_is_spread_by_a_tenth_and_the_same_everywhere(site: UUID) -> None:
    """Sites of one import do not come due together for ever."""
    due = next_visit(site, NOW, 10 * HOUR)
    assert NOW + 9 * HOUR <= due <= NOW + 11 * HOUR
    assert due == next_visit(site, NOW, 10 * HOUR)
