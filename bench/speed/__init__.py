"""Speed: the pytest-benchmark suite, and reading what it stored."""
