"""Structure: the blocks and regions of a page, read off its markup; from outside, only ``regions`` is called."""
