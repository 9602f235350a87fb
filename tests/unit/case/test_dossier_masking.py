"""Personal data of others is found in texts and pages, however it is written; parties' stays."""

import unicodedata
from uuid import UUID

import pytest

from minhbach_case.dossiers.hiding import Hiding
from minhbach_case.dossiers.masking import Parties, masked
from minhbach_case.dossiers.verifier.canonical import digest_of
from minhbach_case.dossiers.verifier.captures import capture_root
from minhbach_case.dossiers.verifier.chain import root_of
from minhbach_case.dossiers.verifier.openings import seal_of_bytes, seal_of_words
from minhbach_case.dossiers.views import hidden_in

CASE = UUID(int=7)
PARTIES = Parties.of(["Trần Mẫu"], ["hoamoi@mau.example"], ["0273 3999 001"])
HIDING = Hiding(b"a secret of tests only", CASE, PARTIES)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ông Nguyễn Văn Tám nói.", "Ông ############## nói."),
        ("theo bà Hà, 52 tuổi", "theo bà ##, 52 tuổi"),
        ("Gọi 0912.345.678 hoặc +84 912 345 678", "Gọi ############ hoặc ###############"),
        ("thư tới a.b@mau.example", "thư tới ###############"),
        ("BÙI THỊ XUÂN chủ trì", "############ chủ trì"),
        ("Ảnh: Lý Thu Trang", "Ảnh: ############"),
        ("Ông Ðặng Văn Tám; Nguyen Van Tam", "Ông ############; ##############"),
        ("bà H’Hen Niê, Y Thông Niê Kđăm", "bà #########, ################"),
        ("Giàng A Páo và Sùng Thị Mai", "########### và ############"),
        ("ông Vladimir Zelenskiy, nghệ danh Bé Ba", "ông ##################, nghệ danh #####"),
        ("nguyễn văn tám, Nguyễn-Văn-Tám", "##############, ##############"),
        ("Nguyễn\u2003Văn\u3000Tám, ０９１２３４５６７８", "##############, ##########"),
        ("+84 (0) 912 345 678, a.b [at] mau.example", "###################, ####################"),
        ("CCCD số 079123456789, STK: 0071 0012 3456", "CCCD số ############, STK: ##############"),
        ('"author": "John Smith"', '"author": "##########"'),
        ("Đặng Ắng Ỷ, Lê Ỵ, Tôn Nữ Ễ, Hồ Ữ Ặc", "##########, ####, ########, #######"),
        ("Báo Bà Rịa - Vũng Tàu, Bà Nà Hills, Phan Thiết", None),
        ("Do Việt Nam Airlines công bố", None),
        ('"author": "Báo Sông Tiền"', None),
        ("Liên hệ Trần Mẫu, 02733999001, hoamoi [at] mau.example", None),
        ("Liên hệ Trần Mẫu, 02733999001, hoamoi@mau.example", None),
        ("Đường Trần Hưng Đạo, phường Lê Lợi", None),
        ("TP Hồ Chí Minh, Hà Nội, cầu Rạch Ông Cả", None),
        ("Giám đốc Sở Thông tin; Ảnh: Báo Sông Tiền", None),
        ("Theo Báo Tỉnh Nhà, 08:15 ngày 19/11/2026, 19.11.2026", None),
        ("420 mét, 310 tỷ đồng, Điều 20 khoản 2", None),
    ],
)
def test_what_is_masked_in_a_text(text: str, shown: str | None) -> None:
    """Names, phones and e-mails of others; not parties', places, offices, dates, figures."""
    assert masked(text, PARTIES, "#") == (shown or text)
    assert len(masked(text, PARTIES, "#")) == len(text)


@pytest.mark.parametrize(
    "page",
    [
        "<p>Bà Nguyễn Thị Thu Hà</p>",
        "<p>Bà Nguyễn <b>Thị</b> Thu <i>H</i>à</p>",
        "<p>B&agrave; Nguy&#7877;n Th&#x1ECB; Thu H&agrave;</p>",
        '<meta name="author" content="Nguyễn Thị Thu Hà">',
        '<script>{"author": "Nguy\\u1ec5n Th\\u1ecb Thu H\\u00e0"}</script>',
        "<!-- Nguyễn Thị Thu Hà -->",
        unicodedata.normalize("NFD", "<p>Bà Nguyễn Thị Thu Hà</p>"),
        "<p>091<span>2</span>&nbsp;345 678</p>",
        '<a href="tel:+84912345678">gọi</a>',
        "<p>thuha&#64;mau.example</p>",
        '<a href="mailto:thuha%40mau.example">thư</a>',
        "<p>Bà Nguyễn Thị\n        Thu Hà</p>",
        '<script>{"author":{"@type":"Person","name":"Anna Thu Ha"}}</script>',
        '<meta content="Anna Thu Ha" name="author">',
    ],
)
def test_what_is_masked_in_a_page(page: str) -> None:
    """Through tags, entities, escapes, attributes, scripts and comments; the seals open."""
    body = page.encode()
    shown = HIDING.page(CASE, "d" * 64, body, "text/html; charset=utf-8")
    assert shown is not None
    assert shown.masks
    at, original = 0, b""
    for start, characters, length, seal in shown.masks:
        original += shown.body[at:start]
        hidden = body[len(original) : len(original) + length]
        assert seal == seal_of_bytes(HIDING.salt(f"{CASE} {start}"), hidden)
        assert shown.body[start : start + characters] == b"*" * characters
        original, at = original + hidden, start + characters
    assert original + shown.body[at:] == body
    assert shown.root == capture_root("d" * 64, shown.body, [list(m) for m in shown.masks])
    left = shown.body.decode()
    assert not hidden_in(left, PARTIES, markup=True)
    assert not any(part in left for part in ("Thu H", "345", "912345", "thuha"))


def test_a_page_that_cannot_be_read_is_not_shown() -> None:
    """Another charset, or no text at all: nothing can be masked, so nothing goes out."""
    assert HIDING.page(CASE, "d" * 64, "Nguyễn".encode("utf-16"), "text/html") is None
    assert HIDING.page(CASE, "d" * 64, b"\xe9\xe8 caf\xe9", "text/html") is None
    assert HIDING.page(CASE, "d" * 64, b"%PDF-1.7", "application/pdf") is None


def test_quotations_are_masked_and_digests_are_not() -> None:
    """Only what quotes; an address or a digest may hold digits like a phone's."""
    body = {
        "address": "http://mau.example/0912345678",
        "evidence": {"copied": {"text": "Ông Nguyễn Văn Tám", "start": 3}},
        "capture": {"payload_digest": "0912345678" * 6},
    }
    shown = HIDING.value("step 3", body, digest_of(body))
    (pointer, seal), words = shown.masks[0], "Ông Nguyễn Văn Tám"
    assert (pointer, len(shown.masks)) == ("/evidence/copied/text", 1)
    assert seal == seal_of_words(HIDING.salt(f"step 3 {pointer}"), words)
    assert shown.value == body | {"evidence": {"copied": {"text": "Ông " + "█" * 14, "start": 3}}}
    assert shown.root == root_of(digest_of(body), shown.value, [[pointer, seal]])
    assert HIDING.value("step 4", {"act": "reviewed"}, "").masks == ()
