"""Why a backup cannot be made or restored; the message says what, where and what to do."""

from minhbach_shared.errors import MinhBachError


class BackupError(MinhBachError):
    """It cannot be done; the database that is restored into may be unfinished."""
