"""`minhbach webhook`: subscribers and what was sent to them, over a case service's API."""
