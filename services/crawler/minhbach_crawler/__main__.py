"""``python -m minhbach_crawler`` runs the service."""

from minhbach_crawler.main import create_app
from minhbach_crawler.settings import CrawlerSettings
from minhbach_shared.service import main

if __name__ == "__main__":
    raise SystemExit(main(CrawlerSettings, create_app))
