"""Where each kind of site keeps its pages; what they look like stands in ``templates/``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from minhbach_local.province.articles import VIETNAM
from minhbach_local.province.profiles import LayoutName

_WEEKDAYS: Final = (
    "Thứ Hai",
    "Thứ Ba",
    "Thứ Tư",
    "Thứ Năm",
    "Thứ Sáu",
    "Thứ Bảy",
    "Chủ Nhật",
)


@dataclass(frozen=True)
class Layout:
    """Paths, with ``{slug}`` and ``{number}`` of an article and ``{number}`` of a listing."""

    article: str
    listing: str
    about: str
    contact: str
    upload: str = "/tep-tin/{slug}.html"


LAYOUTS: Final[Mapping[LayoutName, Layout]] = MappingProxyType(
    {
        "modern": Layout("/bai-viet/{slug}", "/tin-moi/{number}", "/gioi-thieu", "/lien-he"),
        "soup": Layout(
            "/{slug}-{number}.html",
            "/tin-moi-trang-{number}.html",
            "/gioi-thieu.html",
            "/lien-he.html",
        ),
        "aspnet": Layout(
            "/ChiTietTin.aspx?id={number}",
            "/DanhSachTin.aspx?trang={number}",
            "/GioiThieu.aspx",
            "/LienHe.aspx",
        ),
        "portal": Layout(
            "/web/cong-thong-tin/-/{slug}",
            "/web/cong-thong-tin/tin-tuc-{number}",
            "/web/cong-thong-tin/gioi-thieu",
            "/web/cong-thong-tin/lien-he",
            "/documents/{slug}.html",
        ),
        "newspaper": Layout(
            "/{slug}-post{number}.html",
            "/moi-nhat/trang-{number}",
            "/toa-soan.html",
            "/lien-he.html",
        ),
    }
)


def templates() -> Environment:
    """The layouts' templates, with the ways in which they write a time."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        iso=datetime.isoformat, long=_long, short=_short, rfc822=format_datetime
    )
    return environment


def _long(moment: datetime) -> str:
    local = moment.astimezone(VIETNAM)
    return f"{_WEEKDAYS[local.weekday()]}, {local:%d/%m/%Y, %H:%M} (GMT+7)"


def _short(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
