"""Adapters of libraries that live in an environment of their own, for they need another Python than most: one library a file."""
