"""``python -m minhbach_local.province --data DIR``: serves the demo province until SIGTERM."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from minhbach_local.province.announcement import Announcement, announcement_file
from minhbach_local.province.errors import ProvinceError
from minhbach_local.province.province import Province
from minhbach_local.province.serving import LOOPBACK
from minhbach_shared.clock import utc_now


def main() -> int:
    """Returns the exit status: 0 after a stop that was asked for, 2 when it cannot be served."""
    parser = argparse.ArgumentParser(prog="python -m minhbach_local.province", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="its own folder")
    parser.add_argument("--host", default=LOOPBACK, help="address at which the sites are reached")
    chosen = parser.parse_args()
    try:
        asyncio.run(_serve(chosen.data.absolute(), chosen.host))
    except ProvinceError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


async def _serve(data: Path, host: str) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    announcement_file(data).unlink(missing_ok=True)
    async with Province(data, utc_now(), host) as province:
        _announce(data, province)
        await stop.wait()
    announcement_file(data).unlink(missing_ok=True)


def _announce(data: Path, province: Province) -> None:
    register = data / "register.csv"
    province.write_register(register)
    Announcement.of(province, register, os.getpid()).write(data)
    print(f"register: {register}")
    for site in province.sites:
        print(f"{site.address}  {site.name}: {site.fault}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
