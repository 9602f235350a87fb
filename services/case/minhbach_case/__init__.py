"""The case service: the register, the cases, the API and the console."""
