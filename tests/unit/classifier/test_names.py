"""What is asked of a whole text before its pieces: never less than what a piece would say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_classifier.domain.sources.credit_lines import may_credit, read_credit_line
from minhbach_classifier.domain.sources.credits import read_credits
from minhbach_classifier.domain.sources.names import forms_of, may_name, names_site
from minhbach_shared.events import SiteVersion
from tests.unit.classifier.copying import MIEN_GO, SONG_TIEN, SOURCE, page, record

SITES = (
    SONG_TIEN,
    MIEN_GO,
    record("Đời sống & Pháp luật", "https://www.doisong.example.vn/", "reference"),
    record("Báo điện tử VnExpress", "https://vnexpress.example:8080/", "reference"),
    record("Thông tấn xã Việt Nam", "https://ttx.example/", "reference", organisation="TTXVN"),
    record("Phụ nữ Việt Nam online", "https://pnvn.example/", "reference"),
    record("Tin+ 24", "https://10.0.0.1/", "reference"),
    record("Вести", "https://vesti.example/", "reference"),
)
FORMS = sorted({form for site in SITES for form in forms_of(site)})
WRITINGS = (
    *(site.name for site in SITES),
    *(site.address for site in SITES),
    *FORMS,
    *(form.upper() for form in FORMS),
    *("Báo", "tạp chí", "Kênh", "www.", "https://", ".vn", "online", "điện tử", "VTV1", "VOV-"),
    *("vne", "ttxvn", "&", "và", "+", "plus", "Hoàng Trọng", "Ngọc Minh", ".", ":", '"', "(", "/"),
    *("\u0130", "\ufb01", "\u212a", "K\u0301", "\n", "\u00a0"),
)
WORDS = st.lists(st.sampled_from(WRITINGS) | st.text(max_size=4), max_size=3)
NAMES = st.builds(str.join, st.sampled_from(("", " ", "  ", "\n")), WORDS)
LEADS = st.sampled_from(
    (
        "Theo ",
        "NGUỒN:",
        "Nguồn tin: ",
        "bản gốc tại ",
        "L\u0131nk bài: ",
        "LIN\u212a nguồn: ",
        "(",
        "",
    )
)


@given(NAMES, NAMES, st.sampled_from(SITES))
def test_a_text_may_name_what_its_pieces_name(name: str, beside: str, site: SiteVersion) -> None:
    """Whatever names the site within a text, of the text it is not ruled out."""
    if names_site(name, site):
        assert may_name(f"{beside}\n{name} {beside}", site)


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("songtien.example", SONG_TIEN),
        ("NHẬT BÁO MIỀN GÒ", MIEN_GO),
        ("ĐS&PL", SITES[2]),
        ("VNE", SITES[3]),
        ("Thông tấn xã Việt Nam Hoàng Trọng", SITES[4]),
        ("Phụ nữ Việt Nam", SITES[5]),
        ("Tin+ 24", SITES[6]),
        ("Вести", SITES[7]),
    ],
)
def test_names_are_met_in_a_text(name: str, site: SiteVersion) -> None:
    """Each way to name a site, and another text that does not name it."""
    assert names_site(name, site)
    assert may_name(f"10:00 16/11/2026 | {name}", site)
    assert not may_name("Cầu Rạch Ông Cả", SONG_TIEN)


@given(LEADS, NAMES, LEADS)
def test_a_line_with_a_credit_may_credit(lead: str, name: str, again: str) -> None:
    """Whatever is read as a credit, of its line it is not ruled out."""
    line = f"{lead}{name} {again}{name}"
    if read_credit_line(line):
        assert may_credit(line)


def test_a_pages_credits_are_its_own() -> None:
    """They are kept while a page is at hand, and another page's are not taken for them."""
    one, other = page(*SOURCE, credit=["Theo Báo Sông Tiền"]), page(*SOURCE, credit=["Theo VOV"])
    found = [read_credits(p)[0].name for p in (one, other, one)]
    assert found == ["Báo Sông Tiền", "VOV", "Báo Sông Tiền"]
    assert read_credits(one) is read_credits(one)
