"""``python -m minhbach_classifier`` runs the classifier until SIGTERM."""

import sys

from minhbach_classifier.main import main

if __name__ == "__main__":
    sys.exit(main())
