"""What answers cost: their tokens, those wasted at the recall reached, time and money for a million pages."""
