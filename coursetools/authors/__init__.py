"""What authors and CI run: masters to notebooks, the bank of answers, validation, publishing, benchmarks."""
