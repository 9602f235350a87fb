"""Vietnamese charsets from before Unicode, told by labels, fonts and what reads as Vietnamese."""

from minhbach_classifier.domain.reading.legacy.choosing import Reading, mended, reread
from minhbach_classifier.domain.reading.legacy.tables import windows_1252

__all__ = ["Reading", "mended", "reread", "windows_1252"]
