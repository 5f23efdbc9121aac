"""A run in stages: plan, extract, score, reproduce; and what a stored run says."""
