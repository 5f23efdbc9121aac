"""What verbs print of a run, one kind of table a file."""
