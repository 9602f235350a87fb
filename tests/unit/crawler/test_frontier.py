"""The frontier: order, bounds, each address once."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from minhbach_crawler.domain.addresses import Site
from minhbach_crawler.domain.frontier import Bounds, Entry, Frontier, Task, WaitUntil

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOME = "http://a.vn/"


def frontier(**bounds: int) -> Frontier:
    """An empty frontier of one site."""
    return Frontier(Site.of(HOME), Bounds(**bounds))


def drained(over: Frontier) -> list[str]:
    """The paths that it hands out, in order, until nothing is left or it waits."""
    found: list[str] = []
    while isinstance(task := over.next(NOW), Task):
        found.append(task.address.removeprefix(HOME))
    return found


def entries(*paths: str) -> list[Entry]:
    """Entries without a time."""
    return [Entry(HOME + path) for path in paths]


def test_the_order_is_home_requests_leads_feeds_then_sitemap_and_links_by_turns() -> None:
    """Neither a long sitemap nor a page full of links starves the other."""
    over = frontier()
    over.add_links([HOME + f"link{n}" for n in range(3)], 1)
    dated = [Entry(HOME + f"map{day}", NOW - timedelta(days=day)) for day in (5, 1, 9)]
    over.add_sitemap_entries([Entry(HOME + "map-undated"), *dated])
    over.add_feed_items(entries("feed1", "feed2"))
    over.add_leads("sitemap", [HOME + "sitemap.xml"])
    over.add_home(HOME)
    over.add_requests([HOME + "asked.pdf"])
    assert drained(over) == [
        *("", "asked.pdf", "sitemap.xml", "feed1", "feed2"),
        *("link0", "map1", "link1", "map5", "link2", "map9", "map-undated"),
    ]


def test_each_address_is_handed_out_once_and_only_on_the_site() -> None:
    """What another site holds, what was seen, what is no page: none is asked for."""
    over = frontier()
    over.add_home(HOME)
    over.add_feed_items(entries("a", "a", "", "anh.png"))
    over.add_links(["http://b.vn/x", "https://a.vn/x", HOME + "a", HOME + "b"], 1)
    over.add_sitemap_entries(entries("b", "a"))
    assert not over.know(HOME + "a")
    assert over.know(HOME + "new")
    over.add_links([HOME + "new", HOME + "?b=1&a=2", HOME + "?a=2&b=1"], 1)
    assert drained(over) == ["", "a", "b", "?b=1&a=2"]


def test_bounds_on_pages_leads_and_depth_hold() -> None:
    """Pages are counted once, feeds and sitemaps by themselves, links by their depth."""
    over = frontier(pages=3, leads=1, depth=2)
    over.add_leads("feed", [HOME + "f1", HOME + "f2"])
    over.add_links([HOME + "deep"], 3)
    over.add_links([HOME + f"{n}" for n in range(5)], 2)
    assert drained(over) == ["f1", "0", "1", "2"]


def test_a_postponed_address_waits_while_others_go_on() -> None:
    """It comes back when its time has come, and is not counted as another page."""
    over = frontier(pages=2)
    over.add_links([HOME + "a", HOME + "b"], 1)
    first = over.next(NOW)
    assert isinstance(first, Task)
    later = NOW + timedelta(seconds=1)
    over.postpone(first, later)
    second = over.next(NOW)
    assert isinstance(second, Task)
    assert second.address == HOME + "b"
    assert over.next(NOW) == WaitUntil(later)
    again = over.next(later)
    assert again == Task(first.address, "page", "link", depth=1, asked=1)
    assert over.next(later) is None


@given(
    st.lists(st.integers(0, 40), max_size=80),
    st.lists(st.integers(0, 40), max_size=80),
    st.integers(1, 30),
)
def test_never_more_than_the_bound_and_never_twice(
    links: list[int], listed: list[int], pages: int
) -> None:
    """Whatever a site names: distinct addresses, at most the bound, all if they are few."""
    over = frontier(pages=pages)
    over.add_links([HOME + str(n) for n in links], 1)
    over.add_sitemap_entries(entries(*(str(n) for n in listed)))
    found = drained(over)
    assert len(found) == len(set(found)) == min(pages, len({*links, *listed}))
