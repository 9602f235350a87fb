"""State portals by the agency's criteria: scores, their ranking, how soon items are put up."""
