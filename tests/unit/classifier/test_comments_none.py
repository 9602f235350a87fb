"""``comments.none``: no readers' comments below what is taken from others."""

import pytest

from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import CommentsEvidence
from tests.unit.classifier.copying import (
    COPIER,
    FULL_CREDIT,
    SOURCE,
    matches,
    page,
    source_page,
    subject,
)
from tests.unit.classifier.ruling import finding

OWN = (
    "Chợ nổi sáng nay đông hơn mọi ngày vì ghe dưa hấu từ miệt dưới lên sớm, ai cũng nói cười.",
    "Giá dưa giữ như tuần trước, nhưng trái nhỏ hơn vì đợt nắng kéo dài trong tháng mười vừa qua.",
)


def quoting(*below: str) -> Subject:
    """A copy of the source's article with lines below it."""
    copy = page(*SOURCE, credit=[FULL_CREDIT, *below])
    return subject(copy, found=matches(copy, source_page()))


@pytest.mark.parametrize(
    "line",
    [
        "Gửi bình luận",
        "Viết bình luận của bạn",
        "Bình luận (12)",
        "3 bình luận",
        "Ý kiến bạn đọc (0)",
        "Hãy là người đầu tiên bình luận bài viết này",
        "Đăng nhập để gửi bình luận",
        "Leave a Reply",
        "Phản hồi của độc giả",
        "Thích\nTrả lời",
    ],
)
def test_a_place_for_comments_is_a_breach(line: str) -> None:
    """The quoted words are the form's, no reader's."""
    judged = quoting(line)
    found = finding("comments.none", judged)
    assert found.verdict == "breach"
    assert isinstance(found.evidence, CommentsEvidence)
    assert found.evidence.source is not None
    for span in found.evidence.spans:
        assert judged.page.text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "line",
    [
        "Bình luận viên: trận đấu còn nhiều bất ngờ",
        "Chuyên mục Bình luận",
        "Trang đã đóng bình luận",
        (
            "Ông cho biết sẽ gửi bình luận của mình tới hội đồng sau khi xem hết các ý kiến đã nêu "
            "trong phiên họp kéo dài cả ngày hôm qua tại trụ sở."
        ),
    ],
)
def test_what_only_speaks_of_comments_passes(line: str) -> None:
    """A section's name, a commentator, a sentence of the text, a form that is shut."""
    assert finding("comments.none", quoting(line)).verdict == "pass"


def test_an_own_article_may_be_commented() -> None:
    """No quoted item, no duty."""
    own = page(*OWN, credit=["Gửi bình luận"])
    assert finding("comments.none", subject(own, found=())).verdict == "not_applicable"


def test_an_item_that_credits_a_source_is_quoted() -> None:
    """By its own word, also where the source is not in the index; with less confidence."""
    credited = page(*OWN, credit=[FULL_CREDIT, "Gửi bình luận"])
    found = finding("comments.none", subject(credited, found=()))
    assert found.verdict == "breach"
    assert found.confidence < finding("comments.none", quoting("Gửi bình luận")).confidence


@pytest.mark.parametrize("owner", ["Báo Sông Tiền", "Đài Phát thanh và Truyền hình tỉnh"])
def test_aggregators_of_the_press_may(owner: str) -> None:
    """Circular 09/2014 Art 2(4) leaves them out."""
    copy = page(*SOURCE, credit=[FULL_CREDIT, "Gửi bình luận"])
    owned = COPIER.model_copy(update={"governing_body": owner})
    judged = subject(copy, owned, matches(copy, source_page()))
    assert finding("comments.none", judged).verdict == "not_applicable"
