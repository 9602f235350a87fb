"""`minhbach letter`: letters previewed, sent, followed, served over a case service's API."""
