"""The demo province on paper: its pages, its register, and what is expected of it."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_local.province import folder, spelling
from minhbach_local.province.articles import VIETNAM, Article, read_articles
from minhbach_local.province.errors import FolderUnreadable
from minhbach_local.province.pages import Page
from minhbach_local.province.profiles import COLUMNS, KEYS, Licence, read_profiles
from minhbach_local.province.province import Printed, print_province, register_text
from minhbach_local.province.serving import SiteAnswers

_STARTED = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
_TODAY = _STARTED.astimezone(VIETNAM).date()
_ADDRESSES = {key: f"http://127.0.0.1:{32_001 + n}/" for n, key in enumerate(KEYS)}
# Of DOMAIN's strong terms, without marks: no honest page of the province may hold one.
_STRONG = re.compile(
    r"keo nha cai|soi keo|soi cau|no hu\b|xsmb|ty le keo|vong cuoc|nap lan dau|link vao|tai app"
    r"|quay hu\b|kuwin|98win|go88|sunwin|8xbet|w88|188bet"
)
_SYLLABLE = re.compile(r"[\w\u0300-\u036f]+")
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


@pytest.fixture(scope="module")
def printed() -> Printed:
    """The province as it is printed at one fixed time."""
    return print_province(_ADDRESSES, _STARTED)


@pytest.fixture(scope="module")
def articles() -> dict[str, tuple[Article, ...]]:
    """The articles of all sites at that time."""
    names = {key: profile.name for key, profile in read_profiles().items()}
    return read_articles(names, _TODAY)


def _html(page: Page) -> str:
    return page.body.decode("utf-8" if "utf-8" in page.content_type else "cp1258")


def _found(articles: dict[str, tuple[Article, ...]], key: str, slug: str) -> Article:
    return next(article for article in articles[key] if article.slug == slug)


def _plain(text: str) -> str:
    """What an honest copy may differ in, taken away."""
    text = unicodedata.normalize("NFC", text).replace("\u200b", "").replace("\u00a0", " ")
    text = re.sub("[“”]", '"', text).replace("–", "-").replace("…", "...")
    return _SYLLABLE.sub(_tone_last, unicodedata.normalize("NFD", text.casefold()))


def _tone_last(syllable: re.Match[str]) -> str:
    return _TONE.sub("", syllable.group()) + "".join(_TONE.findall(syllable.group()))


def _unmarked(text: str) -> str:
    kept = (mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    return "".join(kept).replace("đ", "d").replace("Đ", "D").casefold()


def _copies(articles: dict[str, tuple[Article, ...]]) -> Iterator[tuple[str, Article, Article]]:
    for key, some in articles.items():
        for article in some:
            if article.source:
                yield key, article, _found(articles, *article.source)


def test_the_register_has_the_columns_that_the_interface_names(printed: Printed) -> None:
    """Twelve rows, sixteen columns, three kinds of site."""
    rows = list(csv.DictReader(io.StringIO(register_text(printed.sites))))
    assert [tuple(row) for row in rows] == [COLUMNS] * 12
    assert [row["address"] for row in rows] == list(_ADDRESSES.values())
    assert [row["class"] for row in rows].count("reference") == 2
    assert [row["class"] for row in rows].count("state_portal") == 2
    assert rows[3]["status"] == "unlicensed"
    assert rows[3]["licence_number"] == ""


def test_the_same_start_prints_the_same_pages(printed: Printed) -> None:
    """Nothing but addresses and start decides about a page."""
    assert print_province(_ADDRESSES, _STARTED) == printed


def test_another_start_moves_every_date(printed: Printed) -> None:
    """A province that starts a week later shows articles that are a week younger."""
    later = print_province(_ADDRESSES, _STARTED + timedelta(days=7))
    path = "/bai-viet/nuoc-sach-kinh-ba-tam"
    assert "08:30 18/11/2026" in _html(printed.pages["dat-go"][path])
    assert "08:30 25/11/2026" in _html(later.pages["dat-go"][path])


def test_expected_cases_are_these_seven(printed: Printed) -> None:
    """Six sites deserve cases, one of them two."""
    key_of = {address: key for key, address in _ADDRESSES.items()}
    assert {(key_of[e.site_address], e.kind, *sorted(e.duties)) for e in printed.expected} == {
        ("ben-xua", "disclosure", "disclosure.home_page"),
        ("cau-sat", "licence", "licence.valid"),
        ("cho-noi", "licence", "licence.held"),
        ("cho-noi", "disclosure", "disclosure.home_page"),
        ("kinh-xang", "unsourced_aggregation", "source.credited"),
        ("phu-sa", "press_like_editing", "source.verbatim"),
        ("rach-vet", "harmful_content", "spam.gambling", "spam.injected"),
    }
    assert len(printed.expected) == 7


@pytest.mark.parametrize("key", KEYS)
def test_every_site_is_small_and_has_robots(printed: Printed, key: str) -> None:
    """A polite crawler is done with any site in seconds."""
    pages = printed.pages[key]
    html = [page for page in pages.values() if page.content_type.startswith("text/html")]
    assert 8 <= len(html) <= 16
    assert "/robots.txt" in pages


@pytest.mark.parametrize("key", KEYS)
def test_links_of_a_site_lead_to_its_pages(printed: Printed, key: str) -> None:
    """No menu, listing, sitemap or feed names an address that is not there."""
    pages = printed.pages[key]
    for path, page in pages.items():
        if page.status != 200 or page.content_type == "image/png" or len(page.body) > 1_000_000:
            continue
        text = _html(page)
        local = set(re.findall(r'(?:href|src)="(/[^"]*)"', text))
        local |= {
            "/" + rest for rest in re.findall(rf"{re.escape(_ADDRESSES[key])}([^<\s]*)", text)
        }
        strangers = local - set(pages) - {"/tim-kiem?q=", "/App_Themes/Default/style.css"}
        assert not strangers, path


@pytest.mark.parametrize("key", [key for key in KEYS if key not in {"ben-xua", "cho-noi"}])
def test_a_complete_home_page_shows_what_the_register_says(printed: Printed, key: str) -> None:
    """Organisation, address, person, mail, phone and licence stand on the page as registered."""
    home = unicodedata.normalize("NFC", _html(printed.pages[key]["/"]))
    row = next(site.row for site in printed.sites if site.key == key)
    fields = ("organisation", "governing_body", "responsible_person", "contact_address")
    more = ("email", "phone", "licence_number", "licence_authority")
    missing = [f for f in (*fields, *more) if row[f].casefold() not in home.casefold()]
    assert not missing


def test_the_incomplete_home_page_lacks_exactly_three_fields(printed: Printed) -> None:
    """No responsible person, telephone or e-mail; the other six are there."""
    home = _html(printed.pages["ben-xua"]["/"])
    row = next(site.row for site in printed.sites if site.key == "ben-xua")
    assert not re.search(r"chịu trách nhiệm|điện thoại|@", home, re.IGNORECASE)
    assert all(row[field] not in home for field in ("responsible_person", "phone", "email"))
    for field in ("organisation", "governing_body", "contact_address", "licence_number"):
        assert row[field] in home


def test_the_unfilled_licence_line_holds_no_number_and_no_date(printed: Printed) -> None:
    """The template was never filled in, and the page itself says that it waits for a licence."""
    home = _html(printed.pages["cho-noi"]["/"])
    assert "Giấy phép số: …/GP-STTTT ngày …/…/20…" in home
    assert "chờ xin giấy phép" in home
    assert not re.search(r"\d+\s*/\s*GP", home)


def test_only_the_expired_licence_is_past_its_date(printed: Printed) -> None:
    """Every other licence of the province is in force on the first day."""
    expired = [
        site.key
        for site in printed.sites
        if site.row["licence_expires_on"]
        and date.fromisoformat(site.row["licence_expires_on"]) < _TODAY
    ]
    assert expired == ["cau-sat"]


def test_a_licence_of_a_leap_day_ends_on_a_day_that_exists() -> None:
    """29 February plus ten years is 28 February."""
    licence = Licence(issued_days_before=0, years=10)
    assert licence.expires_on(date(2024, 2, 29)) == date(2034, 2, 28)
    assert licence.expires_on(date(2024, 7, 31)) == date(2034, 7, 31)


def test_copies_appear_hours_after_their_sources(articles: dict[str, tuple[Article, ...]]) -> None:
    """At least two hours later than the source, and before the province begins."""
    copies = list(_copies(articles))
    assert len(copies) >= 18
    for key, copy, source in copies:
        assert copy.published - source.published >= timedelta(hours=2), (key, copy.slug)
        assert copy.published < _STARTED


def test_honest_copies_are_their_sources_and_one_copy_is_not(
    articles: dict[str, tuple[Article, ...]],
) -> None:
    """After normalising, every copy is a contiguous part of its source, but for the altered one."""
    altered = []
    for key, copy, source in _copies(articles):
        whole = _plain("\n".join(source.paragraphs))
        same = _plain("\n".join(copy.paragraphs)) in whole
        if not (same and _plain(copy.title) == _plain(source.title)):
            altered.append((key, copy.slug))
    assert altered == [("phu-sa", "lua-thu-dong-duoc-mua")]


def test_the_altered_text_changes_figures_and_adds_a_sentence(
    articles: dict[str, tuple[Article, ...]],
) -> None:
    """All three figures are others, and the invented sentence stands in no source."""
    copy = _found(articles, "phu-sa", "lua-thu-dong-duoc-mua")
    source = _found(articles, "song-tien", "lua-thu-dong-gio-cat")
    text = "\n".join((copy.title, *copy.paragraphs))
    assert [text.count(f) for f in ("8,6 tấn", "9.400 đồng", "41 triệu")] == [2, 1, 1]
    assert [text.count(f) for f in ("6,8 tấn", "7.400 đồng", "21 triệu")] == [0, 0, 0]
    assert "Nhiều doanh nghiệp xuất khẩu" in text
    assert "Nhiều doanh nghiệp xuất khẩu" not in "\n".join(source.paragraphs)


def test_the_three_credits_are_full_partial_and_none(printed: Printed) -> None:
    """Name with time, name alone, and a page whose text names no source outside its picture."""
    pages = printed.pages["kinh-xang"]
    full = _html(pages["/bai-viet/ghe-sach-cu-lao"])
    partial = _html(pages["/bai-viet/cau-rach-ong-ca-thong-xe"])
    none = _html(pages["/bai-viet/lang-chieu-song-lai"])
    assert ">Theo Báo Sông Tiền, 13:30 20/11/2026<" in full
    assert ">Theo Báo Sông Tiền<" in partial
    assert re.findall(r">([^<]*Miền Gò[^<]*)<", none) == [
        "Chiếu phơi trước sân. Nguồn ảnh: Nhật báo Miền Gò"
    ]


def test_the_wire_story_stands_on_both_papers_and_is_credited_to_the_second(
    articles: dict[str, tuple[Article, ...]],
) -> None:
    """The same words on 11 and 12; the copy names 12 with 12's time."""
    first = _found(articles, "song-tien", "bao-so-7-doi-huong")
    second = _found(articles, "mien-go", "bao-so-7-doi-huong")
    copy = _found(articles, "dat-go", "bao-doi-huong-dung-lenh-cam-tau")
    assert (first.title, first.paragraphs) == (second.title, second.paragraphs)
    assert copy.paragraphs == second.paragraphs
    assert copy.credit == "Theo Nhật báo Miền Gò, 06:10 19/11/2026"


