"""Gate: hold a run against the baseline, give a verdict, and write it in the formats CI reads.

From outside use ``judging`` (judge a run, accept it), ``baseline`` (the files), ``verdict`` (the nouns), ``formats`` and ``trends``.
"""
