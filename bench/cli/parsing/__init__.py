"""How the words of a command line become values. From outside: ``values``."""
