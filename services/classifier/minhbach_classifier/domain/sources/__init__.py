"""Finding the earlier text of a copied one, its credit, and what was changed."""
