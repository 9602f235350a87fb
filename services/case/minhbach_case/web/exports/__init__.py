"""What leaves as CSV and XLSX: an export beside each page, the same for console and API."""
