"""Reading: a capture's bytes become a page, or say why not."""

import gzip
import time
import unicodedata
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta

import cramjam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_classifier.domain.model import VIETNAM, Page, Range, Unreadable
from minhbach_classifier.domain.reading import decode_body, metadata_time, read, shown_times
from tests.unit.classifier.markup import PROSE, article, document, page

ADDRESS = "https://tin.example/bai-1"


def _words(one: Page, places: tuple[Range, ...]) -> list[str]:
    return [one.words(place) for place in places]


@pytest.mark.parametrize(
    "body",
    [
        article(),
        "<article><h1>Cầu Rạch Ông Cả thông xe</h1>" + "".join(f"<p>{p}</p>" for p in PROSE),
        "<form id='aspnetForm'><div><table><tr><td class='menu'><a href='/'>Trang chủ</a></td><td>"
        "<span class='tieude'>Cầu Rạch Ông Cả thông xe</span><br>"
        + "<br><br>".join(PROSE)
        + "</td></tr></table></div></form>",
        "<div><div><div>" + "".join(f"<div><span>{p}</span></div>" for p in PROSE) + "</div></div>"
        "<div class='lien-quan'>"
        + "<a href='/x'>Một tin khác trong tỉnh hôm nay</a>" * 9
        + "</div></div>",
        "<table><tr><td>"
        + "".join(f"<p>{p}</p>" for p in PROSE)
        + "</td></tr><tr><td align=center><font size=1>Trang thông tin điện tử tổng hợp. Giấy phép "
        "thiết lập trang thông tin điện tử tổng hợp số 21/GP-STTTT do Sở Thông tin cấp ngày "
        "05/03/2024<br>Đơn vị chủ quản: Công ty TNHH Sông Tiền</font></td></tr></table>",
    ],
    ids=["classes", "article", "one ASP.NET form", "div soup", "imprint in the table"],
)
def test_the_main_text_is_found_however_the_page_is_built(body: str) -> None:
    """Exactly the paragraphs are the main text; menus and related lists are not."""
    one = page(document(body, "<title>Cầu Rạch Ông Cả thông xe - Tin</title>"), ADDRESS)
    assert tuple(_words(one, one.main)) == PROSE
    assert one.kind == "article"


def test_a_licence_that_an_article_tells_of_ends_no_text() -> None:
    """An imprint stands below everything; what goes on is the article."""
    told = "Giấy phép số 12 do Sở Công Thương cấp cho bến đò này đã hết hạn từ cuối tháng trước."
    one = page(article(before=f"<p>{PROSE[0]}</p><p>{told}</p>"), ADDRESS)
    assert _words(one, one.main) == [PROSE[0], told, *PROSE]


def test_a_headline_is_the_line_that_the_title_names() -> None:
    """Not the site's name in the first heading, but the line that <title> repeats."""
    body = "<h1>TIN SÔNG TIỀN</h1><h2>Cầu mới</h2>" + article().replace("h1>", "h3>")
    one = page(document(body, "<title>Cầu Rạch Ông Cả thông xe</title>"), ADDRESS)
    assert one.title is not None
    assert one.words(one.title) == one.headline == "Cầu Rạch Ông Cả thông xe"


def test_credits_stand_in_the_credit_area_and_not_in_the_main_text() -> None:
    """A credit line, the text of a source's link and a closing (Theo ...) are kept apart."""
    tail = "<p class='nguon'>Nguồn: <a href='https://bao.example/x'>Báo Sông Tiền</a></p>"
    one = page(article(before="<p>Theo Báo Mỹ Tho</p>", after=tail), ADDRESS)
    area = _words(one, one.credit_area)
    assert "Theo Báo Mỹ Tho" in area
    assert "Nguồn: Báo Sông Tiền" in area
    assert tuple(_words(one, one.main)) == PROSE


def test_a_closing_credit_is_cut_from_its_paragraph() -> None:
    """The last paragraph ends before (Theo Reuters), which joins the credit area."""
    last = "Đây là đoạn cuối cùng của bài báo, dài vừa đủ để được xem là văn xuôi. (Theo Reuters)"
    one = page(article(after=f"<p>{last}</p>"), ADDRESS)
    assert _words(one, one.main)[-1] == last.removesuffix(" (Theo Reuters)")
    assert _words(one, one.credit_area)[-1] == "(Theo Reuters)"


