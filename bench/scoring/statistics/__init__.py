"""Statistics of score rows: intervals, paired tests, ranks, correlation; all numpy.

Numbers in, numbers out. ``estimates.ScoredPages`` holds what the others work on; all public names may be used from outside.
"""
