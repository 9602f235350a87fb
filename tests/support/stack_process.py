"""A process that holds an embedded stack until it is told to stop: `… FOLDER`.

Prints a JSON line with the processes of both parts when they answer, and "stopped" at the end.
"""

import asyncio
import json
import signal
import sys
from pathlib import Path

from minhbach_local.stack import EmbeddedStack, StackSettings


async def hold(folder: Path) -> None:
    """Holds the stack until the terminal's Ctrl-C arrives."""
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, told.set)
    settings = StackSettings(data=folder, minimum_free_bytes=100_000_000)
    async with EmbeddedStack(settings) as stack:
        pids = {"broker": stack.broker.pid, "store": stack.store.pid}
        print(json.dumps(pids), flush=True)
        await told.wait()
    print("stopped", flush=True)


if __name__ == "__main__":
    asyncio.run(hold(Path(sys.argv[1])))
