"""Workers: how one extractor is run safely, in a child process that reads pages and answers with text."""
