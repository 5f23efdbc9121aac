"""What extractors run in: virtual environments, installed versions, commands of foreign workers, and the key of their results."""
