"""What the classifier keeps in MongoDB, and what it reads from the capture store."""
