"""What addresses show over time, and how an address is told, whatever its writing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.sources.addresses import address_id, host_of, on_site
from minhbach_classifier.domain.sources.removal import removal_notice, removed_on_order
from minhbach_classifier.domain.sources.states import (
    AddressState,
    Gone,
    Look,
    Shown,
    looked,
)
from minhbach_shared.ids import site_id
from tests.unit.classifier.copying import SOURCE, capture, page, with_link

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADDRESS = "https://songtien.example/cau"
SITE = site_id(ADDRESS)


def look(hours: int, kind: str, posted: datetime | None = None) -> Look:
    """A look at the address, so many hours after noon."""
    at = NOON + hours * HOUR
    taken = capture(ADDRESS, at)
    match kind:
        case "shown":
            return Look(SITE, ADDRESS, at, Shown(taken, posted))
        case "gone":
            return Look(SITE, ADDRESS, at, Gone(taken, "not_found"))
    return Look(SITE, ADDRESS, at, "failed")


def after(*looks: Look) -> AddressState:
    """The state after some looks."""
    state: AddressState | None = None
    for one in looks:
        state = looked(state, one)
    assert state is not None
    return state


def test_gone_is_since_the_first_that_shows_it() -> None:
    """A failure in between changes nothing of that."""
    known = after(look(0, "shown"), look(1, "gone"), look(2, "failed"), look(3, "gone"))
    assert known.gone is not None
    assert known.gone.capture.captured_at == NOON + HOUR
    assert known.turned_since(NOON + HOUR) == NOON + HOUR
    assert known.turned_since(NOON + 3 * HOUR) is None


def test_what_is_back_was_gone_for_a_while() -> None:
    """It is alive again, and says since when it had been gone."""
    known = after(look(0, "shown"), look(1, "gone"), look(5, "shown"))
    assert (known.gone, known.showing) == (None, "article")
    assert known.turned_since(NOON + 5 * HOUR) == NOON + HOUR


def test_the_first_time_of_posting_stays() -> None:
    """A page that moves its time forward was posted when it first said so."""
    later = look(2, "shown", NOON + HOUR)
    known = after(look(0, "shown", NOON - HOUR), look(1, "shown"), later)
    assert known.shown is not None
    assert known.shown.posted_at == NOON - HOUR
    assert known.shown.capture.captured_at == NOON + 2 * HOUR


@given(st.lists(st.sampled_from(["shown", "gone", "failed"]), min_size=1), st.integers(0, 30))
def test_a_look_that_comes_again_changes_nothing(kinds: list[str], again: int) -> None:
    """Redelivered, in whole or in part, the state is the same."""
    looks = [look(hour, kind) for hour, kind in enumerate(kinds)]
    once = after(*looks)
    assert after(*looks, *looks[: again % (len(looks) + 1)]) == once
    assert once.seen_at == looks[-1].at


@pytest.mark.parametrize(
    "written",
    [
        "https://songtien.example/bai/1.html?a=1&b=2",
        "https://songtien.example/bai/1.html?b=2&a=1#dau",
        "https://songtien.example/bai/1.html/?a=1&b=2&utm_source=zalo&fbclid=x",
        "http://www.songtien.example/b%61i/1.html;jsessionid=8?a=1&b=2",
    ],
)
def test_one_page_has_one_id(written: str) -> None:
    """Tracking, order of the query, fragment, escapes, a trailing slash tell nothing."""
    assert address_id(SITE, written) == address_id(
        SITE, "https://songtien.example/bai/1.html?a=1&b=2"
    )
    assert address_id(SITE, written) != address_id(SITE, "https://songtien.example/bai/2.html")


def test_a_link_is_on_a_site_by_its_host() -> None:
    """Asked for under the registered host; another host is another site."""
    home = "https://songtien.example/"
    assert on_site("http://www.songtien.example/a?b=1#c", home) == f"{home}a?b=1"
    assert on_site("https://m.songtien.example/a", home) is None
    assert on_site("mailto:a@songtien.example", home) is None
    assert on_site("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/") is None
    assert host_of("http://127.0.0.1:8001/a") == "127.0.0.1:8001"
    assert host_of("https://[bad") is None


@pytest.mark.parametrize(
    "words",
    [
        "Bài viết đã được gỡ",
        "Bài viết này đã bị gỡ bỏ theo yêu cầu của tòa soạn.",
        "Nội dung không tồn tại hoặc đã bị xóa.",
        "Trang bạn tìm không còn",
        "Rất tiếc, trang bạn yêu cầu không tồn tại!",
        "Không tìm thấy trang",
        "404 - Không tìm thấy nội dung",
        "Tin bài này không còn trên hệ thống.",
        "Đường dẫn bạn truy cập không tồn tại",
        "Page not found",
    ],
)
def test_removal_notices_are_known(words: str) -> None:
    """As they stand in place of an article, as a headline or a line below it."""
    assert removal_notice(page("Mời bạn về trang chủ.", title=words)) is not None
    found = removal_notice(page(words, title="Thông báo"))
    assert found is not None


def test_an_article_about_removed_posts_is_no_notice() -> None:
    """A text of its own, or a link to one, tells of another page."""
    told = "Theo ông Sáu, bài viết trên mạng xã hội đã bị gỡ sau khi xã làm việc."
    assert removal_notice(page(*SOURCE, told, *SOURCE[::-1])) is None
    link = "Vụ bài viết đã bị gỡ: người dân nói gì"
    linked = with_link(page("Tin mới trong ngày.", link, title="Sông Tiền"), link, "/b.html")
    assert removal_notice(linked) is None
    hidden = page("Tin mới trong ngày.", "Trang không tồn tại", title="Sông Tiền")
    start = hidden.text.index("Trang không")
    unseen = replace(hidden, hidden=(Range(start, start + 19),))
    assert removal_notice(unseen) is None


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("shares", [False, True])
def test_a_notice_stands_on_a_line_without_links(at: int, *, shares: bool) -> None:
    """Before, between or behind links it is one; beside a link on its line it is none."""
    lines = ["Tin mới", "Chuyện chợ", "Chuyện đò"]
    lines.insert(at, "Xem thêm: trang không tồn tại" if shares else "Trang không tồn tại")
    shown = page(*lines[1:], title=lines[0])
    for link in ("Tin mới", "Chuyện chợ", "Chuyện đò", *(["Xem thêm"] if shares else [])):
        shown = with_link(shown, link, "/b.html")
    found = removal_notice(shown)
    assert (found and shown.words(found)) == (None if shares else lines[at])


def test_a_removal_on_order_says_so() -> None:
    """By request of an authority, or because the source took it down."""
    assert removed_on_order("Bài đã được gỡ theo yêu cầu của cơ quan chức năng")
    assert removed_on_order("Nguồn tin gốc của bài này đã gỡ bài")
    assert not removed_on_order("404 Not Found")
