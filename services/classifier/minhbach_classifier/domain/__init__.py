"""The classifier's pure part: a capture's bytes in, a page and verdicts out."""
