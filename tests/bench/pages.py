"""Pages of the size and make of Vietnamese news sites: two sites' chrome around many articles."""

import gzip
import random
from pathlib import Path
from typing import Final

_WORDS: Final = (
    "ủy ban nhân dân tỉnh xã phường huyện cầu đường nước lũ mùa vụ lúa gạo trường học sinh viên "
    "giáo viên bệnh viện bác sĩ công an giao thông xe máy kinh tế thị trường giá xăng dầu điện "
    "doanh nghiệp xuất khẩu nông sản thủy sản du lịch lễ hội văn hóa thể thao bóng đá đội tuyển "
    "hội nghị kế hoạch dự án đầu tư xây dựng khởi công khánh thành người lao động việc làm mức "
    "lương tăng giảm năm nay tháng trước hôm qua sáng chiều cho biết đề nghị theo báo cáo của sở"
)
_FOOTER: Final = (
    "<div id='footer'><p>Cơ quan chủ quản: Hội Nhà báo tỉnh</p><p>Giấy phép số 15/GP-TTĐT do "
    "Sở Thông tin và Truyền thông cấp ngày 24/4/2024</p><p>Điện thoại: 0273 3872 123</p></div>"
)
_SMALLEST: Final = 110_000
_LARGEST: Final = 181_000


def pages_in(folder: Path | None) -> list[tuple[str, bytes]]:
    """Address and body of a folder's pages of the size in question; of generated ones without."""
    if folder is None:
        return [made(site, number) for number in range(8) for site in ("a", "b")]
    found = [(path.stem, _unpacked(path)) for path in sorted(folder.rglob("*.htm*"))]
    return [
        (f"https://{number}.example/{name}.html", body)
        for number, (name, body) in enumerate(found)
        if _SMALLEST < len(body) < _LARGEST
    ]


def _unpacked(path: Path) -> bytes:
    body = path.read_bytes()
    return gzip.decompress(body) if path.suffix == ".gz" else body


def made(site: str, number: int) -> tuple[str, bytes]:
    """An article's page; the pages of a site share their chrome and nothing else."""
    chrome, own = random.Random(site), random.Random(f"{site}{number}")
    parts = (
        _head(chrome, _line(own, 9)),
        f"<div class='menu'><ul>{_links(chrome, 140, 'nav-item')}</ul></div>",
        "<form id='aspnetForm'><div class='layout'><div class='detail'>",
        _article(own),
        f"</div><div class='sidebar'>{_cards(chrome, 90)}{_cards(own, 12)}</div></div></form>",
        f"<div class='tin-lien-quan'>{_links(own, 30, 'item')}</div>",
        f"<script>{_code(chrome, 30_000)}</script>",
        _FOOTER,
    )
    body = f"<!DOCTYPE html><html lang='vi'>{''.join(parts)}</body></html>"
    return f"https://{site}.example/tin/bai-{number}.html", body.encode()


def _head(chrome: random.Random, title: str) -> str:
    style = "".join(f".c{n}{{margin:{n}px;color:#333}}" for n in range(400))
    script = _code(chrome, 15_000)
    return (
        f"<head><title>{title}</title><style>{style}</style><script>{script}</script></head><body>"
    )


def _article(own: random.Random) -> str:
    prose = "".join(f"<p class='Normal'>{_line(own, 60)}.</p>" for _ in range(12))
    title = _line(own, 9)
    time = "<span class='date'>Thứ hai, 16/11/2026 08:30 (GMT+7)</span>"
    return f"<h1 class='title'>{title}</h1>{time}{prose}<p class='nguon'>Theo Báo Sông Tiền</p>"


def _links(made_by: random.Random, count: int, name: str) -> str:
    return "\n".join(
        f"<li class='{name} c{n % 40}' id='{name}-{n}'>"
        f"<a href='/tin/{made_by.randrange(10**9)}.html' title='{_line(made_by, 5)}'>"
        f"<span>{_line(made_by, 6)}</span></a></li>"
        for n in range(count)
    )


def _cards(made_by: random.Random, count: int) -> str:
    return "\n".join(
        f"<div class='card c{n % 40}'>\n  <a class='thumb' href='/anh/{made_by.randrange(10**9)}'>"
        f"<img class='lazy' data-src='/media/{made_by.randrange(10**12)}.jpg' width='120'></a>\n"
        f"  <h3><a href='/bai/{made_by.randrange(10**9)}.html'>{_line(made_by, 9)}</a></h3>\n"
        f"  <p class='sapo'>{_line(made_by, 14)}</p></div>"
        for n in range(count)
    )


def _line(made_by: random.Random, words: int) -> str:
    return " ".join(made_by.choices(_WORDS.split(), k=words)).capitalize()


def _code(made_by: random.Random, size: int) -> str:
    return "".join(f"var v{n}={made_by.randrange(10**9)};" for n in range(size // 16))
