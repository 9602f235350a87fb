"""The dossier of a case: one ZIP that proves itself, with a verifier that runs offline."""
