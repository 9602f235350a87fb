"""What every service of Minh Bạch shares: events, topics, ids, delivery, settings, logging."""
