"""Home pages: real footers, invented ones with a field missing, licences against the register."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from html import escape
from random import Random
from typing import Final

from tests.evaluation.cases import VIETNAM, Case
from tests.evaluation.data import Data
from tests.evaluation.details import Details, footer_html, footer_lines, invented, without
from tests.evaluation.homes import HOMES, Home
from tests.gold.labels import load_footers

ADDRESS: Final = "https://tintucmientay.com.vn/"
BEFORE_147: Final = datetime(2024, 6, 10, 9, 0, tzinfo=VIETNAM)
"""A day under Decree 72/2013, when changes of a licence had their verified rule."""
_FIELDS: Final = tuple(field.name for field in fields(Details))
_OPTIONAL: Final = "governing_body"
_PENDING: Final = (
    "Trang thông tin đang hoạt động thử nghiệm, chờ xin giấy phép",
    "Website đang chạy thử nghiệm chờ cấp phép",
    "Trang đang trong thời gian chờ xin giấy phép của Sở Thông tin và Truyền thông",
    "Hoạt động thử nghiệm chờ xin giấy phép thiết lập trang TTĐT tổng hợp",
)
_UNFILLED: Final = (
    "Giấy phép số: ......./GP-TTĐT do Sở Thông tin và Truyền thông cấp ngày ..../..../20....",
    "Giấy phép số….…/GP-STTTT… ngày…/../2019",
    "Số giấy phép: ___/GP-TTĐT, ngày cấp: __/__/____",
    "Giấy phép số xxx/GP-TTĐT cấp ngày dd/mm/yyyy",
)
_BUSINESS: Final = (
    "Giấy chứng nhận đăng ký kinh doanh số 0312456789 do Sở Kế hoạch và Đầu tư cấp ngày 12/3/2015",
    "MSDN: 1201567890, đăng ký lần đầu ngày 05/08/2016",
    "GPĐKKD số 4103009876 do Sở KH&ĐT TP.HCM cấp ngày 20/6/2012",
    "Mã số thuế: 1201234567",
)


@dataclass(frozen=True, slots=True)
class _Maker:
    teasers: list[tuple[str, str]]
    chance: Random

    def home(self, footer: str) -> str:
        told = tuple(self.chance.sample(self.teasers, 9))
        return self.chance.choice(HOMES)(Home(footer, told))

    def told(self, details: Details, licence: str | None = None) -> str:
        lines = footer_lines(details, self.chance, licence)
        return self.home(footer_html(lines, self.chance))


def _maker(data: Data, chance: Random) -> _Maker:
    texts = data.texts("news/baomoi")[:400]
    return _Maker([(t.title, t.text.split("\n")[0][:200]) for t in texts], chance)


def footers(data: Data, seed: str) -> Iterator[Case]:
    """The real footers under home pages, in three shapes each; their fields by hand."""
    maker = _maker(data, Random(f"{seed}:footers"))
    for number, gold in enumerate(load_footers(data.folder)):
        lines = [escape(line, quote=False) for line in gold.text.split("\n")]
        shapes = {
            "own_markup": gold.html or "<br>".join(lines),
            "paragraphs": "".join(f"<p>{line}</p>" for line in lines),
            "lines": "<br />".join(lines),
        }
        for shape, html in shapes.items():
            yield Case(
                f"footers/{shape}/{number:02}-{gold.key}",
                html=maker.home(html),
                kind="home",
                address=f"https://{gold.key}/",
                expect_fields=gold.fields,
            )


def disclosure(data: Data, seed: str) -> Iterator[Case]:
    """Complete footers pass; each field removed in turn, placeholders and business numbers."""
    maker = _maker(data, Random(f"{seed}:disclosure"))
    for number in range(60):
        details = invented(maker.chance)
        yield _home("disclosure/complete", number, maker.told(details), details, "pass")
    for name in _FIELDS:
        for number in range(20):
            less = without(invented(maker.chance), name)
            verdict = "pass" if name == _OPTIONAL else "breach"
            yield _home(f"disclosure/without_{name}", number, maker.told(less), less, verdict)
    for kind, lines in (
        ("pending", _PENDING),
        ("unfilled", _UNFILLED),
        ("business_number", _BUSINESS),
    ):
        yield from _no_licence(maker, kind, lines)
    yield from _portals(maker)


def _home(kind: str, number: int, html: str, details: Details, verdict: str) -> Case:
    return Case(
        f"{kind}/{number:03}",
        {"disclosure.home_page": verdict},
        html=html,
        kind="home",
        address=ADDRESS,
        expect_fields=details.fields(),
    )


def _no_licence(maker: _Maker, kind: str, lines: tuple[str, ...]) -> Iterator[Case]:
    for number in range(24):
        bare = replace(
            invented(maker.chance), licence_number=None, licence_date=None, licence_authority=None
        )
        page = maker.told(bare, lines[number % len(lines)])
        made = _home(f"disclosure/{kind}", number, page, bare, "breach")
        expected = dict(made.expect_fields or {})
        if kind != "business_number":
            # Whom the licence is awaited from may or may not be said to be shown.
            del expected["licence_authority"]
        expect = dict(made.expect)
        if kind == "pending":
            expect["licence.held"] = "breach"
        yield replace(made, expect=expect, expect_fields=expected)


def _portals(maker: _Maker) -> Iterator[Case]:
    """A state portal needs no licence, but the other details."""
    for number in range(40):
        details = replace(
            invented(maker.chance),
            organisation="Văn phòng Ủy ban nhân dân huyện Chợ Gạo",
            licence_number=None,
            licence_date=None,
            licence_authority=None,
        )
        if number % 2:
            name = ("email", "phone", "address", "responsible_person")[number // 2 % 4]
            details = without(details, name)
        kind = "disclosure/portal_incomplete" if number % 2 else "disclosure/portal_complete"
        verdict = "breach" if number % 2 else "pass"
        made = _home(kind, number, maker.told(details), details, verdict)
        yield replace(made, site_class="state_portal", address="https://chogao.tiengiang.gov.vn/")


def licence(data: Data, seed: str) -> Iterator[Case]:
    """What the register says of the licence that the page shows."""
    maker = _maker(data, Random(f"{seed}:licence"))
    for number in range(25):
        yield from _statuses(maker, number)
    for name in _DIFFERING:
        for number in range(15):
            yield from _differing(maker, name, number)


def _statuses(maker: _Maker, number: int) -> Iterator[Case]:
    details = invented(maker.chance)
    good = {"licence.held": "pass", "licence.valid": "pass"}
    last = str(date(2026, 11, 20) - timedelta(days=maker.chance.randint(1, 900)))
    kinds: tuple[tuple[str, Mapping[str, str], Mapping[str, str]], ...] = (
        ("valid", {"licence_expires_on": "2028-06-30"}, good),
        ("expired", {"licence_expires_on": last}, {"licence.valid": "breach"}),
        (
            "unlicensed",
            {"status": "unlicensed", "licence_number": "", "licence_issued_on": ""},
            {"licence.held": "breach"},
        ),
        ("trial", {"status": "trial", "licence_number": ""}, {"licence.held": "inconclusive"}),
    )
    for kind, columns, expect in kinds:
        shown = details
        if kind in ("unlicensed", "trial"):
            shown = replace(details, licence_number=None, licence_date=None, licence_authority=None)
        register = {**details.register(), **columns}
        yield _licence(kind, number, maker.told(shown), expect, register)


_DIFFERING: Final[Mapping[str, str]] = {
    "licence_number": "licence_number",
    "licence_date": "licence_issued_on",
    "licence_authority": "licence_authority",
    "organisation": "organisation",
    "address": "contact_address",
    "responsible_person": "responsible_person",
    "nothing": "",
}
"""A field of the page to the register's column that says otherwise."""


def _differing(maker: _Maker, name: str, number: int) -> Iterator[Case]:
    details = invented(maker.chance)
    register = dict(details.register(licence_expires_on="2029-12-31"))
    if name != "nothing":
        other = _another(details, name, maker.chance)
        register[_DIFFERING[name]] = other
    page = maker.told(details)
    then = "pass" if name == "nothing" else "breach"
    now = "pass" if name == "nothing" else "inconclusive"
    before = _licence(f"current_{name}", number, page, {"licence.current": then}, register)
    yield replace(before, captured_at=BEFORE_147)
    yield _licence(f"current_2026_{name}", number, page, {"licence.current": now}, register)


def _another(details: Details, name: str, chance: Random) -> str:
    while True:
        other = getattr(invented(chance), name)
        if other != getattr(details, name):
            return other.isoformat() if isinstance(other, date) else str(other)


def _licence(
    kind: str, number: int, html: str, expect: Mapping[str, str], register: Mapping[str, str]
) -> Case:
    return Case(
        f"licence/{kind}/{number:03}",
        expect,
        html=html,
        kind="home",
        address=ADDRESS,
        register=register,
    )
