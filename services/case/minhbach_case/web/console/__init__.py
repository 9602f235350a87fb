"""The officers' console: pages rendered on the server, htmx for what a click can spare."""
