"""The verifier: modules of the standard library alone, joined into one file for each dossier."""
