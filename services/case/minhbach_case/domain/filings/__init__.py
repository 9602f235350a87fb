"""The licensees' own reports: what their form asks, when they are due, what was filed (pure)."""
