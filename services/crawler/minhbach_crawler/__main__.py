"""``python -m minhbach_crawler`` runs the crawler until SIGTERM."""

from minhbach_crawler.main import main

if __name__ == "__main__":
    main()
