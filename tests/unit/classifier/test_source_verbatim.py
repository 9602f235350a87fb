"""``source.verbatim``: what is no change passes, and every real change is shown on both sides."""

import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest

from minhbach_classifier.domain.model import Finding, Page
from minhbach_classifier.domain.sources.body import body_of
from minhbach_classifier.domain.sources.differences import differences
from minhbach_classifier.domain.sources.matching import Match
from minhbach_shared.events import AlteredEvidence, Change
from tests.unit.classifier.copying import (
    CAPTURED,
    COPIED,
    FULL_CREDIT,
    MIEN_GO,
    SOURCE,
    TITLE,
    match,
    matches,
    page,
    source_page,
    subject,
)
from tests.unit.classifier.ruling import finding


def judged(copy: Page, *sources: Page | Match) -> Finding:
    """The duty on a copy."""
    found = matches(copy, *(sources or (source_page(),)))
    return finding("source.verbatim", subject(copy, found=found))


def copied(*paragraphs: str, title: str = TITLE) -> Page:
    """A copy that credits its source in full."""
    return page(*paragraphs, title=title, credit=[FULL_CREDIT])


def changes(finding: Finding) -> tuple[Change, ...]:
    """The changes that a breach shows."""
    assert finding.verdict == "breach", finding.reason
    assert isinstance(finding.evidence, AlteredEvidence)
    return finding.evidence.changes


def marked(change: Change) -> tuple[list[str], list[str]]:
    """The changed words of copy and source."""
    sides = []
    for passage in (change.copied, change.source):
        marks = passage.marks if passage else ()
        sides.append([passage.span.text[a:b] for a, b in marks] if passage else [])
    return sides[0], sides[1]


@pytest.mark.parametrize(
    "paragraphs",
    [
        SOURCE,
        SOURCE[1:2],
        SOURCE[:2],
        [unicodedata.normalize("NFD", p).replace(" ", "  ") for p in SOURCE],
        [p.replace("“", '"').replace("”", '"') for p in SOURCE],
        [p.replace("Cả", "C\u200bả").replace("trời", "trờ\u00adi") for p in SOURCE],
        [f"(Báo Sông Tiền) - {SOURCE[0]}", *SOURCE[1:]],
        [*SOURCE, "Lê Hoa"],
        [*SOURCE, ">> Xem thêm: Bến phà Hòa Lạc bán vé điện tử"],
        [SOURCE[0], "Ảnh minh họa: Lê Hoa", *SOURCE[1:]],
        [SOURCE[0], "[...]", SOURCE[2]],
        [SOURCE[0], f"(…) {SOURCE[2]}"],
        [f"{SOURCE[0]} […]", SOURCE[2]],
    ],
    ids=[
        "whole",
        "paragraph",
        "opening",
        "normal form and spaces",
        "quotation marks",
        "invisible characters",
        "dateline",
        "byline",
        "related link",
        "caption",
        "marked omission",
        "marked omission before",
        "marked omission behind",
    ],
)
def test_what_is_no_change_passes(paragraphs: list[str]) -> None:
    """Excerpts, typography, captions, boilerplate and marked omissions are faithful."""
    assert judged(copied(*paragraphs)).verdict == "pass"


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ("1.200 hộ", "12.000 hộ", "figure", (["12.000"], ["1.200"])),
        ("1.200 hộ", "1,200 hộ", "figure", (["1,200"], ["1.200"])),
        ("Chúng tôi mừng", "Chúng tôi rất mừng", "quotation", (["rất"], [])),
        ("đường trơn", "đường ngập", "reworded", (["ngập"], ["trơn"])),
        (" vì đường trơn", "", "dropped", ([], ["vì đường trơn"])),
        ("nhiều em", "nhiều em nhỏ", "added", (["nhỏ"], [])),
    ],
)
def test_each_change_is_named_and_marked(
    old: str, new: str, kind: str, words: tuple[list[str], list[str]]
) -> None:
    """One change in one sentence is one difference, its words marked on both sides."""
    copy = copied(*(p.replace(old, new) for p in SOURCE))
    (change,) = changes(judged(copy))
    assert change.kind == kind
    assert marked(change) == words


