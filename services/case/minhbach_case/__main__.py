"""``python -m minhbach_case`` runs the service."""

from minhbach_case.main import create_app
from minhbach_case.settings import CaseSettings
from minhbach_shared.service import main

if __name__ == "__main__":
    raise SystemExit(main(CaseSettings, create_app))
