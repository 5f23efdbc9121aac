"""Structure: the blocks and regions of a page, read off its markup, and the page in a saved file; from outside, only ``regions`` is called."""
