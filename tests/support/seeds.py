"""A case service without its broker, and cases of every kind of evidence, made the real way:
the register is imported, suspicions are gathered, people act."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from fastapi import FastAPI
from pydantic import SecretStr

from minhbach_case.application import Cases, Register
from minhbach_case.domain.commands import Actor
from minhbach_case.main import Parts as CaseParts
from minhbach_case.outgoing import Outgoing
from minhbach_case.pictures import Pictures
from minhbach_case.settings import CaseSettings
from minhbach_case.storage.audit import AuditTrail
from minhbach_case.storage.gathering import Gatherer
from minhbach_case.views import CaseFilters, PageRequest
from minhbach_case.web.accounts import AccountEntry, Accounts
from minhbach_case.web.app import create_web
from minhbach_case.web.oidc import Oidc
from minhbach_shared.clock import Clock, utc_now
from minhbach_shared.events import (
    AlteredEvidence,
    CaptureRef,
    Change,
    Evidence,
    FieldsEvidence,
    LegalBasis,
    LicenceEvidence,
    Passage,
    PersonalSpan,
    SourceRef,
    SpamEvidence,
    Span,
    Suspected,
    UncreditedEvidence,
)
from minhbach_shared.ids import capture_id, derived_id, digest_of, fault_id, site_id, suspicion_id
from minhbach_shared.store import connect, database
from minhbach_shared.vocabulary import CaseKind, Duty, Role, kind_of
from tests.support.hashing import cheap_hasher

SECRET: Final = "a secret of tests only"
HOME: Final = "http://tinhhoamoi.example/"
PORTAL: Final = "http://congthongtin.example/"
PRESS: Final = "http://baotinhnha.example/"
SITES: Final = f"""name,address,class,status,organisation,responsible_person,email,phone
Tin Hoa Mới,{HOME},aggregator,licensed,Công ty Hoa Mới,Trần Mẫu,hoamoi@mau.example,0273 3999 001
Cổng thông tin xã Bình Mẫu,{PORTAL},state_portal,,UBND xã Bình Mẫu,Lê Văn Mẫu,,
Báo Tỉnh Nhà,{PRESS},reference,,Báo Tỉnh Nhà,,,
"""
PASSWORDS: Final[dict[Role, str]] = {
    "viewer": "viewer of the tests",
    "officer": "officer of the tests",
    "supervisor": "supervisor of the tests",
    "auditor": "auditor of the tests",
    "administrator": "administrator of the tests",
    "operator": "operator of the tests",
}
OFFICER: Final = Actor(user="officer", role="officer")
_AT: Final = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
_VERIFIED: Final = LegalBasis(citation="Thông tư 09/2014/TT-BTTTT, Điều 2 khoản 3", verified=True)
_CARRIED: Final = LegalBasis(
    citation="Nghị định 72/2013/NĐ-CP, Điều 20 khoản 2 (chuyển tiếp từ 25/12/2024)", verified=False
)
_PROHIBITED: Final = LegalBasis(
    citation="Nghị định 72/2013/NĐ-CP, Điều 5 khoản 1 điểm đ (chuyển tiếp từ 25/12/2024)",
    verified=False,
)


@dataclass(frozen=True)
class Desk:
    """The case service's parts as its composition root joins them."""

    cases: Cases
    register: Register
    accounts: Accounts
    gatherer: Gatherer
    web: FastAPI
    trail: AuditTrail
    outgoing: Outgoing

    async def only(self, kind: CaseKind) -> UUID:
        """The id of the one case of a kind."""
        found = await self.cases.list(CaseFilters(kind=kind), PageRequest())
        assert len(found.items) == 1, found
        return found.items[0].case_id


def database_of(test: str) -> str:
    """The name of a database of a test's own."""
    return f"desk_{derived_id('test', test).hex[:12]}"


@asynccontextmanager
async def open_desk(  # noqa: PLR0913  # each is a way in which a desk can differ
    mongodb: str,
    name: str,
    *,
    clock: Clock = utc_now,
    reply_window_days: int = 0,
    oidc: Oidc | None = None,
    with_passwords: bool = True,
    pictures: Pictures | None = None,
    more: Mapping[str, Any] | None = None,
) -> AsyncIterator[Desk]:
    """The case service over a database of this name, with an account a role.

    Args:
        more: further settings, such as a mail server.
    """
    client = connect(mongodb, timeout_seconds=2)
    store = database(client, name)
    hasher = cheap_hasher()
    parts = CaseParts(settings_of(mongodb, name, reply_window_days, more), store, clock, hasher)
    try:
        accounts = Accounts(store, clock, hasher=hasher, with_passwords=with_passwords)
        await parts.ensure_indexes()
        await accounts.install(_entries())
        web = create_web(
            cases=parts.cases,
            register=parts.register,
            letters=parts.letters,
            observations=parts.observations,
            numbers=parts.numbers,
            accounts=accounts,
            keeping=parts.keeping,
            trail=parts.trail,
            outgoing=parts.outgoing,
            secret=SECRET.encode(),
            clock=clock,
            oidc=oidc,
            pictures=pictures,
            uploads=parts.uploads,
        )
        yield Desk(
            parts.cases,
            parts.register,
            accounts,
            parts.gatherer,
            web,
            parts.trail,
            parts.outgoing,
        )
    finally:
        await parts.outgoing.jobs.stop()
        await client.close()


