"""Adapters: one library a file, a plain function from page to text; all are listed in ``table``.

Nothing is imported here: a fork server that loads one adapter's file needs none of the others.
"""
