"""What keeps a register file from being shown or applied; the message is for people."""


class RegisteringError(Exception):
    """Nothing could be read, nobody answers, or the case service refuses."""
