"""Carries erasures out: the words, names and files of people before an ``erased`` step are
destroyed, and the letters that went with them.

The step comes first, and whoever announces it destroys: the relay folds before it marks, so an
erasure that a crash cut short is carried out with the next turn of the relay.
"""

from collections.abc import Sequence
from uuid import UUID

from minhbach_case.storage.case_folds import CaseFolds
from minhbach_case.storage.letters import LetterStore
from minhbach_case.storage.uploads import Uploads
from minhbach_shared.eventlog import EventLog


class Eraser:
    """Folds cases as the relay asks, and erases what they say is erased."""

    def __init__(
        self, log: EventLog, folds: CaseFolds, uploads: Uploads, letters: LetterStore
    ) -> None:
        self._log = log
        self._folds = folds
        self._uploads = uploads
        self._letters = letters

    async def fold(self, cases: Sequence[UUID]) -> None:
        """Brings these cases up to date; idempotent."""
        for case, loaded in (await self._folds.catch_up(cases)).items():
            if loaded.case.erased_sequence:
                await self._log.erase_private(case, loaded.case.erased_sequence)
                await self._uploads.erase(case)
                await self._letters.erase_case(case)
