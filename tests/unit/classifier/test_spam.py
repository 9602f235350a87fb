"""``spam.gambling``: promotion is found however it is written, news about it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_classifier.domain.disguise import is_disguised
from minhbach_classifier.domain.duties.spam_gambling import CODE
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.spam import SpamParameters
from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.domain.text import Folded, composed, plain, squeezed
from minhbach_shared.events import SpamEvidence
from tests.unit.classifier.markup import article, document, home, subject
from tests.unit.classifier.ruling import rule_for

ADDRESS = "https://xatanphu.example/tin"


@pytest.fixture(scope="module")
def parameters() -> SpamParameters:
    """The packaged rule set's own."""
    rule = rule_for("spam.gambling", subject("<p>Tin</p>", site_class="state_portal"))
    assert isinstance(rule.parameters, SpamParameters)
    return rule.parameters


def _judged(body: str, parameters: SpamParameters, title: str = "Tin") -> tuple[Finding, Subject]:
    head = f"<title>{title}</title>"
    one = subject(document(body, head), address=ADDRESS, site_class="state_portal", status=None)
    return CODE.apply(one, parameters), one


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Nổ hũ thần tài</h1><p>Kèo nhà cái hôm nay, soi kèo chuẩn, nạp lần đầu tặng 100%.</p>",
        "<p>Game bai: no hu, ban ca. Nap lan dau nhan 188k. Tai app tai bit.ly/xyz</p>",
        "<p>N/ö h/ü - x.óc đ.ĩa, näp d.ầu nh@n 188K, rút ng.ay bit.ly/46mk</p>",
        "<p>Trang 8xbet: xổ số, tài xỉu, soi cầu XSMB mỗi ngày, vòng cược thấp.</p>",
    ],
    ids=["plain", "without marks", "disguised", "brand"],
)
def test_promotion_is_found_however_it_is_written(body: str, parameters: SpamParameters) -> None:
    """With marks, without them, with signs inside words; each quote is the page's own text."""
    finding, one = _judged(body, parameters)
    assert finding.verdict == "breach"
    assert isinstance(finding.evidence, SpamEvidence)
    assert 1 <= len(finding.evidence.spans) <= 10
    for span in finding.evidence.spans:
        assert one.page.text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "title",
    [
        "98win quy chế nổ hũ thần tàitrực tiếp xổ số miền bắc ngày hômbắn cá trên google",
        "kuwin phap luatnovaland vỡ nợcao đẳng sư phạm tphcm điểm chuẩn",
    ],
)
def test_doorway_titles_that_join_words_are_found(title: str, parameters: SpamParameters) -> None:
    """A page of a hacked site that is made for search engines alone."""
    assert _judged("<p>Nội dung</p>", parameters, title)[0].verdict == "breach"


@pytest.mark.parametrize(
    "label", ["Câu hỏi: {}", "{} | Trả lời | Thích", "Độc giả Lê Văn Tám hỏi ngày 3/4: {}"]
)
def test_a_label_beside_a_message_without_marks_makes_it_no_other(
    label: str, parameters: SpamParameters
) -> None:
    """The site's own words around a box are not the message's."""
    message = "Game bai no hu, nap lan dau nhan 188k, tai app tai bit.ly/xyz"
    body = article(after=f"<p>{label.format(message)}</p>")
    assert _judged(body, parameters)[0].verdict == "breach"


def test_words_alike_without_marks_are_none_beside_marks(parameters: SpamParameters) -> None:
    """A foreign name in a Vietnamese sentence is read with the sentence."""
    text = "Ông Nap Dau và bà No Hu (Lào) đã gặp đoàn đại biểu tỉnh, tặng 100 phần quà."
    assert _judged(f"<p>{text}</p>", parameters)[0].verdict == "pass"


def test_a_headline_does_not_speak_for_the_box_far_below(parameters: SpamParameters) -> None:
    """What strangers write under a report is no part of it."""
    between = "<p>Tin khác trong ngày</p>" * 20
    box = "<p>Chơi bài online tặng 88K, nạp tiền nhận ngay 100K, rút nhanh tại abc88.vip</p>"
    title = "Công an triệt phá đường dây đánh bạc, bắt giữ 12 đối tượng"
    near = article(title=title, before=box)
    far = f"{article(title=title)}{between}<div class='binh-luan'>{box}</div>"
    assert _judged(near, parameters)[0].verdict == "pass"
    assert _judged(far, parameters)[0].verdict == "breach"


def test_hidden_links_are_found_and_told(parameters: SpamParameters) -> None:
    """Links that no reader sees, on an honest page."""
    links = "<a href='/a'>nổ hũ đổi thưởng</a> <a href='/b'>soi kèo nhà cái kuwin</a>"
    finding, _ = _judged(article(after=f"<div style='display:none'>{links}</div>"), parameters)
    assert finding.verdict == "breach"
    assert isinstance(finding.evidence, SpamEvidence)
    assert finding.evidence.hidden


