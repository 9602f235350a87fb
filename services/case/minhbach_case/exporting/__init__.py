"""What a page shows as a file to keep: tables as CSV and XLSX, streamed and bounded."""
