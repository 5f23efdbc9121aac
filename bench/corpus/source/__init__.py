"""Sources: folders, archives and the cache, where the files of a corpus come from."""
