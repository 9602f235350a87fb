"""``python -m minhbach_classifier`` runs the service."""

from minhbach_classifier.collecting import collect_rarely
from minhbach_classifier.main import create_app
from minhbach_classifier.settings import ClassifierSettings
from minhbach_shared.service import main

if __name__ == "__main__":
    collect_rarely()
    raise SystemExit(main(ClassifierSettings, create_app))
