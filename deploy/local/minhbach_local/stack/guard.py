"""Becomes the program named on its command line, tied to the life of the process that asked.

Run by path as `python -I -S guard.py PARENT PROGRAM ARGUMENT…`; imports nothing of ours. The
process keeps its id. On Linux the kernel ends it when the parent's thread that started it ends,
whatever ended that; elsewhere the next start finds and ends what was left over.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    parent, program, *rest = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(parent):
            sys.exit("the process that asked for this one has ended")
    os.execv(program, [program, *rest])  # noqa: S606 - the whole purpose: no shell, our own arguments


if __name__ == "__main__":
    main(sys.argv[1:])
