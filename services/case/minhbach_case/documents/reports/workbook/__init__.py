"""A report as an XLSX workbook: figures as numbers, all that follows from them as formulas."""
