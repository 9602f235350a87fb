"""``spam.gambling`` on short texts of many kinds, each on a page that is honest otherwise."""

from html import escape
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_classifier.domain import disguise
from minhbach_classifier.domain.disguise import is_disguised
from minhbach_classifier.domain.duties.spam_gambling import CODE
from minhbach_classifier.domain.lexicon import lexicon, outermost
from minhbach_classifier.domain.model import Finding, Range
from minhbach_classifier.domain.signs import beside, hosts, links, lookalikes
from minhbach_classifier.domain.spam import SpamParameters
from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.domain.terms import Lookalike
from minhbach_classifier.domain.text import collapsed, squeezed, unmarked
from minhbach_shared.events import SpamEvidence
from tests.unit.classifier.markup import article, document, subject
from tests.unit.classifier.ruling import rule_for

PROMOTIONS: Final[dict[str, str]] = {
    "new member bonus": "NHÀ CÁI BK8: đăng ký tài khoản nhận ngay 100K, nạp lần đầu thưởng 150%.",
    "link blocked": "Link vào M88 mới nhất không bị chặn, tỷ lệ kèo cập nhật từng phút.",
    "unmarked message": "Tang 88k cho thanh vien moi, nap dau x2, rut tien 3 phut. DK: bit.ly/3kA9",
    "dotted message": "N.ạp đ.ầu t.ặng 1.00%, n.ổ h.ũ l.iền tay, x.óc đ.ĩa. Vào: cutt.ly/Ab12",
    "digits for letters": "N4p d4u nh4n 188K, t4i x1u, xoc d1a, r.ut ng.ay. DK t.ly/Kq2",
    "foreign marks": "Näp dåu tång 58K, nö hü bån cå, rüt tiën nhänh. Vaö bit.ly/9xYz",
    "spaced letters": "n ổ h ũ thưởng 888K, b ắ n c á, vào ngay choi88.vip nhận code tân thủ",
    "number domain": (
        "Kim Sa tặng 68K khi đăng ký tại ks6688.com, có baccarat, chọi gà, xổ số. "
        "Liên hệ CSKH để nhận ngay, rút tiền trong 3 phút."
    ),
    "card game app": "Tải game bài đổi thưởng uy tín, tặng code 50K, nạp rút nhanh qua ví điện tử.",
    "dice tool": "Tool tài xỉu md5 chuẩn 98%, dự đoán tài xỉu miễn phí, vào nhóm lấy link.",
    "cock fight": "Đá gà trực tuyến thomo hôm nay, cược hoàn trả 1,5%, nạp tiền nhận ngay 200K.",
    "odds page": "Soi kèo Việt Nam gặp Thái Lan, tỷ lệ kèo nhà cái, kèo chấp châu Á chuẩn nhất.",
    "lottery numbers": "Soi cầu bạch thủ lô, dàn đề 36 số, đánh lô đề online ăn 1 được 99.",
    "review list": "Top nhà cái uy tín 2026: kubet, fb88, w88; khuyến mãi lên đến 20 triệu.",
    "brand review": (
        "Fun88 là nhà cái hàng đầu châu Á, có casino trực tuyến, slot, keno. "
        "Người chơi nạp tiền nhanh, tiền thưởng lớn, khuyến mãi mỗi ngày."
    ),
    "agents wanted": "8xbet tuyển đại lý, hoa hồng 50%, kết bạn Zalo để nhận link đăng ký nhà cái.",
    "cash back": "Hoàn trả không giới hạn 1,2% mỗi ngày tại hitclub, quay hũ trúng jackpot.",
    "joined title": "98win quay hũ đổi thưởngxổ số miền bắc hôm naytải game đánh bài tiền thật",
    "joined unmarked": "game nohu doi thuong, taixiu online, taiapp nhan code 50k, bit.ly/a1B",
    "doorway": "sunwin tải appkèo nhà cái hôm naysoi cầu miền nam chính xác 100",
    "casino broken": "(ca si no) trực tuyến, kết bạn Zalo để nhận ngay 300K, rút tiền liền tay",
    "indonesian": "Situs slot gacor hari ini, judi online terpercaya, maxwin x1000",
    "english": "Best online casinos 2026: casino bonus and 50 free spins, no deposit needed",
    "chinese": "澳门百家乐 老虎机 博彩平台 注册送88元",
    "bonus table": (
        "Khuyến mãi chào mừng. Casino trực tuyến: thưởng 100% lên đến 5 triệu. Vòng cược 20 lần."
    ),
    "wallet lure": "Nhan luon 588k vao vi khi cai app, thang rut ngay, dai thang. qzpX.geq.me",
    "broken greeting": "Ma'y m,ajn n:ha*n l.i x^i 8.8.8 K! g;ian.h h'on.g b-ao tai zqx.tech/u",
    "search trick": "google.com/search?q=vin686899.com .n.h.a.n. l.i. x.i. 108 - 188...K",
    "lucky wheel": "Sunwin: vòng quay miễn phí, nổ hũ 5 tỷ, nhận giftcode mỗi ngày qua Telegram.",
    "bet shop": "Cá cược thể thao, đặt cược tại 12bet, nạp tiền nhận ngay 200K, rút nhanh.",
    "unlisted words": "Đăng nhập TF88 chơi lô đề 1 ăn 99, gửi tiền cộng 8%, lấy tiền trong 5 phút.",
    "card for cash": "Rikvip club: game đánh bài đổi thẻ cào, đổi tiền mặt, tải về điện thoại.",
    "guide": "Hướng dẫn chơi baccarat luôn thắng tại sòng bài trực tuyến W88, nhận 90K miễn phí.",
    "thai": "เว็บสล็อต แตกง่าย คาสิโนออนไลน์ ฝากถอน",
    "slashes": "T/ặ/n/g n/g/a/y 9/9/k c/h/o h/ộ/i v/i/ê/n m/ớ/i, t/r/u/y c/ậ/p abc9.top",
}
INNOCENT: Final[dict[str, str]] = {
    "betting arrest": (
        "Công an tỉnh bắt giữ 12 người trong đường dây cá độ bóng đá qua trang Bong88, "
        "số tiền giao dịch hơn 300 tỷ đồng."
    ),
    "dice arrest": "Cảnh sát ập vào sới bạc, bắt quả tang 20 con bạc chơi xóc đĩa, tài xỉu.",
    "app trial": (
        "Tòa án xét xử nhóm bị cáo điều hành game bài đổi thưởng Rikvip, nạp tiền qua thẻ cào."
    ),
    "warning": (
        "Công an cảnh báo: đối tượng lừa đảo mời chào nạp tiền lần đầu nhận ngay 100% tại các "
        "trang cá cược, sau đó chiếm đoạt tài sản."
    ),
    "state draw": "Vietlott: giải Jackpot 31 tỷ đồng có chủ, vé số bán tại đại lý ở Cần Thơ.",
    "state results": "Kết quả xổ số miền Bắc ngày 20/11: XSMB giải đặc biệt 12345.",
    "state lottery firm": (
        "Công ty Xổ số kiến thiết tỉnh tặng 200 suất quà cho hộ nghèo, nộp ngân sách 500 tỷ đồng."
    ),
    "football": "Đội tuyển Việt Nam thắng Thái Lan 2-1, HLV khen tinh thần chiến thắng.",
    "football history": "Man City thắng 5 trận liền, cửa vô địch Ngoại hạng Anh rộng mở.",
    "casino policy": (
        "Bộ Tài chính đề xuất cho người Việt vào casino Vân Đồn, phải chứng minh thu nhập từ 10 "
        "triệu đồng; đặt cược tối đa theo quy định."
    ),
    "casino tourism": "Khu nghỉ dưỡng có sân golf, casino và bãi biển đón 2 triệu khách, tăng 20%.",
    "betting decree": "Nghị định về kinh doanh đặt cược đua ngựa, đua chó và bóng đá quốc tế.",
    "phone top-up": "Nhà mạng tặng 20% giá trị thẻ nạp, nhận ngay 5GB, soạn tin KM gửi 191.",
    "phone lottery": "Nạp thẻ từ 20.000đ để nhận mã dự thưởng, cơ hội trúng chuyến du lịch.",
    "bank card": "Hoàn tiền đến 6%, hạn mức lên đến 100 triệu đồng, đăng ký mở thẻ trực tuyến.",
    "shop sale": "Khuyến mãi lớn: giảm 50%, tặng ngay voucher 100K cho thành viên mới tải app.",
    "wallet": "Ví điện tử tặng 50K cho khách mới, tải app và liên kết ngân hàng tại km.vi.vn.",
    "job": "Tuyển nhân viên bán hàng, lương 8 triệu đồng, thưởng 500K mỗi tháng, liên hệ Zalo.",
    "job scam": "Việc nhẹ lương cao, nhận 500k mỗi ngày, kết bạn Zalo để tham gia ngay: xyz.top",
    "phishing": "Tai khoan cua ban bi khoa, vui long dang nhap vietcombank.vn-ms.top de mo lai.",
    "disguised phishing": "BAN da du d!eu k!en NHAN T1EN h0 tr0 BHTN. Bam vao m.bidstk.icu de lay",
    "criticism": "Dân bức xúc vì xã để tài xỉu, đá gà, lô đề công khai mà không ai xử lý.",
    "opinion": "Xổ số là trò chơi may rủi; nhà nước nên quản lý casino và cá cược chặt hơn.",
    "festival": "Hội làng có chọi gà, đánh bài chòi, bắn cung; ban tổ chức cấm cá cược.",
    "kitchen": "Nồi hư, bà nó hú cả nhà; con bán cá, soi cầu ao, tải áp lực lên mẹ.",
    "fishing": "Ngư dân bắn cá bằng súng tự chế bị phạt 5 triệu đồng.",
    "bridge": "Đoàn kiểm tra soi từng mối hàn của cầu, tỷ lệ nhà tái định cư đạt 80%.",
    "tax code": "Doanh nghiệp nhận mã số, nộp thuế lần đầu trong 10 ngày, hoàn trả hồ sơ thiếu.",
    "abbreviations": "GS.TS. Ng.V.A, P.GĐ Sở TT&TT TP.HCM, dự Hội nghị tại TP.HN, theo Q.Đ 12.",
    "brands alike": "Iphone 88, F88 cho vay cầm cố, xe buýt số 68, COVID-19, U23 và SEA Games 33.",
    "legal game": "Võ Lâm Mobile ra mắt: nhận giftcode tân thủ, nạp lần đầu nhận x2, tải game.",
    "wallet with link": "MoMo tặng ngay 100K, nhận luôn 50K khi tải app, tham gia ngay: bit.ly/mm",
    "order to act": "Thủ tướng yêu cầu xử lý nghiêm quảng cáo cờ bạc, cá độ như 8xbet, Fun88, W88.",
    "injection news": "Nhiều trang cơ quan nhà nước bị chèn quảng cáo nhà cái, nổ hũ, tài xỉu.",
    "ruin": "Nam sinh vỡ nợ vì tài xỉu online: nạp lần đầu 500 nghìn đồng rồi thua hết 200 triệu.",
    "shirt sponsor": "Everton ký với Stake.com, W88 từng tài trợ áo đấu cho Fulham.",
    "poker event": "Giải poker quốc tế tại Hồ Tràm, giải thưởng 10 tỷ đồng, 500 người chơi.",
    "program": "foo.bar(x)->y, if(a.b){c:d} http://x.pro/abc, giảm 20%, 100k người, fooBar.",
}


