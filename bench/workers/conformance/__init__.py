"""Whether a foreign worker keeps the rules of WIRE.md.

From outside only ``check.check`` and the nouns of ``rules`` are touched.
"""
