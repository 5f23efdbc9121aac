"""Files of stored outputs: their bytes, the shapes that the field writes, and which page each text is of."""