@pytest.mark.parametrize(
    ("old", "new", "gravity"),
    [
        ("đường trơn", "đường ngập", "light"),
        ("nhiều em", "nhiều em nhỏ", "light"),
        ("nhiều em", "không em", "grave"),
        ("phải đi vòng", "phải đi thuyền rất lâu", "serious"),
        ("Chúng tôi mừng", "Chúng tôi rất mừng", "grave"),
        ("164 m", "146 m", "grave"),
        ("Xã cho biết sẽ", "Xã cho biết chưa sẽ", "grave"),
        (" Mùa mưa, nhiều em phải nghỉ học vì đường trơn.", "", "serious"),
    ],
)
def test_each_change_says_how_grave_it_is(old: str, new: str, gravity: str) -> None:
    """Grave is what may mislead: figures, quotations, denials; light a word or two."""
    (change,) = changes(judged(copied(*(p.replace(old, new) for p in SOURCE))))
    assert change.gravity == gravity


@pytest.mark.parametrize(
    ("title", "gravity"),
    [(f"{TITLE} vui mừng", "serious"), (TITLE.replace("thông xe", "chưa thông xe"), "grave")],
)
def test_a_changed_headline_is_serious_at_least(title: str, gravity: str) -> None:
    """Grave where it says another thing."""
    (change,) = changes(judged(copied(*SOURCE, title=title)))
    assert (change.kind, change.gravity) == ("headline", gravity)


def test_a_light_change_is_less_sure_than_a_grave_one() -> None:
    """A word or two may be a slip of the hand."""
    light = judged(copied(*(p.replace("đường trơn", "đường ngập") for p in SOURCE)))
    grave = judged(copied(*(p.replace("164 m", "146 m") for p in SOURCE)))
    assert light.confidence < grave.confidence
    assert "1 chỗ có thể làm sai lệch" in grave.reason


def test_a_clause_that_was_moved_within_the_text_is_a_rewording() -> None:
    """All its words are there, in another sentence; a whole sentence elsewhere was only moved."""
    turned = "Mùa mưa, vì đường trơn nhiều em phải nghỉ học."
    one = [p.replace("Mùa mưa, nhiều em phải nghỉ học vì đường trơn.", turned) for p in SOURCE]
    assert differences(body_of(copied(*one)), body_of(source_page())) != ()
    long = "Sáng nay bà con hai bên kênh dậy từ sớm để cùng nhau dọn dẹp, vì cầu mới sẽ thông xe."
    halves = "Vì cầu mới sẽ thông xe, sáng nay bà con hai bên kênh dậy từ sớm để cùng nhau dọn dẹp."
    copy = body_of(copied(*SOURCE, halves, *SOURCE[:1]))
    source = body_of(source_page(*SOURCE, long, *SOURCE[:1]))
    assert differences(copy, source) != ()
    moved = body_of(copied(SOURCE[1], SOURCE[0], SOURCE[2]))
    assert differences(moved, body_of(source_page())) == ()


def test_a_short_sentence_within_another_is_no_sentence() -> None:
    """What was dropped is not there because its few words happen to be."""
    short, longer = (
        "Ai cũng mừng.",
        "Ngày thông xe ai cũng mừng vì con em đi học không lo nước lớn.",
    )
    source = source_page(SOURCE[0], short, SOURCE[1], longer)
    copy = copied(SOURCE[0], SOURCE[1], longer)
    assert [d.kind for d in differences(body_of(copy), body_of(source))] == ["dropped"]


def test_an_invented_sentence_is_an_addition() -> None:
    """It is quoted whole; nothing of the source stands beside it."""
    invented = "Nhiều người cho rằng chi phí thực tế còn cao gấp đôi con số được công bố."
    (change,) = changes(judged(copied(SOURCE[0], f"{SOURCE[1]} {invented}", SOURCE[2])))
    assert (change.kind, change.source) == ("added", None)
    assert change.copied is not None
    assert change.copied.span.text == invented


def test_an_unmarked_omission_is_a_breach() -> None:
    """What was left out in the middle is quoted from the source."""
    found = changes(judged(copied(SOURCE[0], SOURCE[2])))
    assert {c.kind for c in found} == {"dropped"}
    assert all(c.copied is None and c.source is not None for c in found)


