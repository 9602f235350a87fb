"""What the store holds held against its own digests: every chain, and what hangs on it."""
