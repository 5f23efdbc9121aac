"""Costs of a stored run: its texts, gold and CPU times handed to the tables of costs."""
