"""Runs in which nothing has changed since the last one: what that one found is carried over."""
