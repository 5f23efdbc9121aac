"""Engine: corpus x adapters -> extractions, each pair ending in exactly one row."""