def settings_of(
    mongodb: str, name: str, reply_window_days: int, more: Mapping[str, Any] | None = None
) -> CaseSettings:
    """The settings of a desk."""
    return CaseSettings(
        **(more or {}),
        kafka_servers="127.0.0.1:1",
        mongodb_uri=SecretStr(mongodb),
        mongodb_database=name,
        captures_url="file:///nowhere",
        secret=SecretStr(SECRET),
        reply_window_days=reply_window_days,
    )


def _entries() -> dict[Role, AccountEntry]:
    return {
        role: AccountEntry(
            user=role, password=word, site_id=site_id(HOME) if role == "operator" else None
        )
        for role, word in PASSWORDS.items()
    }


async def seed(desk: Desk) -> None:
    """The register, and one case for each kind of evidence."""
    await desk.register.import_file("sites.csv", SITES.encode(), OFFICER)
    await desk.gatherer.gather(every_kind())


def every_kind() -> Sequence[Suspected]:
    """Suspicions with each kind of evidence, some of one kind twice."""
    return (
        suspected("source.verbatim", HOME + "gia-nuoc.html", altered(), basis=_CARRIED),
        suspected("source.credited", HOME + "cau-moi.html", uncredited(), basis=_CARRIED),
        suspected("source.credited", HOME + "mua-lu.html", half_credited(), basis=_CARRIED),
        suspected("disclosure.home_page", HOME, fields()),
        suspected("licence.valid", HOME, licence()),
        suspected(
            "spam.gambling", PORTAL + "thu-vien/?id=77", spam(), home=PORTAL, basis=_PROHIBITED
        ),
        suspected(
            "spam.injected", PORTAL + "thu-vien/?id=77", spam(), home=PORTAL, basis=_PROHIBITED
        ),
    )


def suspected(
    duty: Duty,
    address: str,
    evidence: Evidence,
    *,
    home: str = HOME,
    basis: LegalBasis = _VERIFIED,
    visit: str = "first",
) -> Suspected:
    """A suspicion about an address of a site, as the classifier announces it."""
    site = site_id(home)
    capture = capture_ref(address, visit)
    fault = fault_id(site, duty, address, digest_of(evidence.model_dump(mode="json")))
    suspicion = suspicion_id(capture.capture_id, fault)
    return Suspected(
        id=suspicion,
        site_id=site,
        suspicion_id=suspicion,
        fault_id=fault,
        kind=kind_of(duty),
        duty=duty,
        address=address,
        site_version=1,
        rule_set="aggregator-2024-12-25/1" if home == HOME else "portal-2024-12-25/1",
        engine="classifier/0.1",
        captured_at=_AT,
        assessment_id=derived_id("assessment", suspicion),
        site_name="Tin Hoa Mới" if home == HOME else "Cổng thông tin xã Bình Mẫu",
        capture=capture,
        confidence=0.97,
        basis=basis,
        reason=_REASONS[duty],
        evidence=evidence,
        remedy=_REMEDIES[duty],
    )


_REASONS: Final[dict[Duty, str]] = {
    "source.verbatim": "Bản đăng lại thay số liệu, thêm và bỏ một câu so với nguồn được ghi.",
    "source.credited": "Bài trùng với bài đã đăng trước ở báo khác nhưng không ghi đủ nguồn.",
    "disclosure.home_page": "Trang chủ thiếu tên người chịu trách nhiệm và thông tin giấy phép.",
    "licence.valid": "Sổ đăng ký ghi giấy phép đã hết hạn trước ngày chụp.",
    "spam.gambling": "Trang con có lời mời chơi và liên kết nạp tiền của trang cờ bạc.",
    "spam.injected": "Trang con ẩn, trang chủ không liên kết, nội dung không thuộc cơ quan.",
}
_REMEDIES: Final[dict[Duty, str]] = {
    "source.verbatim": "Khôi phục nguyên văn theo nguồn, hoặc gỡ bài.",
    "source.credited": "Ghi tên cơ quan báo chí và thời gian nguồn đã đăng ở cuối bài.",
    "disclosure.home_page": "Bổ sung các thông tin còn thiếu vào trang chủ.",
    "licence.valid": "Xin gia hạn hoặc cấp lại giấy phép; tạm dừng cung cấp nội dung tổng hợp.",
    "spam.gambling": "Gỡ trang bị chèn, đổi mật khẩu quản trị, vá lỗ hổng.",
    "spam.injected": "Gỡ trang bị chèn, đổi mật khẩu quản trị, vá lỗ hổng.",
}


def capture_ref(address: str, visit: str = "first") -> CaptureRef:
    """Where a capture of an address would lie."""
    return CaptureRef(
        capture_id=capture_id(derived_id("visit", visit), address),
        address=address,
        captured_at=_AT,
        warc="2026/11/20/visit.warc.gz",
        offset=512,
        length=20_480,
        payload_digest=digest_of(["payload", visit, address]),
    )


