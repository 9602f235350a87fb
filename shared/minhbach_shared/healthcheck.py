"""``python -m minhbach_shared.healthcheck``: asks the service beside it whether it is ready.

For container engines, whose health check is a command: exit status 0 where ``/readyz`` says so, 1
where it does not or nobody answers, with the reasons on standard output.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

SECONDS = 4.0


def main() -> int:
    """Asks once."""
    port = int(os.environ.get("MINHBACH_HTTP_PORT", "0"))
    if not port:
        _say("MINHBACH_HTTP_PORT is not set: a port that was taken freely cannot be asked")
        return 1
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        _say(answer.read(2000).decode(errors="replace"))
    except (OSError, HTTPException) as error:
        _say(f"nobody answers at port {port}: {str(error) or type(error).__name__}")
        return 1
    else:
        return 0 if answer.status == 200 else 1
    finally:
        connection.close()


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main())
