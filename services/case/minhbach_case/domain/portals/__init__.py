"""How state portals stand by the criteria that the agency set: what is known, and what is not."""
