"""The demo province: twelve simulated sites on loopback, and the cases that they deserve.

All names, texts and addresses are invented. ``README.md`` beside this file says what each site
does wrong, if anything. ``python -m minhbach_local.province --data DIR`` serves it until SIGTERM.
"""

from minhbach_local.province.announcement import Announcement
from minhbach_local.province.errors import ProvinceError
from minhbach_local.province.province import ExpectedCase, Province, Site

__all__ = ["Announcement", "ExpectedCase", "Province", "ProvinceError", "Site"]
