"""The licensees' own reports: filed, entered from paper, asked for, reminded of."""
