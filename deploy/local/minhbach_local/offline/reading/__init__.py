"""``minhbach read``: what was read from saved pages."""
