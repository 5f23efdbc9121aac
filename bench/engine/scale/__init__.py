"""Scale: runs spread over machines with Dask, and web crawls without gold."""
