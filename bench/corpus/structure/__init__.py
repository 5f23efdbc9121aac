"""Structure: the blocks and regions of a page, read off its markup."""
