"""Home pages: menus, teasers and a footer, as sites of several generations lay them out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_MENU: Final = ("Trang chủ", "Thời sự", "Kinh tế", "Xã hội", "Pháp luật", "Giáo dục", "Thể thao")


@dataclass(frozen=True, slots=True)
class Home:
    """What a home page shows; ``footer`` is HTML."""

    footer: str
    teasers: Sequence[tuple[str, str]]
    """Headline and lead."""
    name: str = "Tin Tức Miền Tây"


def _document(home: Home, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        f"<title>{escape(home.name)} - Trang thông tin điện tử tổng hợp</title></head>"
        f"<body>{body}</body></html>"
    )


def _menu() -> str:
    return "".join(f'<li><a href="/muc-{n}">{name}</a></li>' for n, name in enumerate(_MENU))


def _teasers(home: Home, shape: str) -> str:
    return "".join(
        shape.format(n=n, title=escape(title), lead=escape(lead))
        for n, (title, lead) in enumerate(home.teasers)
    )


def modern(home: Home) -> str:
    """A header, teasers with pictures, a footer element."""
    shape = (
        '<article class="item"><h3><a href="/bai-{n}.html">{title}</a></h3>'
        '<img src="/t/{n}.jpg" alt=""><p class="sapo">{lead}</p></article>'
    )
    return _document(
        home,
        f'<header><a href="/">{escape(home.name)}</a><nav><ul>{_menu()}</ul></nav></header>'
        f"<main>{_teasers(home, shape)}</main><footer>{home.footer}</footer>",
    )


def web_form(home: Home) -> str:
    """Tables inside one form."""
    shape = '<tr><td><a class="tieude" href="/Detail.aspx?id={n}">{title}</a><br>{lead}</td></tr>'
    return _document(
        home,
        '<form method="post" action="./Default.aspx" id="form1"><input type="hidden" '
        f'name="__VIEWSTATE" value="/wEPDwUKMTY=" /><table><tr><td><ul>{_menu()}</ul></td></tr>'
        f"{_teasers(home, shape)}</table>"
        f'<table class="bottom"><tr><td align="center">{home.footer}</td></tr></table></form>',
    )


def divided(home: Home) -> str:
    """Divisions, the footer known by its class only."""
    shape = '<div class="news"><a href="/tin/{n}">{title}</a><div class="desc">{lead}</div></div>'
    return _document(
        home,
        f'<div id="top"><ul>{_menu()}</ul></div><div id="center">{_teasers(home, shape)}</div>'
        f'<div id="footer" class="foot-wrap"><div class="container">{home.footer}</div></div>',
    )


HOMES: Final[Sequence[Callable[[Home], str]]] = (modern, web_form, divided)
