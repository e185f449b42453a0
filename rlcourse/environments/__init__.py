"""Worlds, and the ways to step through many at once. Nothing here knows an agent."""
