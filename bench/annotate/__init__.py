"""Annotate: gold made on the pages themselves, block by block, in a browser."""
