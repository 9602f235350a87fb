"""Reading: a capture's bytes become a page, or say why not."""

from minhbach_classifier.domain.reading.body import BODY_LIMIT, decode_body
from minhbach_classifier.domain.reading.page import read
from minhbach_classifier.domain.reading.times import Stamp, metadata_time, shown_times

__all__ = ["BODY_LIMIT", "Stamp", "decode_body", "metadata_time", "read", "shown_times"]
