"""Periodic reports for people: composed once, shown on a page, set as PDF, kept as a workbook."""
