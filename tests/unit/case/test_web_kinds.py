"""Every kind of evidence that a suspicion can bring has its words on the case's page."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from pydantic import TypeAdapter

import minhbach_case.web
from minhbach_case.web.assets import Assets
from minhbach_case.web.console.rendering import Renderer
from minhbach_case.web.texts import Language, read_texts
from minhbach_shared.events import (
    CommentsEvidence,
    EarlyEvidence,
    Evidence,
    FreshnessEvidence,
    GoneEvidence,
    PersonalSpan,
    RegisterDifference,
    RegisterEvidence,
    ReportEvidence,
    RetentionEvidence,
    SpamEvidence,
)
from tests.support.seeds import (
    altered,
    capture_ref,
    fields,
    half_credited,
    licence,
    source,
    span,
)

_WEB: Final = Path(minhbach_case.web.__file__).parent
_AT: Final = datetime(2026, 11, 19, 1, 40, tzinfo=UTC)
_SOURCE: Final = source("Thông xe cầu Bình Mẫu", "cau-moi.html")
KINDS: Final[dict[str, tuple[Evidence, str]]] = {
    "altered": (altered(), "Giá nước sạch"),
    "uncredited": (half_credited(), "kê cao đồ đạc"),
    "fields": (fields(), "Giấy phép"),
    "licence": (licence(), "15/GP-STTTT"),
    "register": (
        RegisterEvidence(
            differences=(
                RegisterDifference(
                    field="licence_number",
                    registered="12/GP-STTTT",
                    shown=(span("21/GP-STTTT"),),
                ),
                RegisterDifference(
                    field="responsible_person",
                    registered=None,
                    shown=(PersonalSpan(start=0, end=9, digest="0" * 64),),
                ),
            )
        ),
        "21/GP-STTTT",
    ),
    "gone": (
        GoneEvidence(
            source=_SOURCE,
            gone=capture_ref("http://baotinhnha.example/cau-moi.html", "second"),
            how="not_found",
            allowed_hours=3,
            copied=span("Cầu Bình Mẫu chính thức thông xe"),
        ),
        "Cầu Bình Mẫu chính thức thông xe",
    ),
    "early": (
        EarlyEvidence(
            source=_SOURCE, published_at=_AT, shown_at=span("08:40 19/11/2026"), allowed_minutes=60
        ),
        "08:40 19/11/2026",
    ),
    "comments": (
        CommentsEvidence(source=_SOURCE, spans=(span("Gửi bình luận của bạn"),)),
        "Gửi bình luận của bạn",
    ),
    "freshness": (
        FreshnessEvidence(
            item="legal_document",
            title=span("Quyết định số 12/QĐ-UBND"),
            happened_on="2022-03-01",
            published_on="2022-04-01",
            allowed_working_days=2,
            taken_working_days=23,
        ),
        "Quyết định số 12/QĐ-UBND",
    ),
    "retention": (
        RetentionEvidence(
            posted_at=_AT,
            posted=capture_ref("http://tinhhoamoi.example/cau"),
            status=404,
            allowed_days=90,
        ),
        "404",
    ),
    "report": (
        ReportEvidence(year=2025, due_before="2026-01-15", owed_since="2024-05-02"),
        "15/01/2026",
    ),
    "spam": (
        SpamEvidence(
            spans=(span("Nổ hũ tặng 188K"),),
            hidden=True,
            linked_from_home=False,
            hosts=("nohu.example",),
            host_list="gambling-VN/0123abcd",
        ),
        "nohu.example",
    ),
}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """The console's own templates and words."""
    return Renderer(_WEB / "templates", read_texts(_WEB / "locales"), Assets(_WEB / "static"))


def test_no_kind_is_left_out() -> None:
    """A new kind of evidence needs its place on the page, and its case here."""
    schema = TypeAdapter[Evidence](Evidence).json_schema()
    assert set(schema["discriminator"]["mapping"]) == set(KINDS)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_shown(renderer: Renderer, kind: str, language: Language) -> None:
    """Its words stand there; nothing of a personal value does, and no word is missing."""
    evidence, words = KINDS[kind]
    macros = renderer._templates.get_template("evidence.html").module
    shown = str(getattr(macros, kind)(renderer.texts(language), evidence))
    assert words in shown
    assert "0" * 64 not in shown
