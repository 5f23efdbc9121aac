"""Text: how the bytes of a page become what an adapter gets."""
