"""``minhbach export``: what a page of the console shows, as a file."""
