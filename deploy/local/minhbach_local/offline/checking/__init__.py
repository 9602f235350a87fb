"""``minhbach check``: what a site's own people would have to mend."""
