"""Gate: hold a run against the baseline, give a verdict, and write it in the formats CI reads."""
