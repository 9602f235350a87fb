"""The ``spam`` duties beside gambling: promotion is found, what reports or warns of it is not."""

import os
import subprocess
import sys
from html import escape
from typing import Final

import pytest

from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.rule_text import parse_terms
from minhbach_classifier.domain.rules import RuleSetRefused
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import SpamEvidence
from minhbach_shared.vocabulary import Duty, SiteClass
from tests.unit.classifier.markup import article, document, subject
from tests.unit.classifier.ruling import finding, packaged
from tests.unit.classifier.spam_samples import honest, promotions

CONTENTS: Final[tuple[Duty, ...]] = (
    "spam.gambling",
    "spam.adult",
    "spam.scam",
    "spam.prohibited_goods",
    "spam.malware",
)
FAKE_BANK: Final = (
    "Vietinbank thong bao: tai khoan cua quy khach da bi khoa. Dang nhap https://vietinbank-vn.cc "
    "de xac thuc ngay hom nay."
)


def _page(
    text: str,
    *,
    hidden: bool = False,
    site_class: SiteClass = "aggregator",
    linked: bool | None = None,
) -> Subject:
    style = " style='display:none'" if hidden else ""
    body = article(after=f"<div{style}><p>{escape(text)}</p></div>")
    return subject(document(body), site_class=site_class, status=None, linked_from_home=linked)


def _breaches(one: Subject) -> set[Duty]:
    return {duty for duty in CONTENTS if finding(duty, one).verdict == "breach"}


@pytest.mark.parametrize(("duty", "text"), promotions())
def test_promotion_is_a_breach_of_its_duty(duty: Duty, text: str) -> None:
    """One paragraph below an honest article is found, however it is written."""
    assert duty in _breaches(_page(text))


@pytest.mark.parametrize("text", honest())
def test_who_reports_warns_or_trades_honestly_passes(text: str) -> None:
    """No duty of the family, as a paragraph and as a headline of its own."""
    assert _breaches(_page(text)) == set()
    assert _breaches(subject(document(article(title=escape(text))))) == set()


def test_the_evidence_quotes_the_page() -> None:
    """Telling words first, each as it stands, none twice."""
    one = _page(FAKE_BANK)
    found = finding("spam.scam", one)
    assert isinstance(found.evidence, SpamEvidence)
    quotes = [span.text for span in found.evidence.spans]
    assert all(one.page.text[s.start : s.end] == s.text for s in found.evidence.spans)
    assert len(set(quotes)) == len(quotes)
    assert "da bi khoa" in " ".join(quotes)
    assert "mạo danh" in found.reason


def test_a_sites_own_telephone_sells_nothing() -> None:
    """Words of news above the foot are not offered at the number in it."""
    teaser = "<p>Cô gái xinh Thanh Hóa đi bộ vì môi trường, nhiều bạn trẻ đẹp cùng tham gia.</p>"
    foot = (
        "<p>Cơ quan chủ quản: Hội Nhà báo tỉnh Tiền Giang</p>"
        "<p>Người chịu trách nhiệm: Nguyễn Văn Bảy</p><p>Hotline: 0912 822 730</p>"
    )
    page = document(f"{article()}{teaser}<footer>{foot}</footer>")
    assert "spam.adult" not in _breaches(subject(page))
    sold = document(f"{article()}{teaser.replace('</p>', ' Hotline: 0912 822 730</p>')}")
    assert "spam.adult" in _breaches(subject(sold))


def test_a_headline_that_warns_speaks_for_its_page() -> None:
    """The message that a warning quotes is no scam, under another headline it is."""
    quoted = f"<p>{FAKE_BANK}</p>"
    warning = document(article(title="Công an cảnh báo tin nhắn giả mạo ngân hàng", after=quoted))
    other = document(article(title="Tin ngân hàng hôm nay", after=quoted))
    assert finding("spam.scam", subject(warning)).verdict == "pass"
    assert finding("spam.scam", subject(other)).verdict == "breach"


def _injected(one: Subject) -> Finding:
    return finding("spam.injected", one)


