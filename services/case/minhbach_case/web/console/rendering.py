"""Templates to HTML: everything escaped, an unknown name an error."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jinja2

from minhbach_case.web.assets import Assets
from minhbach_case.web.console.charts import bars, runs, share
from minhbach_case.web.console.evidence import (
    detail,
    field_rows,
    kilobytes,
    percent,
    safe_link,
)
from minhbach_case.web.marking import is_cut, pieces_of, plain
from minhbach_case.web.texts import Language, Texts, show_date, show_due, show_time
from minhbach_shared.events import PersonalSpan


class Renderer:
    """The console's templates and words."""

    def __init__(self, folder: Path, texts: Mapping[Language, Texts], assets: Assets) -> None:
        self._texts = texts
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder),
            # Not by file name: a quote of a page is hostile wherever it is shown.
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["asset"] = assets.address
        self._templates.tests["cut"] = is_cut
        self._templates.tests["personal"] = lambda span: isinstance(span, PersonalSpan)
        self._templates.filters.update(
            bars=bars,
            detail=detail,
            due=show_due,
            field_rows=field_rows,
            kilobytes=kilobytes,
            iso_date=lambda day: show_date(date.fromisoformat(day)),
            percent=percent,
            pieces=pieces_of,
            plain=plain,
            runs=runs,
            safe_link=safe_link,
            share=share,
            time=show_time,
            date=show_date,
            # A thousand apart from a hundred by a space: dot and comma mean the other elsewhere.
            whole=lambda number: f"{number:,}".replace(",", "\u00a0"),
        )

    def texts(self, language: Language) -> Texts:
        """The words of one language."""
        return self._texts[language]

    def page(self, name: str, language: Language, context: Mapping[str, Any]) -> str:
        """One page in one language."""
        template = self._templates.get_template(name)
        return template.render({"t": self._texts[language], **context})
