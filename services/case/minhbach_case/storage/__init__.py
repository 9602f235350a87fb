"""The case service's collections in MongoDB."""
