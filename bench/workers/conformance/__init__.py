"""Whether a foreign worker keeps the rules of WIRE.md; ``check.check`` and the nouns of ``rules`` are called from outside."""
