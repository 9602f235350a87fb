"""Errors of verifications, told to whoever asked."""


class AuditingError(Exception):
    """A file or a key cannot be used, or a signature is another's; the message is for people."""
