"""Protocols: one scoring protocol a file; listed in bench.scoring."""
