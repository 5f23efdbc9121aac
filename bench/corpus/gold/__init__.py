"""Gold: files of hand-cleaned text, line labels, drafts and their audit.

From outside, ``check`` audits a corpus and ``consensus`` drafts gold.
"""
