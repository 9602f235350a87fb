"""The subcommands of ``minhbach``; each imports what it needs when it is called."""
