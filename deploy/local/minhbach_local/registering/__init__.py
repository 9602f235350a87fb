"""A register file shown and applied through the case service's API."""
