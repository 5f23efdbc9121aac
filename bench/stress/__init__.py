"""Robustness: pages changed in ways that leave their content alone, and how far the figures of each extractor fall."""
