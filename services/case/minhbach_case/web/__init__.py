"""The case service's face: the HTTP API, the accounts and the officers' console."""
