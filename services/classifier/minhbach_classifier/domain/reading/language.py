"""The language of a page: by its letters where they are Vietnamese, else as it declares.

Templates declare anything, most often English; the letters below occur in no other language of
weight, and in every Vietnamese sentence.
"""

import re
from typing import Final

from minhbach_classifier.domain.reading.walk import Document

_LETTERS: Final = "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_VIETNAMESE: Final = re.compile(f"[{_LETTERS}{_LETTERS.upper()}]")
_SAMPLE: Final = 2_000
_SHARE: Final = 0.04
_LEAST: Final = 1_000
"""Characters of the sample that tell of most Vietnamese pages."""


def language_of(document: Document) -> str | None:
    """A language tag such as ``vi`` or ``en-US``; None where nothing tells."""
    text = document.body.text
    middle = max(0, len(text) // 2 - _SAMPLE // 2)
    sample = text[middle : middle + _SAMPLE]
    least = max(1.0, _SHARE * len(sample))
    if _marks(sample[:_LEAST]) >= least or _marks(sample) >= least:
        return "vi"
    return document.language or document.metas.get("og:locale", "").replace("_", "-") or None


def _marks(text: str) -> int:
    return len(_VIETNAMESE.findall(text))
