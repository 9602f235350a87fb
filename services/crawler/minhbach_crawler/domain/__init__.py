"""What a visit is: addresses, frontier, bounds, retries, robots; pure."""
