"""``comments.none``: an aggregator takes no readers' comments on quoted items.

Circular 09/2014/TT-BTTTT Article 2(4); aggregators of press agencies may.
"""

import re
from collections.abc import Iterator
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.fields.sought import caseless, lowered, sought
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding, Range
from minhbach_classifier.domain.sources.credits import read_credits
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import CommentsEvidence
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "comments.none"
_INVITES: Final = sought(
    r"(?:gửi|viết|thêm|đăng|để lại|nhập|tham gia)\s(?:lời\s|ý kiến\s)?bình luận(?!\sviên)"
    r"|bình luận (?:của bạn|mới nhất|hay nhất|đầu tiên|bằng facebook)"
    r"|(?:hãy|đăng nhập) để (?:gửi |viết )?bình luận|là người đầu tiên bình luận"
    r"|(?:gửi|nhập|chia sẻ|viết) ý kiến(?: của)? (?:bạn|quý vị)"
    r"|^\W{0,3}(?:ý kiến|phản hồi|bình luận|cảm nhận)(?: (?:của|từ))? (?:bạn|độc giả|người)"
    r"(?: đọc)?\s?(?:\(\s?\d+\s?\))?\W{0,3}$"
    r"|^(?:thích|trả lời)\s?$\n(?:\S.{0,40}\n)?^(?:thích|trả lời|chia sẻ)\s?$"
    r"|(?:bình luận|ý kiến|comments?)\s?\(\s?\d+\s?\)|^\s?\d+\s(?:bình luận|comments?)\s?$"
    r"|leave a (?:reply|comment)|(?:post|add|write) a comment",
    "bình luận;ý kiến;phản hồi;cảm nhận;thích;trả lời;comment;leave a reply",
    re.IGNORECASE | re.MULTILINE,
)
_SHUT: Final = sought(r"(?:đóng|khóa|tắt)\s(?:chức năng\s)?bình luận", "bình luận", re.IGNORECASE)
_PRESS: Final = re.compile(
    r"(?<!\w)(?:báo|tạp chí|tòa soạn|toà soạn|thông tấn xã"
    r"|đài (?:phát thanh|truyền hình|tiếng nói))",
    re.IGNORECASE,
)
_LINE: Final = 120
"""Characters; a longer line is a text that speaks of comments."""
_MOST: Final = 5


class CommentsParameters(Parameters):
    """From which share on a text counts as quoted."""

    partly: float = Field(gt=0, le=1)


def judge(subject: Subject, parameters: CommentsParameters) -> Finding:
    """The duty on one article."""
    source = next(
        (
            match.source_ref()
            for match in subject.matches
            if match.containment >= parameters.partly and match.standing == "earlier"
        ),
        None,
    )
    if source is None and not read_credits(subject.page):
        return Finding(DUTY, "not_applicable", 0.9, "Không thấy đây là bài dẫn lại.")
    if _is_of_the_press(subject):
        return Finding(DUTY, "not_applicable", 0.9, "Trang của cơ quan báo chí.")
    places = list(_invitations(subject))[:_MOST]
    if not places:
        return Finding(DUTY, "pass", 0.8, "Không thấy chỗ bình luận dưới bài dẫn lại.")
    evidence = CommentsEvidence(
        source=source, spans=tuple(quoted(subject, subject.page, place) for place in places)
    )
    score = 0.9 if source is not None else 0.75
    reason = "Trang mở bình luận của người đọc dưới bài dẫn lại."
    return Finding(DUTY, "breach", score, reason, evidence, digest_of([DUTY, "open"]))


def _is_of_the_press(subject: Subject) -> bool:
    record = subject.record
    owners = (record.organisation, record.governing_body)
    return any(owner and _PRESS.search(owner) for owner in owners)


def _invitations(subject: Subject) -> Iterator[Range]:
    """Visible lines outside of the article that invite or count comments."""
    page = subject.page
    small = caseless(lowered(page.text))
    if any(_SHUT.finditer(page.text, small)):
        return
    for found in _INVITES.finditer(page.text, small):
        start = page.text.rfind("\n", 0, found.start()) + 1
        end = page.text.find("\n", found.end())
        line = Range(start, len(page.text) if end < 0 else end)
        apart = (*page.main, *page.hidden)
        if line.end - line.start <= _LINE and not any(
            place.start < line.end and line.start < place.end for place in apart
        ):
            yield Range(*found.span())


CODE: Final = DutyCode(DUTY, "article", CommentsParameters, judge)
