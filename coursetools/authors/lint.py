"""Lint, format and types, over everything that is written by hand."""

import subprocess
import sys

from coursetools.paths import ROOT

CHECKS: dict[str, tuple[str, ...]] = {
    "lint": ("ruff", "check", "--quiet", "."),
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "types": ("basedpyright", "--pythonpath", sys.executable),
}


def check(name: str) -> tuple[bool, str]:
    """Run one check out of ``CHECKS``; returns whether it passed, and what it said."""
    done = subprocess.run([sys.executable, "-m", *CHECKS[name]], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def run() -> int:
    """Run all checks and print what they found. Returns the exit status."""
    status = 0
    for name in CHECKS:
        passed, text = check(name)
        print(f"{name}: {'clean' if passed else 'see below'}{'' if passed else chr(10) + text}")
        status = status if passed else 1
    return status
