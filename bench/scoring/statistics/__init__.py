"""Statistics of score rows: resampling, intervals, paired tests, letters, correlation. Numbers in, numbers out: all may be used outside."""
