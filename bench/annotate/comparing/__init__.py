"""How far readers of the same pages agree: their readings, the labels of words, and figures with intervals."""