def test_a_changed_headline_is_a_breach() -> None:
    """The text is faithful, the headline is not."""
    (change,) = changes(judged(copied(*SOURCE, title=f"{TITLE}, dân bức xúc")))
    assert change.kind == "headline"
    assert marked(change) == (["dân bức xúc"], [])


def test_the_gravest_change_comes_first() -> None:
    """Figures before quotations before additions."""
    text = [p.replace("164 m", "146 m").replace("mừng", "buồn") for p in SOURCE]
    found = changes(judged(copied(*text, "Cây cầu sẽ thu phí từ đầu năm sau theo một nguồn khác.")))
    assert [c.kind for c in found] == ["figure", "quotation", "added"]


def test_every_passage_is_exact_and_short() -> None:
    """Quotes are the page's own words, at most 300 characters, marks within."""
    long = " ".join(f"câu dài số {n} của bài viết này," for n in range(60)) + " hết."
    copy = copied(*SOURCE, long.replace("số 40", "số 41"))
    source = source_page(*SOURCE, long)
    (change,) = changes(judged(copy, source))
    for passage, shown in ((change.copied, copy), (change.source, source)):
        assert passage is not None
        assert shown.text[passage.span.start : passage.span.end] == passage.span.text
        assert len(passage.span.text) <= 300
        assert passage.marks
    assert marked(change) == (["41"], ["40"])


def test_an_uncredited_copy_has_nothing_to_be_compared_with() -> None:
    """Compared is the credited source only."""
    copy = page(*(p.replace("1.200", "1.300") for p in SOURCE))
    assert judged(copy).verdict == "not_applicable"


def test_no_match_is_not_applicable() -> None:
    """A text of its own is judged not at all, whatever it credits."""
    copy = copied("Chợ nổi sáng nay đông hơn mọi ngày vì ghe dưa hấu từ miệt dưới lên rất sớm.")
    assert judged(copy).verdict == "not_applicable"


def test_a_credited_source_outside_the_index_is_inconclusive() -> None:
    """What was not read cannot be compared."""
    copy = page(*SOURCE, credit=["Theo Báo Đồng Xanh, 16/11/2026"])
    assert judged(copy).verdict == "inconclusive"


def test_any_version_that_agrees_is_enough() -> None:
    """The source was captured twice; the copy agrees with the first."""
    copy = copied(*SOURCE)
    changed = match(copy, source_page(*(p.replace("164 m", "165 m") for p in SOURCE)))
    assert judged(copy, changed).verdict == "breach"
    assert judged(copy, changed, source_page()).verdict == "pass"


def test_a_source_that_changed_after_the_copy_is_inconclusive() -> None:
    """What the source said at the time is not known; a change before the copy is no excuse."""
    copy = copied(*(p.replace("164 m", "146 m") for p in SOURCE))
    first = source_page()
    second = source_page(*(p.replace("164 m", "165 m") for p in SOURCE))
    before, after = COPIED - timedelta(hours=1), CAPTURED
    late = [match(copy, first, captured_at=before), match(copy, second, captured_at=after)]
    early = [
        match(copy, first, captured_at=before - timedelta(hours=1)),
        match(copy, second, captured_at=before),
    ]
    assert judged(copy, *late).verdict == "inconclusive"
    assert judged(copy, *early).verdict == "breach"


def test_a_pair_without_a_time_is_inconclusive() -> None:
    """A difference proves nothing where nobody knows which was first."""
    copy = replace(copied(*(p.replace("164 m", "146 m") for p in SOURCE)), published_at=None)
    assert judged(copy).verdict == "inconclusive"


def test_a_faithful_copy_of_either_credited_source_passes() -> None:
    """Two credits, one faithful: enough."""
    copy = page(*SOURCE, credit=[FULL_CREDIT, "Theo Nhật báo Miền Gò, 16/11/2026"])
    other = source_page(
        *(p.replace("164 m", "160 m") for p in SOURCE), address="https://miengo.example/x"
    )
    assert judged(copy, match(copy, other, MIEN_GO), source_page()).verdict == "pass"


