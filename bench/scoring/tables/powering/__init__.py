"""Figures that rest on gold of some pages, drawn at random, and on what the adapters agree on for all."""
