"""How cells look, and words that are never taken for a formula."""

from collections.abc import Mapping
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from minhbach_case.exporting.cells import kept, starts_formula

INK: Final = "#1A5494"
_EDGE: Final = {"border": 1, "border_color": "#A6A6A6"}
_HEAD: Final = {
    **_EDGE,
    "bold": True,
    "bg_color": "#E8EEF6",
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
}
_TOTAL: Final = {"bold": True, "bg_color": "#F0F0F0"}
_LINK: Final = {"underline": 1, "font_color": INK}
_NUMBERS: Final = {
    "count": "#,##0",
    "days": "#,##0.0",
    "change": "+#,##0;-#,##0;0",
    "change_days": "+#,##0.0;-#,##0.0;0",
    "share": "+0.0%;-0.0%;0.0%",
}
_FORMATS: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {"bold": True, "font_size": 13},
    "plain": {"valign": "top"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "unwrapped": {"bold": True},
    "label": {"bold": True, "valign": "top", "text_wrap": True},
    "remark": {"italic": True, "font_size": 9},
    "draft": {"bold": True, "font_color": "#A3221C", "font_size": 13},
    "head": _HEAD,
    "head_left": {**_HEAD, "align": "left"},
    "row": {**_EDGE, "text_wrap": True, "valign": "vcenter"},
    "row_total": {**_EDGE, **_TOTAL, "valign": "vcenter"},
    "cell": {**_EDGE, "text_wrap": True, "valign": "top"},
    "link": {**_LINK},
}


class Looks:
    """The workbook's formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool], Format] = {}

    def named(self, name: str) -> Format:
        """A format of words."""
        return self._of(name, _FORMATS[name])

    def number(self, kind: str, *, total: bool = False, linked: bool = False) -> Format:
        """A format of figures; what is no number stands in the middle as well."""
        look = {"num_format": _NUMBERS[kind], "align": "center", "valign": "vcenter", **_EDGE}
        return self._of(
            kind, {**look, **(_TOTAL if total else {}), **(_LINK if linked else {})}, total, linked
        )

    def quoted(self, name: str) -> Format:
        """The same format, with the mark that keeps words from being read as a formula."""
        return self._of(f"quoted {name}", {**_FORMATS[name], "quote_prefix": True})

    def _of(
        self, name: str, look: Mapping[str, Any], total: bool = False, linked: bool = False
    ) -> Format:
        key = (name, total, linked)
        if key not in self._made:
            self._made[key] = self._book.add_format(dict(look))
        return self._made[key]


def write_words(
    sheet: Worksheet, row: int, column: int, words: str, looks: Looks, name: str
) -> None:
    """Words as words: a name that begins with `=` or `+` stays one, when it is edited too."""
    text = kept(words)
    look = looks.quoted(name) if starts_formula(text) else looks.named(name)
    sheet.write_string(row, column, text, look)