def test_sources_are_of_newspaper_length(articles: dict[str, tuple[Article, ...]]) -> None:
    """A source has 250 to 500 syllables, so that matching has something to work on."""
    for article in (*articles["song-tien"], *articles["mien-go"]):
        assert 250 <= len(" ".join(article.paragraphs).split()) <= 500, article.slug


def test_injected_pages_stand_in_the_sitemap_alone(printed: Printed) -> None:
    """Neither the home page nor a listing names them; one article hides links to them."""
    pages = printed.pages["rach-vet"]
    injected = [path for path in pages if path.startswith("/documents/")]
    assert len(injected) == 3
    naming = {path for path, page in pages.items() if injected[0].encode() in page.body}
    assert naming == {"/sitemap.xml", "/web/cong-thong-tin/-/tiep-nhan-phan-anh-duong-ap"}
    assert all(_STRONG.search(_unmarked(_html(pages[path]))) for path in injected)


def test_no_honest_page_holds_a_strong_gambling_term(printed: Printed) -> None:
    """Only the hacked portal does, so that its case is the only one of its kind."""
    flagged = {
        key
        for key, pages in printed.pages.items()
        for page in pages.values()
        if len(page.body) < 1_000_000
        and page.content_type != "image/png"
        and _STRONG.search(_unmarked(_html(page)))
    }
    assert flagged == {"rach-vet"}


