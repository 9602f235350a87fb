"""Letters of the agency: composed once, shown on a page, set as PDF, sealed where a key is."""
