"""Text: tokens, alignment, sentences and Markdown that protocols share; from outside, diffs and words."""
