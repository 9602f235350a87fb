"""How much memory a process has taken at most."""

import resource
from pathlib import Path


def peak_mebibytes() -> int:
    """The peak of this process alone.

    On Linux ``ru_maxrss`` begins with what the parent held when it started this process, so the
    kernel's own word on this program's memory is read there.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        (peak,) = (int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
        return peak // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
