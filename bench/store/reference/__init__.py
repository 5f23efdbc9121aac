"""Reference results: score rows of the whole field on public corpora, kept without a word of their pages.

For each corpus there is a run folder (``folder``) of scores, statuses and digests alone, which ``joined`` puts beside the rows of a run.
"""