def test_honest_news_does_hold_weak_terms(printed: Printed) -> None:
    """The news of the gambling ring is a trap only if it speaks of gambling."""
    news = _html(printed.pages["lang-moi"]["/bai-viet/triet-pha-duong-day-ca-do"])
    assert all(term in news for term in ("cá độ", "nhà cái", "tài xỉu", "xóc đĩa", "casino"))


def test_one_site_is_in_normal_form_d(printed: Printed) -> None:
    """Pages of the ward's portal are decomposed, its neighbour's composed."""
    decomposed, composed = (_html(printed.pages[key]["/"]) for key in ("ben-go", "rach-vet"))
    assert unicodedata.is_normalized("NFD", decomposed)
    assert unicodedata.is_normalized("NFC", composed)


def test_the_windows_1258_page_reads_back_as_its_source(
    printed: Printed, articles: dict[str, tuple[Article, ...]]
) -> None:
    """Decoded by the charset that it names, and composed, it is the source's text."""
    old = [page for page in printed.pages["cau-sat"].values() if page.content_type == "text/html"]
    text = unicodedata.normalize("NFC", old[0].body.decode("cp1258"))
    source = _found(articles, "song-tien", "cho-ca-dem-phu-nhon")
    assert len(old) == 1
    assert "charset=windows-1258" in text
    assert source.paragraphs[1] in text


