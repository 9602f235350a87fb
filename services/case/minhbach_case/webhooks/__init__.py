"""Webhooks: subscribers are told over HTTPS what people decided, signed, until they have it."""
