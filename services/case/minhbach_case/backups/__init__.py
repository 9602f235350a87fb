"""Backup and restore of the case service's database: what cannot be derived again, in one file."""
