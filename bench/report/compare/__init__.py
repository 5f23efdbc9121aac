"""Compare: two runs held against each other, page by page."""
