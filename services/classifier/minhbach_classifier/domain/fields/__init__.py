"""The details that a home page must show, as it shows them."""

from minhbach_classifier.domain.fields.reading import Fields, read_fields

__all__ = ["Fields", "read_fields"]
