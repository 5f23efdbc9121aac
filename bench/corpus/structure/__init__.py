"""Structure: blocks and regions of a page, read off its markup, and the page in a saved file; outside, ``regions`` alone is called."""
