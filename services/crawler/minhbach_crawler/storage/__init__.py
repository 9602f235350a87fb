"""The crawler's sites, requests and visits in MongoDB, behind what ``domain/ports`` declares."""
