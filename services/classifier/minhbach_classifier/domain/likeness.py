"""Whether two writings of an organisation, an authority or an address are the same one."""

import re
import unicodedata
from typing import Final, Literal

Likeness = Literal["same", "other", "unsure"]

_LONG_FORMS: Final = (
    (r"(?<!\w)(?:s\s?)?tt\s?[&-]?\s?tt(?!\w)", "thông tin truyền thông"),
    (r"(?<!\w)vh\s?-?,?\s?tt\s?[&-]?\s?dl(?!\w)", "văn hóa thể thao du lịch"),
    (r"(?<!\w)ptth\s?[&-]?\s?ttđt(?!\w)", "phát thanh truyền hình thông tin điện tử"),
    (r"(?<!\w)khcn(?!\w)", "khoa học công nghệ"),
    (r"(?<!\w)(?:tp\.?\s?)?hcm(?!\w)", "hồ chí minh"),
    (r"(?<!\w)hn(?!\w)", "hà nội"),
    (r"(?<!\w)cty(?!\w)", "công ty"),
    (r"(?<!\w)cp(?!\w)", "cổ phần"),
    (r"(?<!\w)mtv(?!\w)", "một thành viên"),
    (r"(?<!\w)[pq]\.?\s?(?=\d)", " "),
    (r"(?<!\w)[pqđ]\.\s?(?=\w)", " "),
)
_IDLE: Final = frozenset(
    re.findall(
        r"\w+",
        """số nhà đường phố phường quận huyện xã thị trấn tp thành tỉnh khu và tầng tòa toà việt nam
        công ty tnhh cổ phần một viên của cơ quan sở bộ cục ubnd ủy uỷ ban nhân dân thông tin
        truyền văn hóa hoá thể thao du lịch phát thanh hình điện tử khoa học nghệ""",
    )
)
"""Words that two different ones have in common."""
_SAME: Final = 0.75
_OTHER: Final = 0.5


def likeness(one: str, other: str) -> Likeness:
    """Told by the words that name, abbreviations written out; a doubt is no difference.

    A shorter form of the same holds few words, and all of them stand in the longer.
    """
    ours, theirs = _words(one), _words(other)
    if not ours or not theirs:
        return "unsure"
    share = len(ours & theirs) / min(len(ours), len(theirs))
    if share >= _SAME:
        return "same"
    return "other" if share < _OTHER else "unsure"


def _words(name: str) -> frozenset[str]:
    lowered = unicodedata.normalize("NFC", name).lower()
    for short, long in _LONG_FORMS:
        lowered = re.sub(short, f" {long} ", lowered)
    return frozenset(re.findall(r"\w+", lowered)) - _IDLE
