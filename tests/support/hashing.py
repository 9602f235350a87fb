"""Hashes of passwords that cost next to nothing."""

from argon2 import PasswordHasher


def cheap_hasher() -> PasswordHasher:
    """What is tested with it is that passwords are checked, not what that costs."""
    return PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
