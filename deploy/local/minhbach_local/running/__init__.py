"""``minhbach run``: the embedded stack, the three services as processes, and a watch over them."""

from minhbach_local.running.errors import RunError
from minhbach_local.running.options import RunOptions
from minhbach_local.running.session import run

__all__ = ["RunError", "RunOptions", "run"]
