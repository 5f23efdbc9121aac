"""Statistics: intervals, tests, effect sizes and correlation (numpy only)."""
