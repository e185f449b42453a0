"""Tests of the course and its tools."""