@pytest.fixture(scope="module")
def parameters() -> SpamParameters:
    """The packaged rule set's own."""
    rule = rule_for("spam.gambling", subject("<p>Tin</p>", site_class="state_portal"))
    assert isinstance(rule.parameters, SpamParameters)
    return rule.parameters


def _judged(text: str, parameters: SpamParameters, where: str = "<p>{}</p>") -> Finding:
    return CODE.apply(_subject(where.format(escape(text))), parameters)


def _subject(after: str) -> Subject:
    body = document(article(after=after))
    return subject(body, site_class="state_portal", status=None)


@pytest.mark.parametrize("text", PROMOTIONS.values(), ids=PROMOTIONS.keys())
def test_promotion_is_a_breach(text: str, parameters: SpamParameters) -> None:
    """One paragraph below an honest article is found, and quoted as it stands."""
    one = _subject(f"<p>{escape(text)}</p>")
    finding = CODE.apply(one, parameters)
    assert finding.verdict == "breach"
    assert isinstance(finding.evidence, SpamEvidence)
    paragraph = one.page.text.index(text[:5])
    for span in finding.evidence.spans:
        assert span.start >= paragraph
        assert len(span.text) == min(300, span.end - span.start)


@pytest.mark.parametrize("text", PROMOTIONS.values(), ids=PROMOTIONS.keys())
def test_hidden_promotion_is_a_breach_and_told(text: str, parameters: SpamParameters) -> None:
    """The same where no reader sees it."""
    finding = _judged(text, parameters, "<div style='display:none'><p>{}</p></div>")
    assert isinstance(finding.evidence, SpamEvidence)
    assert finding.evidence.hidden


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT.keys())
def test_what_only_sounds_like_it_passes(text: str, parameters: SpamParameters) -> None:
    """News of crime and sport, the state lottery, honest advertising, criticism, chance."""
    assert _judged(text, parameters).verdict == "pass"