@given(st.text("aăâeêioôơuưyđAĂÂĐàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịờởỡớợừửữứựỳỷỹýỵ .,"))
def test_windows_1258_keeps_every_vietnamese_letter(text: str) -> None:
    """Encoding splits tones off, and composing brings each letter back."""
    assert unicodedata.normalize("NFC", spelling.windows_1258(text).decode("cp1258")) == text


@given(st.text("bchngqtuoaeyòóỏõọùúủũụ \n"))
def test_moving_tones_keeps_letters_and_tones(text: str) -> None:
    """Only the place of a tone changes: unmarked letters and the tones themselves stay."""
    moved = spelling.tones_moved(text)
    assert _unmarked(moved) == _unmarked(text)
    assert sorted(unicodedata.normalize("NFD", moved)) == sorted(unicodedata.normalize("NFD", text))


def test_tones_move_on_open_pairs_only() -> None:
    """hòa and thủy move, quý and hoàn have one right place, every second one is left."""
    assert spelling.tones_moved("hòa quý hoàn thủy tòa") == "hoà quý hoàn thủy toà"


def test_a_flaky_site_fails_every_first_time(printed: Printed) -> None:
    """503, then the page, then 503 again; robots.txt always answers."""
    answers = SiteAnswers(printed.pages["goc-vuon"], flaky=True)
    assert [answers.answer("/").status for _ in range(4)] == [503, 200, 503, 200]
    assert [answers.answer("/robots.txt").status for _ in range(2)] == [200, 200]
    assert [answers.answer("/chuyen-trang/hoi-cho-trai-cay.html").status for _ in range(4)] == [
        503
    ] * 4
    assert answers.answer("/khong-co").status == 404


def test_bad_addresses_are_bad_as_stated(printed: Printed) -> None:
    """An empty page, one over 5 MB, one that hangs, two that redirect to each other."""
    pages = printed.pages["goc-vuon"]
    first, second = "/chuyen-trang/cam-nang.html", "/chuyen-trang/cam-nang-moi.html"
    assert pages["/chuyen-trang/dang-cap-nhat.html"] == Page()
    assert len(pages["/tai-lieu/phu-luc-giong-cay.html"].body) > 5_000_000
    assert pages["/chuyen-trang/vuon-lan.html"].hangs
    assert (pages[first].location, pages[second].location) == (second, first)


def test_a_folder_remembers_the_first_start(tmp_path: Path) -> None:
    """What was written is read back, whatever time the second run brings."""
    assert folder.recall(tmp_path, _STARTED) == folder.Memory(_STARTED)
    folder.remember(tmp_path, folder.Memory(_STARTED, {"dat-go": 32_001}))
    again = folder.recall(tmp_path, _STARTED + timedelta(days=3))
    assert again == folder.Memory(_STARTED, {"dat-go": 32_001})


@pytest.mark.parametrize("text", ["", "{}", '{"started_at": "hôm qua", "ports": {}}'])
def test_a_damaged_memory_is_named_with_what_to_do(tmp_path: Path, text: str) -> None:
    """The file, and that `make clean` begins afresh."""
    (tmp_path / "memory.json").write_text(text, encoding="utf-8")
    with pytest.raises(FolderUnreadable, match=r"memory\.json.*make clean"):
        folder.recall(tmp_path, _STARTED)
