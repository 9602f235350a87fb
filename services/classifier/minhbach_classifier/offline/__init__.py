"""The classifier by itself: pages and texts in, assessments out.

No broker, database, network or file; nothing is stored or published. It judges with the very code
of the service, on an index that it is handed.
"""

from minhbach_classifier.offline.addresses import NOWHERE, said_address
from minhbach_classifier.offline.judging import Judge, Opinion, Seen, sealed
from minhbach_classifier.offline.references import Reference, References
from minhbach_classifier.offline.snapshots import record_of
from minhbach_classifier.offline.texts import Given, outranked, text_page

__all__ = [
    "NOWHERE",
    "Given",
    "Judge",
    "Opinion",
    "Reference",
    "References",
    "Seen",
    "outranked",
    "record_of",
    "said_address",
    "sealed",
    "text_page",
]
