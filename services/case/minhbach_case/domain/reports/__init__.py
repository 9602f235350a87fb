"""Periodic reports for the province and the ministry: periods, figures, their sums, corrections."""