def source(title: str, path: str) -> SourceRef:
    """An article of the reference newspaper."""
    return SourceRef(
        site_id=site_id(PRESS),
        site_name="Báo Tỉnh Nhà",
        title=title,
        published_at=datetime(2026, 11, 19, 1, 15, tzinfo=UTC),
        capture=capture_ref(PRESS + path),
    )


def span(text: str, start: int = 0) -> Span:
    """A place in a text that is quoted whole."""
    return Span(start=start, end=start + len(text), text=text)


def passage(text: str) -> Passage:
    """Words with the changed ones between brackets."""
    marks: list[tuple[int, int]] = []
    plain = ""
    for piece in text.split("["):
        head, closed, tail = piece.rpartition("]")
        if closed:
            marks.append((len(plain), len(plain) + len(head)))
        plain += head + tail
    return Passage(span=span(plain, 120), marks=tuple(marks))


def altered() -> AlteredEvidence:
    """A changed figure, an invented sentence, a dropped one, a reworded headline."""
    return AlteredEvidence(
        source=source("Giá nước sạch giữ nguyên đến hết năm", "gia-nuoc.html"),
        credit=span("Theo Báo Tỉnh Nhà, 08:15 ngày 19/11/2026", 2100),
        changes=(
            Change(
                kind="headline",
                source=passage("Giá nước sạch [giữ nguyên] đến hết năm"),
                copied=passage("Giá nước sạch [tăng mạnh] đến hết năm"),
            ),
            Change(
                kind="figure",
                source=passage(
                    "Công ty cấp nước cho biết sản lượng tháng 10 đạt [1,2] triệu mét khối, "
                    "tăng [3%] so với cùng kỳ năm trước."
                ),
                copied=passage(
                    "Công ty cấp nước cho biết sản lượng tháng 10 đạt [2,1] triệu mét khối, "
                    "tăng [30%] so với cùng kỳ năm trước."
                ),
            ),
            Change(
                kind="added",
                source=None,
                copied=passage("[Nhiều hộ dân đã phải chuyển sang dùng nước giếng.]"),
            ),
            Change(
                kind="dropped",
                source=passage("[Mức giá này áp dụng cho cả hộ dân và cơ quan.]"),
                copied=None,
            ),
        ),
        changes_in_all=6,
    )


def uncredited() -> UncreditedEvidence:
    """A full copy without any credit."""
    text = (
        "Sáng 18/11, cầu Bình Mẫu bắc qua sông Ba Lai chính thức thông xe sau mười tám tháng thi "
        "công. Cầu dài 420 mét, rộng 12 mét, tổng vốn 310 tỷ đồng từ ngân sách tỉnh."
    )
    return UncreditedEvidence(
        source=source("Thông xe cầu Bình Mẫu", "cau-moi.html"),
        lacks=("name", "time"),
        credit=None,
        copied=Span(start=40, end=1900, text=text),
        original=Span(start=32, end=1880, text=text),
        containment=0.985,
    )


def half_credited() -> UncreditedEvidence:
    """A copy that names its source and not its time."""
    text = "Mực nước đầu nguồn đang lên nhanh, người dân vùng trũng cần chủ động kê cao đồ đạc."
    return UncreditedEvidence(
        source=source("Lũ về sớm ở đầu nguồn", "mua-lu.html"),
        lacks=("time",),
        credit=span("Theo Báo Tỉnh Nhà", 900),
        copied=span(text, 60),
        original=span(text, 50),
        containment=0.64,
    )


def fields() -> FieldsEvidence:
    """A home page with some details, one of them personal, and an unfilled template."""
    return FieldsEvidence(
        missing=("responsible_person", "licence_number", "licence_date", "licence_authority"),
        found={
            "organisation": (span("Công ty TNHH Hoa Mới"),),
            "address": (span("Số 12 đường Mẫu, phường 1, TP. Mỹ Mẫu"),),
            "email": (PersonalSpan(start=80, end=103, digest=digest_of("e-mail")),),
            "phone": (PersonalSpan(start=110, end=123, digest=digest_of("phone")),),
        },
        placeholders=(span("Giấy phép số …/GP-STTTT ngày …/…/20…", 300),),
    )


def licence() -> LicenceEvidence:
    """A licence past its date."""
    return LicenceEvidence(
        fact="expired",
        expires_on="2025-06-30",
        said_by="register",
        span=span("Giấy phép số 15/GP-STTTT cấp ngày 30/06/2015", 310),
    )


def spam() -> SpamEvidence:
    """Injected promotion, hidden, with markup and a direction override as hostile pages bring."""
    return SpamEvidence(
        spans=(
            span("Nạp lần đầu tặng 100k, link vào nhà cái uy tín <b onclick=alert(1)>tại đây</b>"),
            span("soi kèo \u202emạnh đêm nay\u202c, nổ hũ đổi thưởng", 200),
        ),
        hidden=True,
        linked_from_home=False,
    )
