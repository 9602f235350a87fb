"""Pages of copies and sources, made of a few words, for tests of what was copied."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from minhbach_classifier.domain.model import (
    VIETNAM,
    Link,
    Page,
    PageText,
    Range,
    Segment,
)
from minhbach_classifier.domain.sources.body import Body, body_of
from minhbach_classifier.domain.sources.matching import Article, Match, matched, ordered
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import Captured, CaptureRef, SiteVersion, Snapshot
from minhbach_shared.ids import derived_id, site_id
from minhbach_shared.personal import keyed_digest
from minhbach_shared.vocabulary import SiteClass

TITLE: Final = "Cầu Rạch Ông Cả thông xe sau mười bốn tháng thi công"
SOURCE: Final = (
    "Sáng 16/11, cầu Rạch Ông Cả nối hai bờ kênh đã thông xe, giúp 1.200 hộ dân khỏi phải đi đò.",
    (
        "Cây cầu dài 164 m, rộng 7 m, do nhân dân trong xã góp một phần ba kinh phí. “Chúng tôi "
        "mừng vì con em đi học không còn lo nước lớn”, ông Sáu Bình nói."
    ),
    (
        "Trước đây, muốn sang trường ở phía bên kia, các em phải đi vòng 9,5 km. Mùa mưa, nhiều em "
        "phải nghỉ học vì đường trơn. Xã cho biết sẽ gắn thêm đèn chiếu sáng trước Tết."
    ),
)
PUBLISHED: Final = datetime(2026, 11, 16, 8, 30, tzinfo=VIETNAM)
COPIED: Final = datetime(2026, 11, 16, 10, 0, tzinfo=VIETNAM)
CAPTURED: Final = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
FULL_CREDIT: Final = "Theo Báo Sông Tiền, 08:30 16/11/2026"
NAME: Final = "Nguyễn Văn Bảy"
_SECRET: Final = b"for tests only, not secret"


def page(
    *paragraphs: str,
    title: str = TITLE,
    head: Sequence[str] = (),
    credit: Sequence[str] = (),
    published_at: datetime | None = COPIED,
    address: str = "https://tin.example/a",
) -> Page:
    """A page: title, lines beside the head, paragraphs, lines beside the tail."""
    lines = [title, *head, *paragraphs, *credit]
    starts = [sum(len(line) + 1 for line in lines[:at]) for at in range(len(lines))]
    places = [Range(s, s + len(line)) for s, line in zip(starts, lines, strict=True)]
    text = "\n".join(lines)
    first = 1 + len(head)
    last = first + len(paragraphs)
    return Page(
        address,
        "article",
        PageText(text, (Segment(0, len(text)),)),
        title=places[0],
        headline=title,
        main=tuple(places[first:last]),
        credit_area=(*places[1:first], *places[last:]),
        published_at=published_at,
    )


def source_page(*paragraphs: str, **own: object) -> Page:
    """The article as the reference site shows it."""
    values: dict[str, object] = {
        "published_at": PUBLISHED,
        "address": "https://songtien.example/cau",
    }
    return replace(page(*(paragraphs or SOURCE)), **(values | own))  # type: ignore[arg-type]  # the fields of a page, chosen by each test


def with_link(shown: Page, words: str, address: str) -> Page:
    """The page with these words of it as a link."""
    start = shown.text.index(words)
    return replace(shown, links=(Link(address, Range(start, start + len(words))),))


def record(name: str, address: str, site_class: SiteClass, **own: object) -> SiteVersion:
    """A site's record in the register."""
    values: dict[str, object] = {
        "id": site_id(address),
        "site_id": site_id(address),
        "version": 1,
        "recorded_at": CAPTURED,
        "name": name,
        "address": address,
        "site_class": site_class,
    }
    return SiteVersion.model_validate(values | own)


COPIER: Final = record("Tin Kênh Xáng", "https://tin.example/", "aggregator")
SONG_TIEN: Final = record("Báo Sông Tiền", "https://songtien.example/", "reference")
MIEN_GO: Final = record("Nhật báo Miền Gò", "https://miengo.example/", "reference")


def digest(kind: str, value: str) -> str:
    """The keyed digest of a personal value under a salt of these tests."""
    assert kind in ("name", "phone", "email")
    return keyed_digest(_SECRET, b"salt", kind, value)  # type: ignore[arg-type]  # asserted above


def subject(
    shown: Page, site: SiteVersion = COPIER, found: tuple[Match, ...] | None = None
) -> Subject:
    """The page as a duty judges it; with ``found`` as an article compared with these."""
    copy = None if found is None else body_of(shown)
    return Subject(shown, site, CAPTURED, digest, copy=copy, matches=found or ())


def capture(address: str, captured_at: datetime = CAPTURED) -> CaptureRef:
    """Where a capture of the address lies."""
    return CaptureRef(
        capture_id=derived_id("capture", address, captured_at),
        address=address,
        captured_at=captured_at,
        warc="warc/x.warc.gz",
        offset=0,
        length=10,
        payload_digest="0" * 64,
    )


def article(body: Body, site: SiteVersion, captured_at: datetime = CAPTURED) -> Article:
    """What the index keeps of a page."""
    return Article(
        capture(body.page.address, captured_at),
        site.site_id,
        site.version,
        site.site_class,
        body.page.address,
        body.page.published_at,
        body.digest,
        body.version,
        body.keys,
        body.shingles,
    )


def match(
    copy: Page, source: Page, site: SiteVersion = SONG_TIEN, captured_at: datetime = CAPTURED
) -> Match:
    """A source compared with a copy."""
    body = body_of(source)
    return matched(body_of(copy), article(body, site, captured_at), site, body)


def matches(copy: Page, *sources: Page | Match) -> tuple[Match, ...]:
    """Sources compared with a copy, the closest first."""
    return ordered([s if isinstance(s, Match) else match(copy, s) for s in sources])


def snapshot(shown: Page, site: SiteVersion = COPIER, status: int = 200) -> Snapshot:
    """The crawler's record of a capture of the page."""
    taken = capture(shown.address)
    return Snapshot(
        id=taken.capture_id,
        site_id=site.site_id,
        visit_id=derived_id("visit", "test"),
        site_version=1,
        address=shown.address,
        found_by="link",
        at=CAPTURED,
        result=Captured(capture=taken, status=status, final_address=shown.address),
    )
