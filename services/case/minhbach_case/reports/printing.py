"""What reports are written and printed with."""

from collections.abc import Mapping
from dataclasses import dataclass

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.sealing import Seal
from minhbach_case.documents.typesetting import Press
from minhbach_case.web.texts import Language, Texts


@dataclass(frozen=True, slots=True)
class Printing:
    """Words, press and seal.

    Attributes:
        address: where browsers reach the console, without a slash at its end; empty for none.
    """

    agency: Agency
    texts: Mapping[Language, Texts]
    press: Press
    seal: Seal | None = None
    address: str = ""
