"""Article pages as Vietnamese sites of several generations lay them out."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final


@dataclass(frozen=True, slots=True)
class Article:
    """What an article page shows; texts are plain, ``credit`` and ``below`` are HTML."""

    title: str
    paragraphs: Sequence[str]
    published_at: datetime | None = None
    to_day: bool = False
    credit: str = ""
    """Under the text, in a place of its own."""
    by_headline: str = ""
    """Beside the published time."""
    below: str = ""
    """After the article: comments, related items."""
    head: str = ""
    """Further elements of the document's head."""
    inside: str = ""
    """Between the first two paragraphs: a figure, a list of related items."""
    site: str = "Tin Tức Miền Tây"
    host: str = "tintucmientay.com.vn"


Layout = Callable[[Article], str]

_MENU: Final = (
    "Trang chủ", "Thời sự", "Kinh tế", "Xã hội", "Pháp luật", "Giáo dục", "Sức khỏe",
    "Thể thao", "Giải trí", "Công nghệ", "Đời sống", "Du lịch",
)  # fmt: skip
_RELATED: Final = (
    "Thời tiết hôm nay: miền Nam có mưa rào vài nơi",
    "Khai mạc hội chợ nông sản các tỉnh phía Nam",
    "Trường đại học công bố phương án tuyển sinh mới",
    "Giá xăng dầu được điều chỉnh từ chiều nay",
    "Khởi công xây dựng cầu qua sông ở huyện biên giới",
    "Đội tuyển bóng đá nữ chuẩn bị cho giải khu vực",
)
_DAYS: Final = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
FOOTER: Final = (
    "<p><b>{site}</b></p><p>Giấy phép số 112/GP-TTĐT do Sở Thông tin và Truyền thông cấp ngày "
    "12/03/2019</p><p>Chịu trách nhiệm nội dung: Trần Văn Minh</p>"
    "<p>Địa chỉ: 15 Lê Lợi, phường 1, thành phố Mỹ Tho, tỉnh Tiền Giang</p>"
    "<p>Điện thoại: 0273 3872 555 - Email: toasoan@{host}</p>"
)


def footer(article: Article) -> str:
    """The site's own lines under every page."""
    return FOOTER.format(site=escape(article.site), host=article.host)


def stamp(article: Article, how: int) -> str:
    """The published time as the site writes it; empty where it shows none."""
    at = article.published_at
    if at is None:
        return ""
    if article.to_day:
        return f"{at:%d/%m/%Y}" if how % 2 else f"Ngày đăng: {at:%d-%m-%Y}"
    day = _DAYS[at.weekday()]
    return (
        f"{day}, {at:%d/%m/%Y, %H:%M} (GMT+7)",
        f"{at:%d/%m/%Y %H:%M}",
        f"Cập nhật lúc {at:%H:%M} ngày {at:%d/%m/%Y}",
        f"{day}, ngày {at.day} tháng {at.month} năm {at.year} {at:%H:%M}",
    )[how % 4]


def _paragraphs(article: Article) -> str:
    said = [f"<p>{escape(p, quote=False)}</p>" for p in article.paragraphs]
    return "\n".join([*said[:1], article.inside, *said[1:]])


def _menu() -> str:
    return "".join(f'<li><a href="/muc-{n}">{name}</a></li>' for n, name in enumerate(_MENU))


def _related() -> str:
    return "".join(
        f'<li><a href="/tin-{n}-{4410 + n}.html">{t}</a></li>' for n, t in enumerate(_RELATED)
    )


def _document(article: Article, body: str, more: str = "") -> str:
    title = escape(article.title)
    return (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        f"<title>{title} - {escape(article.site)}</title>"
        f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        f"{more}{article.head}<script>var ads=[];function show(a){{ads.push(a)}}</script>"
        f"</head>\n<body>{body}</body></html>"
    )


def modern(article: Article) -> str:
    """Header, breadcrumb, article, aside, footer."""
    return _document(
        article,
        f'<header><a class="logo" href="/">{escape(article.site)}</a><nav><ul>{_menu()}</ul></nav>'
        '</header><main><ul class="breadcrumb"><li><a href="/">Trang chủ</a></li><li>'
        '<a href="/thoi-su">Thời sự</a></li></ul><article class="detail">'
        f'<h1 class="title-detail">{escape(article.title)}</h1><div class="meta">'
        f'<span class="date">{stamp(article, 0)}</span>{article.by_headline}</div>'
        f'<div class="content-detail">{_paragraphs(article)}</div>{article.credit}</article>'
        f"{article.below}<aside><h3>Tin liên quan</h3><ul>{_related()}</ul></aside></main>"
        f"<footer>{footer(article)}</footer>",
    )


