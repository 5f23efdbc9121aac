"""How environments are made: what each is to hold, on which Python, for Node and for Java; only :mod:`bench.environments.envs` calls it."""
