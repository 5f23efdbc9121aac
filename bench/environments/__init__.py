"""Environments: what extractors run in: installed versions, virtual environments, and the key of their results."""
