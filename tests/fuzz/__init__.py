"""Pages that nobody wrote, through all that a page passes in the classifier."""
