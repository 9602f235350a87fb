"""Portals' ranking as documents: a PDF and a workbook that say the same as the page."""
