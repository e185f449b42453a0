"""What holds for all tests, however pytest was started."""

import os

from coursetools import environment

# One thread for each process: small networks gain nothing by more, and wait for each other on a busy machine.
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
environment.put_scripts_on_path()
