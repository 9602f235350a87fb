"""The verifier as one file: the modules beside this one, joined in the order that they need."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

PARTS: Final = (
    *("canonical", "ed25519", "pages", "report", "zipped", "chain", "files", "statements"),
    *("captures", "openings", "accounted", "command"),
)
_HEAD: Final = '''#!/usr/bin/env python3
"""Kiểm tra hồ sơ vụ việc, không cần mạng: python3 verify.py HỒ-SƠ.zip

Verifies the dossier of a case, offline, with Python's standard library alone (3.8 or later). It is
part of every dossier; whoever does not trust a dossier takes this file from elsewhere.

Mã thoát / exit status 0: nguyên vẹn / intact; 1: không nguyên vẹn, nêu mọi lỗi / not intact, every
fault is named; 2: dùng sai / wrong use.
"""

from __future__ import annotations
'''
_TAIL: Final = """

if __name__ == "__main__":
    # Vietnamese on whatever console.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
"""
_OWN_IMPORT: Final = re.compile(
    r"^from minhbach_case\.[\w.]+ import (?:\([^)]*\)|[^\n(]*)\n", re.MULTILINE
)
_FUTURE: Final = "from __future__ import annotations\n"


@cache
def verifier() -> bytes:
    """``verify.py``: it imports nothing but the standard library, of Python 3.8 or later."""
    folder = files(__package__)
    parts = (folder.joinpath(f"{name}.py").read_text("utf-8") for name in PARTS)
    return (_HEAD + "".join(map(_part, parts)) + _TAIL).encode()


def _part(source: str) -> str:
    title, _, rest = source.partition('"""\n')
    rest = _OWN_IMPORT.sub("", rest.replace(_FUTURE, "", 1))
    return "\n\n# " + title[3:] + "\n" + rest.lstrip("\n")