def test_a_headline_that_reports_speaks_for_its_page(parameters: SpamParameters) -> None:
    """The same sentence passes under a report's headline and is a breach under another."""
    words = "<p>Trang này có nhà cái Fun88, cá cược, lô đề, người chơi nạp tiền.</p>"
    report = document(article(title="Triệt phá đường dây đánh bạc", after=words))
    other = document(article(title="Chơi vui mỗi ngày", after=words))
    assert CODE.apply(subject(report), parameters).verdict == "pass"
    assert CODE.apply(subject(other), parameters).verdict == "breach"


def test_a_headline_that_opens_with_a_brand(parameters: SpamParameters) -> None:
    """Doorway titles write it small; a newsroom's capital is no sign."""
    doorway = document("<p>Nội dung</p>", "<title>kuwin lãi suất ngân hàng hôm nay</title>")
    news = document(article(title="W88 thôi tài trợ áo đấu của Fulham"))
    assert CODE.apply(subject(doorway), parameters).verdict == "breach"
    assert CODE.apply(subject(news), parameters).verdict == "pass"


def test_many_games_beside_offers_are_a_betting_house(parameters: SpamParameters) -> None:
    """No brand and no strong word, yet four kinds of play and two offers."""
    text = "Sòng bạc uy tín: baccarat, rồng hổ, roulette, xì tố; đăng ký nhận 200K."
    assert _judged(text, parameters).verdict == "breach"


