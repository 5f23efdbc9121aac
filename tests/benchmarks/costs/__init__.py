"""What boilerbench costs beside bare loops and the sources' own scripts, as one table: ``python -m tests.benchmarks.costs``."""
