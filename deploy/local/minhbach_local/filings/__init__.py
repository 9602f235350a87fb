"""`minhbach filing`: the licensees' own reports over a case service's API."""
