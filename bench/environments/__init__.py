"""What extractors run in: virtual environments, versions, commands, and the key of their results."""
