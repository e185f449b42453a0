"""What students run: the course home, hand-ins."""
