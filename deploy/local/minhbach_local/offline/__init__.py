"""The commands that need no server: ``check``, ``evaluate``, ``read``."""
