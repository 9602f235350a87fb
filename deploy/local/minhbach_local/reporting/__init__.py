"""``minhbach report``: periodic reports of a case service, drafted, issued, shown and fetched."""
