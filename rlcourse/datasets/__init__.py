"""Data that was recorded elsewhere: fetched, checked, and read."""
