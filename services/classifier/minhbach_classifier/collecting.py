"""When a classifier's process looks for cycles of objects that nobody needs."""

import gc
from typing import Final

_NEW_OBJECTS: Final = 20_000
"""Between two looks. A page makes some thousands and leaves no cycles; Python's own 700 have each
looked at four times while it is made, and all that is remembered far too often."""


def collect_rarely() -> None:
    """Leaves alone what is there by now, and looks seldom at what comes.

    A tenth of reading a known page goes otherwise into looking where there is nothing to find.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
