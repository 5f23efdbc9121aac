"""Text: tokens, alignment, sentences and Markdown, which protocols share."""
