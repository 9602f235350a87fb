"""The language of a page: by its letters where they are Vietnamese, else as it declares.

Templates declare anything, most often English; the letters below occur in no other language of
weight, and in every Vietnamese sentence.
"""

import re
from typing import Final

from minhbach_classifier.domain.reading.walk import Document

_VIETNAMESE: Final = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_SAMPLE: Final = 2_000
_SHARE: Final = 0.04


def language_of(document: Document) -> str | None:
    """A language tag such as ``vi`` or ``en-US``; None where nothing tells."""
    text = document.body.text
    middle = max(0, len(text) // 2 - _SAMPLE // 2)
    sample = text[middle : middle + _SAMPLE]
    if len(_VIETNAMESE.findall(sample.lower())) >= max(1.0, _SHARE * len(sample)):
        return "vi"
    return document.language or document.metas.get("og:locale", "").replace("_", "-") or None
