"""Reading: what lies beside the text, and what belongs to it."""

from datetime import datetime

import pytest

from minhbach_classifier.domain.model import VIETNAM, Page, Range
from tests.unit.classifier.markup import PROSE, article, document, page

ADDRESS = "https://tin.example/bai-1"


def _words(one: Page, places: tuple[Range, ...]) -> list[str]:
    return [one.words(place) for place in places]


def test_a_lead_outside_of_the_text_container_is_text() -> None:
    """As old ASP.NET pages have it: bold, between the time and the text's own div."""
    lead, *rest = PROSE
    prose = "<br><br>".join(rest)
    one = page(
        "<form><table><tr><td><span class='TieuDe'>Cầu Rạch Ông Cả thông xe</span><br>"
        f"<span>Cập nhật lúc 08:30 - 16/11/2026</span><br><span><b>{lead}</b></span><br>"
        f"<div id='noidung'>{prose}</div></td></tr></table></form>"
    )
    assert _words(one, one.main[:1]) == [lead]


def test_a_paragraph_that_opens_like_a_caption_is_text() -> None:
    """Broken markup puts a caption's word before a whole paragraph."""
    long = "Ảnh minh họa: " + " ".join(PROSE[:3])
    one = page(article(after=f"<p>{long}</p><p>{PROSE[0]}</p>"))
    assert long in _words(one, one.main)


@pytest.mark.parametrize(
    "item",
    [
        "<h2><a href='/{n}'>Tin thứ {n} của tỉnh ta hôm nay</a></h2><i>16/11/2026</i><p>{p}</p>",
        "<div><a href='/b{n}'>Tin thứ {n} của tỉnh ta hôm nay</a> <i>(16/11/2026)</i><br>{p}</div>",
    ],
)
def test_openings_under_linked_headlines_are_a_listing(item: str) -> None:
    """However much prose it has, such a page is no article."""
    items = "".join(item.format(n=n, p=p) for n, p in enumerate(PROSE * 2))
    assert page(f"<h1>Tin tức</h1>{items}", ADDRESS).kind == "listing"


def test_without_a_visible_headline_there_is_none() -> None:
    """<title> carries the site's own additions: it is what the page is called, no more."""
    prose = "".join(f"<p>{p}</p>" for p in PROSE)
    one = page(document(prose, "<title>Cầu thông xe - Tin Sông Tiền</title>"), ADDRESS)
    assert one.title is None
    assert one.headline == "Cầu thông xe - Tin Sông Tiền"


def test_the_time_below_a_credit_is_the_source_own() -> None:
    """The page's own time is another, in metadata or elsewhere."""
    meta = "<meta property='article:published_time' content='2026-11-16T19:52:00+07:00'>"
    after = "<p>Nguồn tin: Báo Miền Gò</p><p>Thời gian đăng: 13:45 16/11/2026</p>"
    one = page(document(article(after=after), meta), ADDRESS)
    assert one.published_at == datetime(2026, 11, 16, 19, 52, tzinfo=VIETNAM)
    assert one.published_span is None


def test_a_credit_below_the_tags_is_beside_the_text() -> None:
    """Tags and single links to other articles do not end what belongs to this one."""
    after = "<p>Từ khóa: cầu, xã</p><p>Theo Báo Sông Tiền, 16/11/2026</p>"
    one = page(article(after=after))
    assert "Theo Báo Sông Tiền, 16/11/2026" in _words(one, one.credit_area)


def test_a_caption_told_by_its_end_is_no_text() -> None:
    """``… Ảnh: TTXVN``, in a paragraph of its own."""
    caption = "Cầu mới nhìn từ trên cao. Ảnh: TTXVN"
    one = page(article(after=f"<p>{caption}</p><p>{PROSE[0]}</p>"))
    assert caption not in _words(one, one.main)


def test_a_time_of_update_at_the_head_outranks_another_below() -> None:
    """What stands below the text is as likely another's."""
    one = page(
        article(
            before="<p>Cập nhật lúc 16:11 - 10/11/2026</p>",
            after="<table><tr><td>Nguồn</td><td>Zing</td></tr>"
            "<tr><td>Ngày đăng</td><td>08/11/2026</td></tr></table>",
        )
    )
    assert one.published_at == datetime(2026, 11, 10, 16, 11, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "line",
    [
        "Giấy phép số 112/GP-TTĐT do Sở Thông tin và Truyền thông cấp ngày 12/03/2019",
        "Quyết định số 12/QĐ-UBND ngày 01/3/2022",
        "Ngày ban hành: 01/03/2022",
        "Câu hỏi gửi ngày 1/2/2022",
    ],
)
def test_the_day_of_a_licence_or_document_is_no_publication(line: str) -> None:
    """Whether it stands at the head or below the text."""
    for body in (article(before=f"<p>{line}</p>"), article(after=f"<p>{line}</p>")):
        assert page(body, ADDRESS).published_at is None


def test_beside_a_documents_day_the_posting_is_read() -> None:
    """Portals show both on one line."""
    one = page(article(before="<p>Ngày ký: 1/1/2022 - Ngày đăng: 2/2/2022</p>"), ADDRESS)
    assert one.published_at == datetime(2022, 2, 2, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "line",
    [
        "Thứ tư, 18/11/2026, 22:33 (GMT+7)Nguồn: tinmoi.example (10-11-2026)",
        "18/11/2026 22:33 Nguồn: Khám Phá (7h19 ngày 6/11/2026)",
        "22:33 ngày 18/11/2026 | Theo Báo Sông Tiền, 17/11/2026",
    ],
)
def test_a_time_with_a_credit_behind_it_is_no_text(line: str) -> None:
    """It stands beside the headline in one block: the first time is the page's own."""
    one = page(article(before=f"<p>{line}</p>"), ADDRESS)
    assert _words(one, one.main[:1]) == [PROSE[0]]
    assert one.published_at == datetime(2026, 11, 18, 22, 33, tzinfo=VIETNAM)
