"""The HTTP API under ``/api/v1``: what machine clients and acceptance tools call."""
