"""Tables: leaderboards, breakdowns and losses, made of score rows."""
