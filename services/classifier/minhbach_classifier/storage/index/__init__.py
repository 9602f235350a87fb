"""The fingerprint index as a worker holds it: files that are made again when they are lost."""
