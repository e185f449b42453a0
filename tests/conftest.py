"""What holds for all tests: one thread for each process. Small networks gain nothing by more, and wait for each other on a busy machine."""

import os

for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