@pytest.mark.parametrize("site_class", ["aggregator", "state_portal"])
def test_hidden_promotion_is_injected_beside_its_own_duty(site_class: SiteClass) -> None:
    """The content's duty is said in either case."""
    one = _page(FAKE_BANK, hidden=True, site_class=site_class)
    found = _injected(one)
    assert _breaches(one) == {"spam.scam"}
    assert found.verdict == "breach"
    assert isinstance(found.evidence, SpamEvidence)
    assert found.evidence.hidden


def test_promotion_on_a_page_that_home_does_not_link_is_injected() -> None:
    """A page that only a search engine knows was put there by strangers."""
    assert _injected(_page(FAKE_BANK, linked=False)).verdict == "breach"
    assert _injected(_page(FAKE_BANK, linked=True)).verdict == "pass"


def test_a_state_page_that_is_itself_a_promotion_is_injected() -> None:
    """A doorway on a state portal is plainly not its own; a paragraph may be a reader's."""
    title = "kuwin nổ hũ đổi thưởngxổ số miền bắc"
    doorway = subject(
        document("<p>Nội dung</p>", f"<title>{title}</title>"),
        address="https://xa.example/390159",
        site_class="state_portal",
        status=None,
    )
    assert _injected(doorway).verdict == "breach"
    assert _injected(_page(FAKE_BANK, site_class="state_portal")).verdict == "inconclusive"


def test_a_foreign_promotion_on_a_state_page_is_injected() -> None:
    """A Chinese or Thai gambling house's lines are no state body's."""
    foreign = _page("澳门百家乐 老虎机 博彩平台 注册送88元", site_class="state_portal")
    assert _injected(foreign).verdict == "breach"


def test_nothing_is_injected_into_an_honest_page() -> None:
    """No content, no injection, linked or not."""
    assert _injected(_page("Xã tổ chức hội thao mừng ngày 20/11.", linked=False)).verdict == "pass"


@pytest.mark.parametrize(
    ("duty", "clause"),
    [
        ("spam.gambling", "Thông tư 24/2014/TT-BTTTT, Điều 3 khoản 2 và khoản 3"),
        ("spam.adult", "Điều 5 khoản 1 điểm b (đồi trụy, tệ nạn xã hội)"),
        ("spam.scam", "khi mạo danh tổ chức: Điều 5 khoản 1 điểm e"),
        ("spam.prohibited_goods", "Điều 5 khoản 1 điểm đ"),
        ("spam.malware", "Điều 5 khoản 5"),
        ("spam.injected", "Điều 5 khoản 5"),
    ],
)
def test_each_cites_its_clause(duty: Duty, clause: str) -> None:
    """Decree 72/2013, for both classes; carried over unverified from 2024-12-25."""
    entries = [entry for one in packaged().sets for entry in one.duties if entry.id == duty]
    assert [set(entry.site_classes) for entry in entries] == [{"aggregator", "state_portal"}]
    old, new = entries[0].law
    assert (old.verified, new.verified) == (True, False)
    assert all(" ".join(clause.split()) in law.citation for law in (old, new))


def test_a_list_of_unknown_words_does_not_load() -> None:
    """The kinds of words are closed: none of them could tell an opinion (safeguard 2)."""
    text = "name: x_list\nversion: 1\nwords:\n  politics: [đảng]\n"
    with pytest.raises(RuleSetRefused, match=r"x\.yaml, line 4: words"):
        parse_terms(text, "x.yaml")


def test_a_recipe_of_unknown_kinds_does_not_load() -> None:
    """A misspelt kind would never be met; it is named with its line."""
    text = "name: x_list\nversion: 1\nwords:\n  strong: [nổ hũ]\npromotes:\n  - {stong: 1}\n"
    with pytest.raises(RuleSetRefused, match=r"line 6: promotes\[0\].*no such kind.*stong"):
        parse_terms(text, "x.yaml")


_SAID = """
from tests.unit.classifier.markup import article, document, subject
from tests.unit.classifier.ruling import finding
from tests.unit.classifier.spam_samples import promotions
for duty, text in promotions()[::9]:
    print(finding(duty, subject(document(article(after=f"<p>{text}</p>")))))
"""


def test_findings_do_not_depend_on_the_hash_seed() -> None:
    """Spans, confidence and digest are the same in every process."""
    said = [
        subprocess.run(
            [sys.executable, "-c", _SAID],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1] != b""
