"""What ``score`` prints beside leaderboards, one kind of table a file."""
