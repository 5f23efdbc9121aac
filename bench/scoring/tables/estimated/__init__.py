"""Boards without gold: estimates from what families of extractors agree on, and what is to be said of them."""