@pytest.mark.parametrize(
    "how",
    [
        "style='display:none'",
        "style='visibility: hidden'",
        "style='position:absolute; left:-9999px'",
        "style='font-size:0'",
        "style='color:#fff;background:#ffffff'",
        "style='height:0;overflow:hidden'",
        "style='max-height:0em; overflow-y:auto'",
        "style='position:absolute;width:0px;height:0px'",
        "style='position:fixed;bottom:-5000px'",
        "style='clip-path: inset(100%)'",
        "style='transform:translate(0,-9999px)'",
        "hidden",
        "class='an'",
    ],
)
def test_hidden_text_is_read_and_told(how: str) -> None:
    """What a page hides stands in the text, marked, with its links, and in no other part."""
    spam = f"<div {how}><a href='/g'>chữ bị ẩn</a></div>"
    one = page(
        document(article(before=spam), "<style>p{color:red} .an{display:none}</style>"), ADDRESS
    )
    assert _words(one, one.hidden) == ["chữ bị ẩn"]
    assert [link.address for link in one.links if link.hidden] == ["https://tin.example/g"]
    assert "chữ bị ẩn" not in _words(one, one.credit_area + one.main)


@pytest.mark.parametrize(
    "style",
    ["width:0px", "height:1px", "line-height:0", "transform:translate(-50%,-50%)", "overflow:auto"],
)
def test_what_only_shapes_a_block_hides_nothing(style: str) -> None:
    """Half of what hides is no hiding."""
    assert page(article(before=f"<div style='{style}'>chữ để đọc</div>"), ADDRESS).hidden == ()


def test_letters_are_composed_and_their_own_writing_is_kept() -> None:
    """Decomposed letters and zero-width characters are read as one spelling; both are known."""
    decomposed = unicodedata.normalize("NFD", "Hòa bình")
    one = page(f"<p>Vì {decomposed}\u200b   và\n phát\u200b  triển</p>")
    assert "Vì Hòa bình và phát triển" in one.text
    start = one.text.index("Hòa bình và phát")
    place = one.written(Range(start, start + len("Hòa bình và phát")))
    assert one.body.original is not None
    whole = one.body.original.text
    assert whole[place.start : place.end] == f"{decomposed}\u200b và phát"


@given(st.lists(st.text("aàằ\u200bế ệ́\u0302", max_size=8), max_size=5))
def test_composed_text_and_original_agree(parts: list[str]) -> None:
    """Whatever the nodes hold, each composed letter comes from the page's own characters."""
    one = read(document("".join(f"<b>{p}</b>" for p in ("x", *parts))), "text/html", None, ADDRESS)
    assert isinstance(one, Page)
    if one.body.original is not None:
        raw = one.body.original
        assert len(raw.starts) == len(raw.ends) == len(one.text)
        for at, letter in enumerate(one.text):
            written = raw.text[raw.starts[at] : raw.ends[at]].replace("\u200b", "")
            assert unicodedata.normalize("NFC", written) == letter


@pytest.mark.parametrize(
    ("raw", "content_type", "charset"),
    [
        (document("<p>Tiếng Việt</p>"), "text/html", "utf-8"),
        (document("<p>Tiếng Việt</p>"), "text/html; charset=iso-8859-1", "utf-8"),
        (b"\xef\xbb\xbf" + document("<p>Tiếng Việt</p>"), None, "utf-8"),
        (b"\xff\xfe" + "<p>Tiếng Việt</p>".encode("utf-16-le"), None, "utf-16-le"),
        (document("<p>Tiếng Việt, ở Huế</p>") + b"\xe1\xba", "text/html", "utf-8"),
    ],
    ids=["undeclared", "wrongly declared", "mark", "sixteen bits", "cut in a letter"],
)
def test_utf_8_is_recognised_whatever_is_declared(
    raw: bytes, content_type: str | None, charset: str
) -> None:
    """The bytes decide, not the label."""
    outcome = read(raw, content_type, None, ADDRESS)
    assert isinstance(outcome, Page)
    assert "Tiếng Việt" in outcome.text
    assert outcome.charset == charset


