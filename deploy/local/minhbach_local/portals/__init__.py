"""State portals' ranking from the command line."""
