"""Letters on their way: queued, sent by e-mail or printed, delivered, bounced, served."""