def test_a_marked_omission_counts_wherever_its_words_repeat() -> None:
    """``[…] Cây`` between sentences that both begin with ``Cây`` is one place."""
    first, dropped, last = (
        "Sáng nay cầu đã thông xe trong niềm vui của bà con hai bên bờ kênh.",
        "Cây cầu cũ bằng gỗ đã mục nát từ nhiều năm nay và không ai dám đi qua.",
        "Cây cầu mới dài 164 m, rộng 7 m, do nhân dân góp một phần ba kinh phí xây dựng.",
    )
    source = source_page(first, dropped, last, *SOURCE)
    copy = page(first, "[...]", last, *SOURCE, credit=[FULL_CREDIT])
    assert differences(body_of(copy), body_of(source)) == ()


def test_a_caption_of_the_source_in_the_text_is_no_addition() -> None:
    """A short sentence that stands anywhere on the source's page was not invented."""
    caption = "Cầu mới nhìn từ trên cao."
    beside = page(*SOURCE, credit=[caption])
    copy = page(SOURCE[0], caption, *SOURCE[1:], credit=[FULL_CREDIT])
    assert differences(body_of(copy), body_of(beside)) == ()
    assert differences(body_of(copy), body_of(source_page())) != ()


CAPTION = "Hai em học sinh trên cầu Rạch Ông Cả"


def test_a_caption_of_the_source_may_be_left_out() -> None:
    """Who takes a text without its pictures takes it without the lines below them."""
    source = source_page(SOURCE[0], CAPTION, *SOURCE[1:])
    assert judged(copied(*SOURCE), source).verdict == "pass"


@pytest.mark.parametrize(
    "line",
    [f"{CAPTION}.", f"{CAPTION}: 9 tuổi", f"{CAPTION}, " * 5],
    ids=["a sentence", "a number", "long"],
)
def test_what_is_no_caption_is_kept_to(line: str) -> None:
    """A sentence, a number, a long line: the source's text, and left out without a mark."""
    source = source_page(SOURCE[0], line, *SOURCE[1:])
    (change,) = changes(judged(copied(*SOURCE), source))
    assert (change.kind, change.copied) == ("dropped", None)


def test_dots_of_the_source_mark_no_omission() -> None:
    """A sentence that ends in dots at the source too says nothing of what was left out."""
    first = "Bà con góp gạo, góp tiền, góp cả ngày công…"
    source = source_page(first, *SOURCE)
    copy = page(first, *SOURCE[1:], credit=[FULL_CREDIT])
    assert [d.kind for d in differences(body_of(copy), body_of(source))] != []
    marked = page(f"{first} […]", *SOURCE[1:], credit=[FULL_CREDIT])
    assert differences(body_of(marked), body_of(source)) == ()


@pytest.mark.parametrize("line", ["Quảng cáo", "Xem chi tiết tại đây", "Đọc tiếp", "(Ảnh: TTXVN)"])
def test_what_stands_around_a_text_is_no_addition(line: str) -> None:
    """Advertisements, links and picture credits between the paragraphs."""
    copy = page(SOURCE[0], line, *SOURCE[1:], credit=[FULL_CREDIT])
    assert differences(body_of(copy), body_of(source_page())) == ()


def test_a_unit_without_its_space_is_no_change() -> None:
    """``164m`` is ``164 m``; ``146m`` is not."""
    copied = [p.replace("164 m", "164m") for p in SOURCE]
    copy = page(*copied, credit=[FULL_CREDIT])
    assert differences(body_of(copy), body_of(source_page())) == ()
    turned = [p.replace("164 m", "146m") for p in SOURCE]
    other = page(*turned, credit=[FULL_CREDIT])
    assert [d.kind for d in differences(body_of(other), body_of(source_page()))] == ["figure"]


def test_the_headline_again_in_the_text_is_no_addition() -> None:
    """Even where it begins with the words of the next sentence."""
    copy = page(SOURCE[0], TITLE, *SOURCE[1:], credit=[FULL_CREDIT])
    assert differences(body_of(copy), body_of(source_page())) == ()


@pytest.mark.parametrize("line", ["Minh Anh", "PV", "PV (t/h)", "Minh Anh (tổng hợp)"])
def test_a_byline_below_the_text_is_no_addition(line: str) -> None:
    """Who put the page together is no part of the text."""
    copy = page(*SOURCE, line, credit=[FULL_CREDIT])
    assert differences(body_of(copy), body_of(source_page())) == ()
