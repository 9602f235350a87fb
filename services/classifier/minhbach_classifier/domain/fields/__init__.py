"""The details that a home page must show, as it shows them."""

from minhbach_classifier.domain.fields.reading import Fields, read_fields
from minhbach_classifier.domain.fields.scope import has_endless_line

__all__ = ["Fields", "has_endless_line", "read_fields"]