def test_windows_1258_is_composed() -> None:
    """The combining tone marks of Windows-1258 become whole letters."""
    words = "Sở Thông tin và Truyền thông tỉnh Tiền Giang thông báo đến người dân"
    marks = {"\u0300": 0xCC, "\u0301": 0xEC, "\u0303": 0xDE, "\u0309": 0xD2, "\u0323": 0xF2}
    raw = bytearray()
    for letter in words:
        base, tone = letter, b""
        for part in unicodedata.normalize("NFD", letter)[1:]:
            if part in marks:
                tone = bytes([marks[part]])
                kept = unicodedata.normalize("NFD", letter).replace(part, "")
                base = unicodedata.normalize("NFC", kept)
        raw += base.encode("cp1258") + tone
    outcome = read(b"<html><body><p>" + bytes(raw) + b"</p></body></html>", None, None, ADDRESS)
    assert isinstance(outcome, Page)
    assert outcome.text == words
    assert outcome.charset == "cp1258"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "deflate, gzip"])
def test_a_coded_body_is_decoded(coding: str) -> None:
    """Every coding that a server may answer with, also one upon another."""
    encoders: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": lambda body: bytes(cramjam.brotli.compress(body)),
        "zstd": lambda body: bytes(cramjam.zstd.compress(body)),
    }
    plain = document("<p>Nội dung</p>") * 40
    raw = plain
    for one in coding.split(", "):
        raw = encoders[one](raw)
    assert decode_body(raw, coding) == plain


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_bomb_is_too_large(coding: str) -> None:
    """A small body that would fill the memory is unreadable, and quickly so."""
    bomb = b"\0" * 20_000_000
    raw = {
        "gzip": gzip.compress(bomb),
        "br": bytes(cramjam.brotli.compress(bomb)),
        "zstd": bytes(cramjam.zstd.compress(bomb)),
    }[coding]
    outcome = read(raw, "text/html", coding, ADDRESS, limit=1_000_000)
    assert isinstance(outcome, Unreadable)
    assert outcome.reason == "too_large"


@pytest.mark.parametrize(
    ("raw", "content_type", "coding", "reason"),
    [
        (b"", "text/html", None, "empty"),
        (b"<html><body><script>var a = 1</script></body></html>", "text/html", None, "empty"),
        (b"%PDF-1.7", "text/html", None, "not_html"),
        (b"{}", "application/json", None, "not_html"),
        (b"<urlset><loc>https://tin.example/</loc></urlset>", "text/xml", None, "not_html"),
        (b"a\0b" * 50, None, None, "not_html"),
        (b"no gzip at all", "text/html", "gzip", "bad_encoding"),
        (b"<p>x</p>", "text/html", "rot13", "bad_encoding"),
        (b"<div>" * 60_000 + b"x", "text/html", None, "too_deep"),
        (b"<div " + b"a=1 " * 60_000 + b">x", "text/html", None, "too_large"),
    ],
)
def test_what_cannot_be_read_says_why(
    raw: bytes, content_type: str | None, coding: str | None, reason: str
) -> None:
    """Bad input gives a reason, never an error, and takes no time that counts."""
    began = time.perf_counter()
    outcome = read(raw, content_type, coding, ADDRESS)
    assert isinstance(outcome, Unreadable)
    assert outcome.reason == reason
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("Thứ Hai, 16/11/2026, 08:30 (GMT+7)", datetime(2026, 11, 16, 8, 30, tzinfo=VIETNAM)),
        ("16/11/2026 08:30", datetime(2026, 11, 16, 8, 30, tzinfo=VIETNAM)),
        ("08:30 | 16/11/2026", datetime(2026, 11, 16, 8, 30, tzinfo=VIETNAM)),
        ("Cập nhật: 16-11-2026 8h05", datetime(2026, 11, 16, 8, 5, tzinfo=VIETNAM)),
        ("22/11/2026 - 09:15 CH", datetime(2026, 11, 22, 21, 15, tzinfo=VIETNAM)),
        ("ngày 9 tháng 2 năm 2021", datetime(2021, 2, 9, tzinfo=VIETNAM)),
    ],
)
def test_a_shown_time_is_read(shown: str, expected: datetime) -> None:
    """The forms that Vietnamese pages show, at +07:00 where no offset is given."""
    (stamp,) = shown_times(shown)
    assert stamp.at == expected
    assert stamp.at.utcoffset() == timedelta(hours=7)


