"""``python -m minhbach_case`` runs the service; ``backup`` and ``restore`` keep its database."""

import sys

from minhbach_case.backups.command import COMMANDS
from minhbach_case.backups.command import main as keep
from minhbach_case.main import create_app
from minhbach_case.settings import CaseSettings
from minhbach_shared.service import main

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in COMMANDS:
        raise SystemExit(keep(sys.argv[1:]))
    raise SystemExit(main(CaseSettings, create_app))
