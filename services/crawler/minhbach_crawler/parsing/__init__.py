"""Bytes of pages, feeds and sitemaps into the addresses and times that they state."""
