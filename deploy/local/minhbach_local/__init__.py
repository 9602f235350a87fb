"""The embedded stack, the demo province and the ``minhbach`` command."""
