"""What stands between the wire and extractors that know nothing of it, or that answer with HTML."""
