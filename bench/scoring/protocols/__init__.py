"""Protocols: one in each file, with its explanation; got from outside by name, through ``bench.scoring.load``."""
