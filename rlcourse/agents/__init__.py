"""The finished agents and their parts: one file an algorithm, read from top to bottom."""