def test_what_is_no_day_is_no_time() -> None:
    """Figures that look like a date but are none give nothing."""
    assert not list(shown_times("30/02/2026; 1/2/3/2026; 10/2/20200; 0.0.2016"))


def test_metadata_keeps_its_own_offset() -> None:
    """An ISO time with an offset keeps it; one without is Vietnamese time."""
    told = metadata_time("2026-11-16T01:30:00Z")
    assert told is not None
    assert told.at == datetime(2026, 11, 16, 8, 30, tzinfo=VIETNAM)
    bare = metadata_time("2026-11-16 08:30")
    assert bare is not None
    assert bare.at == told.at


def test_the_article_own_time_is_read_and_not_that_of_its_source() -> None:
    """The time beside the headline counts; one in a credit line does not."""
    before = "<p>Nguồn: Báo Mỹ Tho, 15/11/2026 20:00</p><p class='date'>16/11/2026 08:30</p>"
    one = page(article(before=before), ADDRESS)
    assert one.published_at == datetime(2026, 11, 16, 8, 30, tzinfo=VIETNAM)
    assert one.published_span is not None
    assert one.words(one.published_span) == "16/11/2026 08:30"


def test_a_false_z_in_metadata_gives_way_to_the_shown_offset() -> None:
    """A visible time with its offset outranks metadata."""
    head = "<meta property='article:published_time' content='2026-11-16T08:30:00Z'>"
    shown = "<p>Thứ Hai, 16/11/2026, 08:30 (GMT+7)</p>"
    one = page(document(article(before=shown), head), ADDRESS)
    assert one.published_at == datetime(2026, 11, 16, 8, 30, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://tin.example/", "home"),
        ("https://tin.example/Default.aspx", "home"),
        ("https://tin.example/bai", "article"),
        ("https://tin.example/?id=5", "article"),
    ],
)
def test_the_kind_of_a_page(address: str, kind: str) -> None:
    """The address tells a home page, the prose an article."""
    assert page(article(), address).kind == kind


def test_a_page_of_links_is_a_listing() -> None:
    """Many links and no prose."""
    links = "".join(f"<li><a href='/b{i}'>Tin tức trong tỉnh số {i}</a></li>" for i in range(20))
    assert page(f"<ul>{links}</ul>", "https://tin.example/tin").kind == "listing"


_NODES = st.recursive(
    st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=12),
    lambda inner: st.builds(
        lambda tag, hidden, parts: f"<{tag}{' hidden' if hidden else ''}>{''.join(parts)}</{tag}>",
        st.sampled_from(["p", "div", "span", "a href='x'", "b", "table", "li", "footer", "h1"]),
        st.booleans(),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.lists(_NODES, max_size=5))
def test_every_place_lies_within_the_text(parts: list[str]) -> None:
    """Whatever the markup, segments ascend, and every range is a range of the text."""
    outcome = read(document("".join(parts) + "x"), None, None, ADDRESS)
    assert isinstance(outcome, Page)
    ends = 0
    for segment in outcome.body.segments:
        assert ends <= segment.start < segment.end <= len(outcome.text)
        assert "\n" not in outcome.text[segment.start : segment.end]
        ends = segment.end
    for place in (*outcome.main, *outcome.credit_area, *outcome.footer, *outcome.hidden):
        assert 0 <= place.start < place.end <= len(outcome.text)
    for link in outcome.links:
        assert outcome.words(link.text) == outcome.words(link.text).strip()


def test_a_large_page_is_read_in_bounded_time() -> None:
    """Four times the page takes about four times as long, not sixteen times."""

    def seconds(paragraphs: int) -> float:
        body = document("".join(f"<p>{PROSE[i % 5]} {i}</p>" for i in range(paragraphs)))
        began = time.process_time()
        assert isinstance(read(body, "text/html", None, ADDRESS), Page)
        return time.process_time() - began

    few, many = (min(seconds(n) for _ in range(3)) for n in (1_000, 4_000))
    assert many < 10 * few
