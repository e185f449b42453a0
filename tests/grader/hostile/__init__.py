"""Hand-ins that are hostile, broken or unlucky, and what the grader must make of each."""