@pytest.mark.parametrize(
    "text",
    [
        "Công an triệt phá đường dây đánh bạc, các bị can dùng Fun88 để nhận nạp tiền cho nhà cái.",
        "Kết quả xổ số miền Bắc hôm nay: XSMB có ba người trúng, jackpot Vietlott vô chủ.",
        "Chính phủ cho phép thí điểm người Việt vào casino ở Phú Quốc, mức thu nhập 10 triệu đồng.",
        "Cử tri phê bình lãnh đạo huyện buông lỏng quản lý, để tài xỉu, xóc đĩa, đá gà kéo dài.",
        "Cô nó hứa sẽ nộp đầu năm, nó hư nên cả nhà cãi nhau, tải án phạt cũ về cho bố mẹ xem.",
        "Nhà mạng tặng 20% giá trị thẻ nạp, khuyến mãi hết ngày 30/11, nhận ngay 5GB.",
    ],
    ids=["crime", "state lottery", "casino law", "criticism", "sounds alike", "telephone"],
)
def test_news_and_criticism_raise_nothing(text: str, parameters: SpamParameters) -> None:
    """News about gambling and crime, the state lottery, criticism and chance likeness."""
    finding, _ = _judged(article(before=f"<p>{text}</p>"), parameters)
    assert finding.verdict == "pass"


WARNING = (
    "<p>Các đối tượng thường nhắn: “Nạp lần đầu tặng 100%, nổ hũ đổi thưởng, link vào nhà cái "
    "8xbet mới nhất”. Người dân tuyệt đối không bấm vào đường dẫn, báo ngay cho công an.</p>"
)


def test_a_warning_may_quote_the_message_that_it_warns_of(parameters: SpamParameters) -> None:
    """What stands in quotation marks in a report is said by somebody else."""
    title = "Cảnh báo tin nhắn dụ dỗ đánh bạc trực tuyến"
    assert _judged(article(before=WARNING), parameters, title)[0].verdict == "pass"


@pytest.mark.parametrize(
    "text",
    [
        "“Nạp lần đầu tặng 100%, nổ hũ đổi thưởng, link vào nhà cái 8xbet mới nhất”.",
        "Nạp lần đầu tặng 100%, nổ hũ đổi thưởng, link vào nhà cái 8xbet, soi kèo “chuẩn nhất”.",
    ],
    ids=["nobody warns", "not in the quotation"],
)
def test_quotation_marks_alone_hide_no_promotion(text: str, parameters: SpamParameters) -> None:
    """It is the report around them that tells whose words they are."""
    assert _judged(f"<p>{text}</p>", parameters)[0].verdict == "breach"


def test_a_hidden_block_is_no_warning(parameters: SpamParameters) -> None:
    """Nobody is warned by what no reader sees."""
    hidden = f"<div style='display:none'>{WARNING}</div>"
    assert _judged(article(after=hidden), parameters)[0].verdict == "breach"


def test_weak_words_never_suffice(parameters: SpamParameters) -> None:
    """Not even all of them at once."""
    text = ", ".join(parameters.promotions[0].terms.own.words["weak"])
    assert _judged(f"<p>{text}</p>", parameters)[0].verdict == "pass"


def test_the_same_promotion_is_the_same_fault_wherever_it_stands(
    parameters: SpamParameters,
) -> None:
    """The digest of what was found does not know offsets."""
    words = "<p>Kèo nhà cái, soi kèo, nổ hũ, nạp lần đầu tặng 100%.</p>"
    one, other = _judged(words, parameters)[0], _judged(f"<p>Xin chào</p>{words}", parameters)[0]
    assert one.found_digest == other.found_digest != ""


def test_phones_in_quotes_are_masked(parameters: SpamParameters) -> None:
    """A quote never carries a phone number."""
    finding, _ = _judged("<p>Soi kèo, nổ hũ, vòng cược thấp, gọi 0912 345 678</p>", parameters)
    assert isinstance(finding.evidence, SpamEvidence)
    assert "0912" not in finding.evidence.model_dump_json()


def test_an_honest_home_page_passes(parameters: SpamParameters) -> None:
    """Nothing on it, nothing said."""
    assert CODE.apply(subject(home()), parameters).verdict == "pass"


@given(st.text(max_size=60))
def test_folding_maps_back_to_the_page(text: str) -> None:
    """Every folded letter knows its place; places ascend and lie within the text."""
    for folded in (plain(text), squeezed(text), composed(text)):
        assert isinstance(folded, Folded)
        assert len(folded.text) == len(folded.starts) == len(folded.ends)
        assert all(0 <= s < e <= len(text) for s, e in zip(folded.starts, folded.ends, strict=True))
        assert list(folded.starts) == sorted(folded.starts)


def test_both_spellings_of_a_word_compose_alike() -> None:
    """Decomposed letters and zero-width characters change nothing but the map."""
    folded = composed("n\u006f\u0302\u0309 hu\u0303\u200b!")
    assert folded.text == "nổ hũ!"
    assert folded.place(0, 5) == (0, 8)


def test_a_person_told_by_initials_disguises_nothing(parameters: SpamParameters) -> None:
    """``bà V.T.B.B`` in news of a crime is no word whose letters stand apart."""
    told = (
        "<p>Nửa bán chiếc xe gắn máy lấy 1,3 triệu đồng. Còn cháu C thì thông qua sự giới thiệu "
        "của bà V.T.B.B (SN 1977, là chủ 1 quán ăn ở huyện Bình Chánh) bán cho vợ chồng ông "
        "Nguyễn Văn T lấy 3 triệu đồng.</p>"
    )
    assert _judged(told, parameters)[0].verdict == "pass"
    assert is_disguised("N ổ h ũ đổi thưởng")
    assert not is_disguised("bà V.T.B.B (SN 1977) và ông N.V.T.H kể lại")
