"""Editing a page's source in place: its markup as tokens, steps of edits, our own boilerplate, the page written again."""
