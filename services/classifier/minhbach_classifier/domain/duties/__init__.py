"""The duties: each module judges one of them on one page."""
