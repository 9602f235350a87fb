"""Decomposed letters and zero-width characters: read as any page, quoted as they stand."""

import unicodedata

import pytest

from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Range
from minhbach_shared.events import LicenceEvidence
from tests.unit.classifier.markup import article, document, home, page, subject
from tests.unit.classifier.ruling import finding


def _decomposed(markup: bytes) -> bytes:
    return unicodedata.normalize("NFD", markup.decode()).encode()


def test_a_decomposed_home_page_shows_all_that_a_composed_one_shows() -> None:
    """How letters are spelt is no lack."""
    judged = subject(_decomposed(home()))
    assert finding("disclosure.home_page", judged).verdict == "pass"


def test_a_quote_of_a_decomposed_page_is_its_own_characters() -> None:
    """The evidence's words and place are those of the capture, not of what was compared."""
    waiting = "<p>Website đang hoạt động thử nghiệm chờ xin giấy phép của Sở TTTT.</p>"
    evidence = finding("licence.held", subject(_decomposed(home(waiting)))).evidence
    assert isinstance(evidence, LicenceEvidence)
    assert evidence.span is not None
    assert unicodedata.normalize("NFD", "chờ xin giấy phép") in evidence.span.text


@pytest.mark.parametrize("phone", ["0912 345 678", "0912\u200b 345 678", "09\u200b12 345 678"])
def test_a_phone_is_masked_however_it_is_written(phone: str) -> None:
    """A character that nobody sees does not let a number through."""
    judged = subject(document(f"<p>Gọi ngay số {phone} để được giúp đỡ</p>"))
    start = judged.page.text.index("Gọi")
    shown = quoted(judged, judged.page, Range(start, len(judged.page.text))).text
    assert "345" not in shown
    assert "Gọi ngay số" in shown


def test_a_decomposed_article_has_its_time_and_text() -> None:
    """What stands beside the headline is read in every spelling."""
    plain = article(before="<p class='ngay'>Thứ hai, ngày 16 tháng 11 năm 2026, 08 giờ 30</p>")
    one, other = page(document(plain)), page(_decomposed(document(plain)))
    assert one.published_at is not None
    assert other.published_at == one.published_at
    assert other.main_text == one.main_text