def test_a_huge_block_is_judged(parameters: SpamParameters) -> None:
    """A million broken letters are one pass, not a pass for each letter."""
    assert _judged("a.b" * 100_000, parameters).verdict == "pass"


def test_strong_words_come_first_and_each_once(parameters: SpamParameters) -> None:
    """The first quotes are the telling ones; no term is quoted twice."""
    finding = _judged("Tải app, nạp tiền. Nổ hũ, nổ hũ, nổ hũ! Soi kèo, tài xỉu.", parameters)
    assert isinstance(finding.evidence, SpamEvidence)
    quotes = [span.text for span in finding.evidence.spans]
    assert quotes[:2] == ["Nổ hũ", "Soi kèo"]
    assert len(set(quotes)) == len(quotes)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("xem bit.ly/abc", ["link"]),
        ("xem KS6688.com nhé", ["site"]),
        ("xem a.b.vip/x", ["link", "cheap"]),
        ("google.com/search?q=vin686899.com", ["site", "search"]),
        ("zalo.me/0901, t.me/abc, xatanphu.gov.vn, c1.edu.vn, google.com", []),
        ("24h.com.vn, example.com", ["address", "address"]),
        ("tải app.apk", ["apk"]),
    ],
)
def test_links_that_promotion_uses(text: str, kinds: list[str]) -> None:
    """Shortened, cheap and numbered ones; not those of honest sites and talk."""
    assert [hit.kind for hit in links(text)] == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("công 300k/ngày", ["wage"]),
        ("mỗi lượt 20k/video", ["wage"]),
        ("lãi 2% mỗi ngày", ["wage"]),
        ("quay trúng 888K", ["money"]),
        ("chạy 100 km/h, tăng 2% mỗi năm", []),
    ],
)
def test_sums_that_promotion_names(text: str, kinds: list[str]) -> None:
    """For a piece of work, a day or a game; a speed and a year's growth are none."""
    found = beside(text, Range(0, len(text)), disguised=False)
    assert [hit.kind for hit in found] == kinds


