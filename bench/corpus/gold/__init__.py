"""Gold: files of hand-cleaned text, line labels, drafts and their audit; ``check`` audits a corpus, ``consensus`` drafts gold."""
