"""Store: run folders; the one writer and the one reader of every stored table."""