@pytest.mark.parametrize(
    ("text", "disguised"),
    [
        ("N.ạp đ.ầu t.ặng ngay", True),
        ("Näp dåu nö hü", True),
        ("tặng .l.i. x.i. cho bạn", True),
        ("GS.TS. Nguyễn Văn A, Phó giám đốc Sở TT&TT, dự hội nghị tại TP.HCM.", False),
        ("{{ a.b }} {{ c.d }} {{ e.f }}", False),
        ("n.ạp đ.ầu t.ặng " * 30, False),
    ],
)
def test_disguise_is_many_broken_words_in_a_short_block(text: str, disguised: bool) -> None:
    """Titles, templates and long texts are none."""
    assert is_disguised(text) is disguised


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("vào a.CLUB nhé", "a.CLUB"),
        ("a.club_x", "a.club"),
        ("a.\u212am", None),
        ("a.clubs", None),
        ("a.club-b", None),
        ("a.com.au", None),
        ("a. club", None),
    ],
)
def test_a_host_ends_as_hosts_do(text: str, host: str | None) -> None:
    """With a whole ending, in letters of any case."""
    assert [found for found, _ in hosts(text)] == ([] if host is None else [host])


def test_hosts_that_carry_a_name() -> None:
    """Whole long names and short ones between dots; the organisations' own are none."""
    known = Lookalike(names=("vietbank", "vcb"), own=("vietbank.com",))
    alike = {"my-Viet-Bank.top", "vcb.a.xyz", "www.vcb.xyz"}
    assert lookalikes({*alike, "m.vietbank.com", "avcb.xyz", "vcb.gov.vn"}, known) == alike
    assert lookalikes({"a.top"}, known) == set()


@given(st.text(st.sampled_from("aAbđĐoO01@5 $.,-_/;:!'\"(){}`~|*^ \tößẞœ\u212bⓐⒶ–=>"), max_size=60))
def test_no_disguise_is_passed_over(text: str) -> None:
    """The quick looks at a block pass over nothing that the slow ones would find."""
    odd = sum(disguise._oddness(word) for word in text.split())
    assert odd <= disguise._most_odd(text, text.split())
    spaced, swapped = disguise._SPACED.findall(text), disguise._SWAPPED.findall(text)
    assert not spaced or disguise._MAY_BE_SPACED.search(text)
    assert len(swapped) <= sum(map(text.count, "013@"))


def test_stretched_letters_count_once_and_keep_their_place() -> None:
    """``nnổ hhũ`` reads as ``nohu``; its map leads back to the first of each."""
    folded = collapsed(squeezed("n-nổ hhũ"))
    assert folded.text == "nohu"
    assert folded.place(0, 4) == (0, 8)
    assert unmarked("Nổ hũ Đẹp!") == "no hu dep!"


def test_a_term_inside_a_longer_one_of_its_kind_is_not_counted(
    parameters: SpamParameters,
) -> None:
    """One offer is one offer, however many shorter ones it contains."""
    terms = parameters.promotions[0].terms
    words = lexicon(terms.loaded)
    searched = words.search("cá cược trực tuyến")
    hits = outermost(words.hits(searched, terms.own))
    assert [hit.term for hit in hits] == ["cacuoctructuyen"]
