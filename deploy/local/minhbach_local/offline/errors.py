"""What can go wrong with a command that needs no server, in words for who gave it.

OfflineError
├── NothingRead       not one of the files or addresses could be read
└── RegisterRefused   the register file cannot be used
"""


class OfflineError(Exception):
    """The command cannot go on; the text says why and what to do."""


class NothingRead(OfflineError):
    """Not one of the files or addresses could be read."""


class RegisterRefused(OfflineError):
    """The register file cannot be used."""
