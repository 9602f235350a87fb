"""Days as the API takes them: written out, since a bare number would pass for seconds of 1970."""

import re
from datetime import date
from typing import Annotated, Final

from pydantic import BeforeValidator

_WRITTEN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_written(value: object) -> object:
    if isinstance(value, str) and not _WRITTEN.fullmatch(value):
        raise ValueError("a day is written as 2026-11-22")
    if isinstance(value, int | float):
        raise ValueError("a day is written as 2026-11-22, in quotation marks")  # noqa: TRY004 - told
    return value


Day = Annotated[date, BeforeValidator(_as_written)]
