"""Verifications of what a case service stores, as auditors ask for them."""
