"""Gold: files of hand-cleaned text, their drafting and their audit."""
