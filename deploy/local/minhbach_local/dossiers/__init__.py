"""``minhbach dossier``: a case's dossier made by the case service, and verified here."""