def web_form(article: Article) -> str:
    """An old portal: the whole page one ASP.NET form, tables as layout, lines instead of blocks."""
    text = "<br /><br />".join(escape(p, quote=False) for p in article.paragraphs)
    rows = "".join(f'<td class="mnu"><a href="/Default.aspx?m={n}">{m}</a></td>'
                   for n, m in enumerate(_MENU))  # fmt: skip
    return _document(
        article,
        '<form method="post" action="./Detail.aspx?id=2211" id="aspnetForm">'
        '<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="'
        + "/wEPDwUKLTI2NjY4OTY5Nw9k"
        * 40
        + f'" /><table width="1000" align="center"><tr>{rows}</tr></table>'
        '<table width="1000" align="center"><tr><td width="200" valign="top"><ul>'
        f"{_related()}</ul></td>"
        f'<td valign="top"><div class="tieude"><h1>{escape(article.title)}</h1></div>'
        f'<span id="ctl00_lblNgay" class="ngay">{stamp(article, 1)}</span> {article.by_headline}'
        f'<div id="ctl00_divNoiDung" class="noidung">{article.inside}{text}</div>{article.credit}'
        f"{article.below}</td></tr></table>"
        f'<table width="1000" align="center"><tr><td class="chantrang">{footer(article)}</td></tr>'
        "</table></form>",
    )


def weblog(article: Article) -> str:
    """A common free theme."""
    at = article.published_at
    machine = f' datetime="{at:%Y-%m-%d}"' if at is not None and article.to_day else ""
    if at is not None and not article.to_day:
        machine = f' datetime="{at.isoformat()}"'
    return _document(
        article,
        f'<div id="page" class="site"><div id="masthead"><div class="site-branding">'
        f'<a href="/" rel="home">{escape(article.site)}</a></div><div class="main-navigation"><ul>'
        f'{_menu()}</ul></div></div><div id="content"><div id="primary"><article class="post">'
        f'<header class="entry-header"><h1 class="entry-title">{escape(article.title)}</h1>'
        f'<div class="entry-meta"><time class="entry-date published"{machine}>{stamp(article, 1)}'
        f"</time>{article.by_headline}</div></header>"
        f'<div class="entry-content">{_paragraphs(article)}{article.credit}</div></article>'
        f'{article.below}</div><div id="secondary"><h2>Bài viết mới</h2><ul>{_related()}</ul></div>'
        f'</div><footer id="colophon">{footer(article)}</footer></div>',
    )


def described(article: Article) -> str:
    """Its data also as JSON-LD; a picture with a caption in the text."""
    said = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": article.title}
    at = article.published_at
    if at is not None:
        said["datePublished"] = f"{at:%Y-%m-%d}" if article.to_day else at.isoformat()
    told = json.dumps(said, ensure_ascii=False).replace("</", "<\\/")
    figure = (
        '<figure><img src="/anh/1.jpg" alt=""><figcaption>Toàn cảnh khu vực. Ảnh: Minh Tâm'
        "</figcaption></figure>"
    )
    said_below = [f"<p>{escape(p, quote=False)}</p>" for p in article.paragraphs]
    return _document(
        article,
        f'<div class="wrapper"><div class="top"><ul class="menu">{_menu()}</ul></div>'
        f'<div class="detail-left"><h1>{escape(article.title)}</h1><p class="time">'
        f"{stamp(article, 2)}</p>{article.by_headline}"
        f'<div class="detail-body">{said_below[0]}{figure}{article.inside}'
        f'{"".join(said_below[1:])}</div><div class="source-box">{article.credit}</div>'
        f'<div class="tags">Từ khóa: <a href="/tag/1">thời sự</a> <a href="/tag/2">địa phương</a>'
        f'</div></div>{article.below}<div class="box-lq"><ul>{_related()}</ul></div>'
        f'<div class="footer">{footer(article)}</div></div>',
        f'<script type="application/ld+json">{told}</script>',
    )


def bare(article: Article) -> str:
    """Divisions without telling names, as a small builder makes them."""
    text = "".join(f"<div>{escape(p, quote=False)}</div>" for p in article.paragraphs)
    links = " | ".join(f'<a href="/c{n}">{m}</a>' for n, m in enumerate(_MENU))
    return _document(
        article,
        f'<div class="c1"><div class="c2">{links}</div><div class="c3"><h1>{escape(article.title)}'
        f'</h1><div class="c4">{stamp(article, 3)}</div>{article.by_headline}'
        f'<div class="c5">{article.inside}{text}{article.credit}</div></div>{article.below}'
        f'<div class="c6"><b>Tin khác</b><ul>{_related()}</ul></div>'
        f'<div class="c7">{footer(article)}</div></div>',
    )


LAYOUTS: Final[Sequence[Layout]] = (modern, web_form, weblog, described, bare)
